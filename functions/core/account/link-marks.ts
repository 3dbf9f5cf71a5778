import { createHash } from 'node:crypto';
import { skewMarginSeconds } from '../clock-skew.ts';

/**
 * Far more than an account makes around a hundred open intents. A mark has some 30 bytes, an item of DynamoDB 400 KB.
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html
 */
const maxMarks = 4_000;

/** Either side of an intent, what a listing may bring up beside the link that is looked for. */
const rememberedMs = 2 * skewMarginSeconds * 1000;

/** Stands for a link where the link itself must not stand: when its call was begun, by our clock, and a piece of its hash. */
export function markLink(link: string, calledAtMs: number): string {
  return `${calledAtMs}:${hashOf(link)}`;
}

export function isMarked(marks: string[], link: string): boolean {
  const hash = hashOf(link);
  return marks.some((mark) => mark.endsWith(`:${hash}`));
}

/**
 * The marks that a later reconciliation may need: those of late, and those of calls begun around an intent that is still
 * open. Later ones in its chat there are none, for the chat is held.
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
