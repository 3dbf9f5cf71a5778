type Kind = 'text' | 'integer' | 'second' | 'flag' | 'tracking' | 'peer';

/** A field of POST /v1/invites as text names it: a column of a CSV file, or an option of `create`. */
export interface RequestField {
  kind: Kind;
}

/** Limits are the API's to judge; here a text becomes the JSON it stands for. */
export const requestFields: Record<string, RequestField> = {
  account: { kind: 'text' },
  peer: { kind: 'peer' },
  chat_id: { kind: 'peer' },
  title: { kind: 'text' },
  expire_date: { kind: 'second' },
  expire_in: { kind: 'integer' },
  usage_limit: { kind: 'integer' },
  request_needed: { kind: 'flag' },
  'subscription_pricing.period': { kind: 'integer' },
  'subscription_pricing.amount': { kind: 'integer' },
  legacy_revoke_permanent: { kind: 'flag' },
  track_joins: { kind: 'tracking' },
  single_use: { kind: 'flag' },
  deadline: { kind: 'second' },
  priority: { kind: 'text' },
  callback_url: { kind: 'text' },
};

/** `metadata.order` is the pair `order` of the field metadata. */
export function findField(name: string): RequestField | undefined {
  if (/^metadata\../.test(name)) {
    return { kind: 'text' };
  }
  return Object.hasOwn(requestFields, name) ? requestFields[name] : undefined;
}

/** Either the JSON value that a text stands for, or what the field takes instead. */
export type ReadValue = { value: unknown } | { problem: string };

export function readValue({ kind }: RequestField, text: string): ReadValue {
  switch (kind) {
    case 'text':
      return { value: text };
    case 'integer':
      return readInteger(text);
    case 'second':
      return readSecond(text);
    case 'flag':
      return readFlag(text.trim().toLowerCase());
    case 'tracking':
      return readTracking(text.trim().toLowerCase());
    case 'peer':
      return readPeer(text.trim());
  }
}

/** Puts a value where its field is in the body: `metadata.order` inside `metadata`. */
export function setField(body: Record<string, unknown>, name: string, value: unknown): void {
  const dot = name.indexOf('.');
  if (dot === -1) {
    body[name] = value;
    return;
  }
  const outer = name.slice(0, dot);
  // A plain assignment of the pair __proto__ would set no pair.
  const inner = { ...(body[outer] as Record<string, unknown>), [name.slice(dot + 1)]: value };
  body[outer] = inner;
}

function readInteger(text: string): ReadValue {
  return /^-?\d{1,15}$/.test(text.trim())
    ? { value: Number(text) }
    : { problem: 'takes a whole number, written with digits only' };
}

/** A spreadsheet holds dates: one of a form that means the same everywhere is told as the number that it stands for. */
function readSecond(text: string): ReadValue {
  const read = readInteger(text);
  const isDate = /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d)?(Z|[+-]\d\d:\d\d))?$/i.test(text.trim());
  const timeMs = isDate ? Date.parse(text.trim()) : Number.NaN;
  return 'value' in read || Number.isNaN(timeMs)
    ? read
    : { problem: `takes Unix seconds, such as ${Math.floor(timeMs / 1000)} for this date` };
}

/** Spreadsheets write TRUE and FALSE. */
function readFlag(text: string): ReadValue {
  return text === 'true' || text === 'false'
    ? { value: text === 'true' }
    : { problem: 'takes true or false' };
}

function readTracking(text: string): ReadValue {
  if (text === 'names') {
    return { value: text };
  }
  const read = readFlag(text);
  return 'value' in read ? read : { problem: 'takes true, names or false' };
}

/** An object is JSON; anything else stays text, also a number. */
function readPeer(text: string): ReadValue {
  if (!text.startsWith('{')) {
    return { value: text };
  }
  try {
    return { value: JSON.parse(text, keepDigits) };
  } catch (error) {
    if (error instanceof SyntaxError) {
      return { problem: 'begins like JSON, but is none' };
    }
    throw error;
  }
}

/** Access hashes have 64 bits, and libraries print them as numbers: more digits than a double holds. */
function keepDigits(_key: string, value: unknown, context?: { source?: string }): unknown {
  const isBeyond = typeof value === 'number' && !Number.isSafeInteger(value);
  return isBeyond && /^-?\d+$/.test(context?.source ?? '') ? context?.source : value;
}
