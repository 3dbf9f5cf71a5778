import { parseType, type TlDefinition, type TlObject, type TlType } from './parse-schema.ts';
import type { TlSchema } from './schema.ts';

export const VECTOR_ID = 0x1cb5c415;
export const BOOL_TRUE_ID = 0x997275b5;
export const BOOL_FALSE_ID = 0xbc799737;
const TRUE_ID = 0x3fedd339;

/** Deeper nesting than any real call has; it bounds recursion on hostile input. */
const MAX_DEPTH = 40;

/** The bytes are not a value of the schema. `reason` is the error type Telegram answers with. */
export class TlReadError extends Error {
  readonly reason: string;

  constructor(reason: string, detail: string) {
    super(`${reason}: ${detail}`);
    this.name = 'TlReadError';
    this.reason = reason;
  }
}

export interface TlCursor {
  buffer: Buffer;
  offset: number;
}

/**
 * Reads one boxed constructor that must fill the buffer exactly.
 * @throws TlReadError
 */
export function readObject(schema: TlSchema, buffer: Buffer): TlObject {
  return readWhole(buffer, (cursor) => readBoxed(schema, cursor, undefined, 0) as TlObject);
}

/**
 * Reads one function call that must fill the buffer exactly; wrapped queries (`!X`) are read with it.
 * @throws TlReadError
 */
export function readCall(schema: TlSchema, buffer: Buffer): TlObject {
  return readWhole(buffer, (cursor) => readFunction(schema, cursor, 0));
}

/** Reads one constructor at the cursor, which may be followed by more bytes (padding). */
export function readObjectAt(schema: TlSchema, cursor: TlCursor): TlObject {
  return readBoxed(schema, cursor, undefined, 0) as TlObject;
}

/**
 * Reads a boxed value of the given result type, as a client reads an answer.
 * @throws TlReadError
 */
export function readValueOf(schema: TlSchema, type: string, buffer: Buffer): unknown {
  return readWhole(buffer, (cursor) => readValue(schema, cursor, parseType(type), 0));
}

function readWhole<T>(buffer: Buffer, read: (cursor: TlCursor) => T): T {
  const cursor = { buffer, offset: 0 };
  const value = read(cursor);
  if (cursor.offset !== buffer.length) {
    throw new TlReadError('INPUT_REQUEST_TOO_LONG', `${buffer.length - cursor.offset} bytes too many`);
  }
  return value;
}

function readFunction(schema: TlSchema, cursor: TlCursor, depth: number): TlObject {
  const id = take(cursor, 4).readUInt32LE();
  const definition = schema.functionById(id);
  if (definition === undefined) {
    throw new TlReadError(`INPUT_METHOD_INVALID_${id}`, 'no such method');
  }
  return readFields(schema, cursor, definition, depth);
}

function readBoxed(schema: TlSchema, cursor: TlCursor, type: string | undefined, depth: number): unknown {
  const id = take(cursor, 4).readUInt32LE();
  if (type === 'Bool') {
    return readBool(id);
  }
  const definition = schema.constructorById(id);
  if (definition === undefined || (type !== undefined && definition.result !== type)) {
    throw new TlReadError(
      'INPUT_CONSTRUCTOR_INVALID',
      `0x${id.toString(16)} where ${type ?? 'an object'} belongs`,
    );
  }
  return readFields(schema, cursor, definition, depth);
}

function readBool(id: number): boolean {
  if (id !== BOOL_TRUE_ID && id !== BOOL_FALSE_ID) {
    throw new TlReadError('INPUT_CONSTRUCTOR_INVALID', `0x${id.toString(16)} where Bool belongs`);
  }
  return id === BOOL_TRUE_ID;
}

