import { createHash } from 'node:crypto';
import { skewMarginSeconds } from '../clock-skew.ts';

/**
 * Far more than an account makes around a hundred open intents. A mark has some 30 bytes, an item of DynamoDB 400 KB.
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html
 */
const maxMarks = 4_000;

/** A listing may show links made this long before or after an intent, beside the link that is looked for. */
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
 * The marks that a later reconciliation may need: recent ones, and those of calls begun around an intent that is still open.
 * Calls begun later in that chat have none, because the chat is held.
 */
export function pruneMarks(marks: string[], nowMs: number, openIntentsMs: number[]): string[] {
  const near = [nowMs, ...openIntentsMs];
  return marks
    .filter((mark) => near.some((timeMs) => Math.abs(Number(mark.split(':')[0]) - timeMs) <= rememberedMs))
    .slice(-maxMarks);
}

function hashOf(link: string): string {
  return createHash('sha256').update(link).digest('base64url').slice(0, 12);
}
