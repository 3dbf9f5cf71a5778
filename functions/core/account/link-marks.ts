import { createHash } from 'node:crypto';
import { skewMarginSeconds } from '../clock-skew.ts';

/**
 * Far more than an account makes around a hundred open intents. A mark has 15 bytes, an item of DynamoDB 400 KB.
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html
 */
const maxMarks = 4_000;

/** A listing may show links made this long before an intent, beside the link that is looked for. */
const rememberedMs = 2 * skewMarginSeconds * 1000;

/** Stands for a link where the link itself must not be stored: when its call was begun, by our clock, and a part of its hash. */
export function markLink(link: string, calledAtMs: number): string {
  return `${calledAtMs}:${hashOf(link)}`;
}

export function isMarked(marks: string[], link: string): boolean {
  const hash = hashOf(link);
  return marks.some((mark) => mark.endsWith(`:${hash}`));
}

/**
 * The marks that a later reconciliation may need: recent ones, and those of all calls begun since shortly before an intent that is
 * still open. A link that was made long after it can be edited until it looks like the link that is looked for.
 */
export function pruneMarks(marks: string[], nowMs: number, openIntentsMs: number[]): string[] {
  const sinceMs = Math.min(nowMs, ...openIntentsMs) - rememberedMs;
  return marks.filter((mark) => Number(mark.split(':')[0]) >= sinceMs).slice(-maxMarks);
}

/** Of a stored mark: when its call was begun, and the hash. */
const storedBytes = { time: 6, hash: 9 };
const markBytes = storedBytes.time + storedBytes.hash;

/** The marks as they are stored: half of their text. They are written with every lease, and DynamoDB counts each kilobyte of a row. */
export function packMarks(marks: string[]): Buffer {
  const bytes = Buffer.alloc(marks.length * markBytes);
  for (const [index, mark] of marks.entries()) {
    const [time = '', hash = ''] = mark.split(':');
    bytes.writeUIntBE(Number(time), index * markBytes, storedBytes.time);
    bytes.write(hash, index * markBytes + storedBytes.time, storedBytes.hash, 'base64url');
  }
  return bytes;
}

export function unpackMarks(stored: Uint8Array): string[] {
  const bytes = Buffer.from(stored);
  return Array.from({ length: Math.floor(bytes.length / markBytes) }, (_, index) => {
    const hashAt = index * markBytes + storedBytes.time;
    const time = bytes.readUIntBE(index * markBytes, storedBytes.time);
    return `${time}:${bytes.toString('base64url', hashAt, hashAt + storedBytes.hash)}`;
  });
}

function hashOf(link: string): string {
  return createHash('sha256').update(link).digest('base64url').slice(0, 12);
}