function readFields(schema: TlSchema, cursor: TlCursor, definition: TlDefinition, depth: number): TlObject {
  if (depth > MAX_DEPTH) {
    throw new TlReadError('INPUT_FETCH_ERROR', 'nested too deeply');
  }
  const object: TlObject = { _: definition.name };
  const flags = new Map<string, number>();
  for (const { name, type, condition } of definition.fields) {
    const isPresent =
      condition === undefined || ((flags.get(condition.flags) ?? 0) >>> condition.bit) % 2 === 1;
    if (type.kind === 'flags') {
      flags.set(name, take(cursor, 4).readUInt32LE());
    } else if (isPresent) {
      object[name] = readValue(schema, cursor, type, depth + 1, condition !== undefined);
    }
  }
  return object;
}

function readValue(
  schema: TlSchema,
  cursor: TlCursor,
  type: TlType,
  depth: number,
  inFlags = false,
): unknown {
  switch (type.kind) {
    case 'bare':
      return readBare(cursor, type.name);
    case 'flags':
      return take(cursor, 4).readUInt32LE();
    case 'true':
      // As a conditional field `true` takes no bytes: the flag is the value.
      if (!inFlags && take(cursor, 4).readUInt32LE() !== TRUE_ID) {
        throw new TlReadError('INPUT_CONSTRUCTOR_INVALID', 'true expected');
      }
      return true;
    case 'vector':
      return readVector(schema, cursor, type, depth);
    case 'boxed':
      return readBoxed(schema, cursor, type.name, depth);
    case 'query':
      return readFunction(schema, cursor, depth);
    case 'constructor': {
      const definition = schema.constructorByName(type.name, 0);
      if (definition === undefined) {
        throw new TlReadError('INPUT_CONSTRUCTOR_INVALID', type.name);
      }
      return readFields(schema, cursor, definition, depth);
    }
  }
}

function readVector(
  schema: TlSchema,
  cursor: TlCursor,
  type: TlType & { kind: 'vector' },
  depth: number,
): unknown[] {
  if (type.boxed && take(cursor, 4).readUInt32LE() !== VECTOR_ID) {
    throw new TlReadError('INPUT_CONSTRUCTOR_INVALID', 'Vector expected');
  }
  const count = take(cursor, 4).readUInt32LE();
  // Every item takes at least four bytes, so a larger count is false and would only cost memory.
  if (count > (cursor.buffer.length - cursor.offset) / 4) {
    throw new TlReadError('INPUT_FETCH_ERROR', `a vector of ${count} items does not fit`);
  }
  return Array.from({ length: count }, () => readValue(schema, cursor, type.item, depth + 1));
}

function readBare(cursor: TlCursor, name: string): unknown {
  switch (name) {
    case 'int':
      return take(cursor, 4).readInt32LE();
    case 'long':
      return take(cursor, 8).readBigInt64LE();
    case 'double':
      return take(cursor, 8).readDoubleLE();
    case 'int128':
      return Buffer.from(take(cursor, 16));
    case 'int256':
      return Buffer.from(take(cursor, 32));
    case 'bytes':
      return Buffer.from(readBytes(cursor));
    default:
      return readBytes(cursor).toString('utf8');
  }
}

/** Length byte (or 254 and three bytes), data, padding to four (https://core.telegram.org/mtproto/serialize#base-types). */
export function readBytes(cursor: TlCursor): Buffer {
  const start = cursor.offset;
  let length = take(cursor, 1).readUInt8();
  if (length === 255) {
    throw new TlReadError('INPUT_FETCH_ERROR', '255 is not a valid string length');
  }
  if (length === 254) {
    length = take(cursor, 3).readUIntLE(0, 3);
  }
  const data = take(cursor, length);
  take(cursor, (4 - ((cursor.offset - start) % 4)) % 4);
  return data;
}

function take(cursor: TlCursor, length: number): Buffer {
  const end = cursor.offset + length;
  if (end > cursor.buffer.length) {
    throw new TlReadError('INPUT_FETCH_ERROR', `${end - cursor.buffer.length} bytes missing`);
  }
  const part = cursor.buffer.subarray(cursor.offset, end);
  cursor.offset = end;
  return part;
}
