/** A TL object as this server holds it: its constructor's name and its fields, spelt as in the schema. */
export interface TlObject {
  _: string;
  [field: string]: unknown;
}

export type TlType =
  | { kind: 'bare'; name: BareTypeName }
  | { kind: 'flags' }
  | { kind: 'true' }
  | { kind: 'vector'; boxed: boolean; item: TlType }
  | { kind: 'boxed'; name: string }
  | { kind: 'constructor'; name: string }
  | { kind: 'query' };

export type BareTypeName = 'int' | 'long' | 'double' | 'string' | 'bytes' | 'int128' | 'int256';

export interface TlField {
  name: string;
  type: TlType;
  /** Present when the field is conditional: the flags field and the bit that say whether it is there. */
  condition?: { flags: string; bit: number };
}

export interface TlDefinition {
  name: string;
  id: number;
  isFunction: boolean;
  /** The boxed type it belongs to, or for a function what it returns. */
  result: string;
  fields: TlField[];
}

/** One line of a schema, its fields not yet parsed: a full schema has 2,000 lines, a run uses some dozens. */
export interface TlLine {
  name: string;
  id: number;
  isFunction: boolean;
  text: string;
}

const BARE_TYPES = new Set<string>(['int', 'long', 'double', 'string', 'bytes', 'int128', 'int256']);
const LINE_START = /^([\w.]+)#([0-9a-f]{1,8})[\s=]/;

/**
 * Splits schema text into sections at its `---name---` lines; the part before the first one is named `types`.
 */
export function splitSections(schemaText: string): { name: string; lines: string[] }[] {
  const sections = [{ name: 'types', lines: [] as string[] }];
  for (const line of schemaText.split('\n')) {
    const marker = /^---(.+)---$/.exec(line.trim());
    if (marker?.[1] !== undefined) {
      sections.push({ name: marker[1], lines: [] });
    } else {
      sections.at(-1)?.lines.push(line.trim());
    }
  }
  return sections;
}

/** Reads the lines that define a constructor or a function with an id; comments and id-less lines are left out. */
export function parseLines(lines: string[], isFunction: boolean): TlLine[] {
  const parsed: TlLine[] = [];
  for (const text of lines) {
    const start = LINE_START.exec(text);
    if (start?.[1] === undefined || start[2] === undefined) {
      continue;
    }
    parsed.push({ name: start[1], id: Number.parseInt(start[2], 16), isFunction, text });
  }
  return parsed;
}

/** Parses the fields of one line (https://core.telegram.org/mtproto/TL-formal). */
export function parseDefinition(line: TlLine): TlDefinition {
  const [left = '', result = ''] = line.text.replace(/;\s*$/, '').split(/\s+=\s+/);
  const fields = left
    .split(/\s+/)
    .slice(1)
    .filter((token) => token.includes(':') && !token.startsWith('{'))
    .map(parseField);
  return { name: line.name, id: line.id, isFunction: line.isFunction, result: result.trim(), fields };
}

function parseField(token: string): TlField {
  const separator = token.indexOf(':');
  const name = token.slice(0, separator);
  const typeText = token.slice(separator + 1);
  const conditional = /^(\w+)\.(\d+)\?(.+)$/.exec(typeText);
  if (conditional?.[1] === undefined || conditional[3] === undefined) {
    return { name, type: parseType(typeText) };
  }
  return {
    name,
    type: parseType(conditional[3]),
    condition: { flags: conditional[1], bit: Number(conditional[2]) },
  };
}

/** Parses a type expression such as `Vector<long>`, `flags` (`#`), `!X` or `InputPeer`. */
export function parseType(text: string): TlType {
  if (text === '#') {
    return { kind: 'flags' };
  }
  if (text === 'true') {
    return { kind: 'true' };
  }
  if (text.startsWith('!')) {
    return { kind: 'query' };
  }
  const vector = /^([Vv])ector<(.+)>$/.exec(text);
  if (vector?.[2] !== undefined) {
    return { kind: 'vector', boxed: vector[1] === 'V', item: parseType(vector[2]) };
  }
  if (BARE_TYPES.has(text)) {
    return { kind: 'bare', name: text as BareTypeName };
  }
  const lastPart = text.slice(text.lastIndexOf('.') + 1);
  return /^[a-z]/.test(lastPart) ? { kind: 'constructor', name: text } : { kind: 'boxed', name: text };
}
