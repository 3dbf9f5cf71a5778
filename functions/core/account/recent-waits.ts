import {
  adminLogMethod,
  adminsMethod,
  decideAllMethod,
  decideMethod,
  deleteMethod,
  editMethod,
  exportMethod,
  importersMethod,
  isChatScope,
  listMethod,
  refreshMethod,
  resolveMethods,
} from '../rpc/methods.ts';

/** A wait that Telegram asked for, when and until when. To the second. */
export interface RecentWait {
  method: string;
  atMs: number;
  untilMs: number;
}

/** More than a picture of some hours shows one by one. */
export const maxRecentWaits = 24;

/**
 * The waits with one more, the oldest first. Calls of one round are refused together: they are one wait. A wait in one chat
 * is none of the account's.
 */
export function addWait(waits: readonly RecentWait[], wait: RecentWait): RecentWait[] {
  if (isChatScope(wait.method)) {
    return [...waits];
  }
  const last = waits.findLastIndex(({ method }) => method === wait.method);
  const before = waits[last];
  const next =
    before !== undefined && wait.atMs < before.untilMs
      ? waits.with(last, { ...before, untilMs: Math.max(before.untilMs, wait.untilMs) })
      : [...waits, wait];
  return next.slice(-maxRecentWaits);
}

/** By the number that is stored. Methods are added at the end. */
const methods: readonly string[] = [
  exportMethod,
  listMethod,
  adminsMethod,
  editMethod,
  deleteMethod,
  refreshMethod,
  adminLogMethod,
  importersMethod,
  decideMethod,
  decideAllMethod,
  resolveMethods.username,
  resolveMethods.inviteHash,
  resolveMethods.channel,
];

/** Of a stored wait: when it was met, how long it was, in seconds, and for which method. */
const storedBytes = { at: 4, seconds: 3, method: 1 };
const waitBytes = storedBytes.at + storedBytes.seconds + storedBytes.method;
const maxSeconds = 2 ** (8 * storedBytes.seconds) - 1;

/** Waits as they are stored, 192 bytes at most: the row is written with every lease, and DynamoDB counts each kilobyte of it. */
export function packWaits(waits: readonly RecentWait[]): Buffer {
  const known = waits.filter(({ method }) => methods.includes(method));
  const bytes = Buffer.alloc(known.length * waitBytes);
  for (const [index, { method, atMs, untilMs }] of known.entries()) {
    const at = index * waitBytes;
    const seconds = Math.min(Math.ceil((untilMs - atMs) / 1000), maxSeconds);
    bytes.writeUIntBE(Math.floor(atMs / 1000), at, storedBytes.at);
    bytes.writeUIntBE(Math.max(seconds, 0), at + storedBytes.at, storedBytes.seconds);
    bytes.writeUInt8(methods.indexOf(method), at + storedBytes.at + storedBytes.seconds);
  }
  return bytes;
}

/** A wait for a method that a newer version has added is left out. */
export function unpackWaits(stored: Uint8Array): RecentWait[] {
  const bytes = Buffer.from(stored);
  return Array.from({ length: Math.floor(bytes.length / waitBytes) }, (_, index) => {
    const at = index * waitBytes;
    const atMs = bytes.readUIntBE(at, storedBytes.at) * 1000;
    const seconds = bytes.readUIntBE(at + storedBytes.at, storedBytes.seconds);
    const method = methods[bytes.readUInt8(at + storedBytes.at + storedBytes.seconds)];
    return { method, atMs, untilMs: atMs + seconds * 1000 };
  }).filter((wait): wait is RecentWait => wait.method !== undefined);
}
