import { parseType, type TlDefinition, type TlField, type TlObject, type TlType } from './parse-schema.ts';
import { BOOL_FALSE_ID, BOOL_TRUE_ID, VECTOR_ID } from './read.ts';
import { BASE_LAYER, type TlSchema } from './schema.ts';

/** A value does not fit the schema. The error is in the code that made it, never in the peer's input. */
export class TlWriteError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'TlWriteError';
  }
}

/**
 * Writes one constructor with its id, as a client of `layer` knows it.
 * @throws TlWriteError
 */
export function writeObject(schema: TlSchema, object: TlObject, layer: number = BASE_LAYER): Buffer {
  return writeValueOf(schema, undefined, object, layer);
}

/**
 * Writes a function call with its id, wrapped queries included.
 * @throws TlWriteError
 */
export function writeCall(schema: TlSchema, call: TlObject): Buffer {
  const parts: Buffer[] = [];
  writeFunction({ schema, layer: BASE_LAYER, parts }, call);
  return Buffer.concat(parts);
}

/**
 * Writes a boxed value of the given result type: an object, a Bool or a Vector.
 * @throws TlWriteError
 */
export function writeValueOf(
  schema: TlSchema,
  type: string | undefined,
  value: unknown,
  layer: number,
): Buffer {
  const parts: Buffer[] = [];
  const output = { schema, layer, parts };
  if (type === undefined || type === 'X') {
    writeBoxed(output, undefined, value);
  } else {
    writeValue(output, parseType(type), value);
  }
  return Buffer.concat(parts);
}

interface TlOutput {
  schema: TlSchema;
  layer: number;
  parts: Buffer[];
}

function writeFunction(output: TlOutput, call: unknown): void {
  const { _: name } = asObject(call, 'a call');
  const definition = output.schema.functionByName(name);
  if (definition === undefined) {
    throw new TlWriteError(`no method ${name}`);
  }
  writeUInt32(output, definition.id);
  writeFields(output, definition, call as TlObject);
}

function writeBoxed(output: TlOutput, type: string | undefined, value: unknown): void {
  if (type === 'Bool') {
    if (typeof value !== 'boolean') {
      throw new TlWriteError(`Bool is ${typeof value}`);
    }
    writeUInt32(output, value ? BOOL_TRUE_ID : BOOL_FALSE_ID);
    return;
  }
  const object = asObject(value, type ?? 'an object');
  const definition = output.schema.constructorByName(object._, output.layer);
  if (definition === undefined || (type !== undefined && definition.result !== type)) {
    throw new TlWriteError(`${object._} is no ${type ?? 'constructor'}`);
  }
  writeUInt32(output, definition.id);
  writeFields(output, definition, object);
}

function writeFields(output: TlOutput, definition: TlDefinition, object: TlObject): void {
  for (const field of definition.fields) {
    const value = object[field.name];
    if (field.type.kind === 'flags') {
      writeUInt32(output, collectFlags(definition.fields, field.name, object));
    } else if (field.condition === undefined) {
      writeField(output, definition, field, value);
    } else if (isSet(value) && field.type.kind !== 'true') {
      writeField(output, definition, field, value);
    }
  }
}

function writeField(output: TlOutput, definition: TlDefinition, field: TlField, value: unknown): void {
  if (value === undefined) {
    throw new TlWriteError(`${definition.name}.${field.name} is missing`);
  }
  writeValue(output, field.type, value);
}

function collectFlags(fields: TlField[], flagsName: string, object: TlObject): number {
  let flags = 0;
  for (const { name, type, condition } of fields) {
    if (condition?.flags !== flagsName) {
      continue;
    }
    const value = object[name];
    if (type.kind === 'true' ? value === true : isSet(value)) {
      flags |= 1 << condition.bit;
    }
  }
  return flags >>> 0;
}

function isSet(value: unknown): boolean {
  return value !== undefined;
}

function writeValue(output: TlOutput, type: TlType, value: unknown): void {
  switch (type.kind) {
    case 'bare':
      output.parts.push(writeBare(type.name, value));
      return;
    case 'vector':
      if (!Array.isArray(value)) {
        throw new TlWriteError(`a Vector is ${typeof value}`);
      }
      if (type.boxed) {
        writeUInt32(output, VECTOR_ID);
      }
      writeUInt32(output, value.length);
      for (const item of value) {
        writeValue(output, type.item, item);
      }
      return;
    case 'boxed':
      writeBoxed(output, type.name, value);
      return;
    case 'query':
      writeFunction(output, value);
      return;
    case 'constructor': {
      const definition = output.schema.constructorByName(type.name, output.layer);
      if (definition === undefined) {
        throw new TlWriteError(`no constructor ${type.name}`);
      }
      writeFields(output, definition, asObject(value, type.name));
      return;
    }
    default:
      throw new TlWriteError(`${type.kind} has no value that could be written`);
  }
}

function writeBare(name: string, value: unknown): Buffer {
  switch (name) {
    case 'int':
      return writeInt(value);
    case 'long':
      if (typeof value !== 'bigint') {
        throw new TlWriteError(`long is ${typeof value}`);
      }
      return writeLong(value);
    case 'double': {
      const bytes = Buffer.alloc(8);
      bytes.writeDoubleLE(Number(value));
      return bytes;
    }
    case 'int128':
    case 'int256': {
      const size = name === 'int128' ? 16 : 32;
      if (!Buffer.isBuffer(value) || value.length !== size) {
        throw new TlWriteError(`${name} needs ${size} bytes`);
      }
      return value;
    }
    case 'string':
      if (typeof value !== 'string') {
        throw new TlWriteError(`string is ${typeof value}`);
      }
      return writeBytes(Buffer.from(value, 'utf8'));
    default:
      if (!Buffer.isBuffer(value)) {
        throw new TlWriteError(`${name} is ${typeof value}`);
      }
      return writeBytes(value);
  }
}

function writeInt(value: unknown): Buffer {
  if (typeof value !== 'number') {
    throw new TlWriteError(`int is ${typeof value}`);
  }
  const bytes = Buffer.alloc(4);
  bytes.writeInt32LE(value);
  return bytes;
}

/** Eight bytes, little-endian; ids above 2^63 are written as the same bits. */
export function writeLong(value: bigint): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigInt64LE(BigInt.asIntN(64, value));
  return bytes;
}

/** Length, data and padding to four bytes (https://core.telegram.org/mtproto/serialize#base-types). */
export function writeBytes(data: Buffer): Buffer {
  const head =
    data.length < 254
      ? Buffer.from([data.length])
      : Buffer.from([254, data.length & 255, (data.length >> 8) & 255, data.length >> 16]);
  const padding = (4 - ((head.length + data.length) % 4)) % 4;
  return Buffer.concat([head, data, Buffer.alloc(padding)]);
}

function writeUInt32(output: TlOutput, value: number): void {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  output.parts.push(bytes);
}

function asObject(value: unknown, what: string): TlObject {
  if (typeof value !== 'object' || value === null || !('_' in value)) {
    throw new TlWriteError(`${what} is ${typeof value}`);
  }
  return value as TlObject;
}
