import { createHash } from 'node:crypto';
import { skewMarginSeconds } from './reconcile.ts';

/** More links than Telegram lets an account make in the time that is remembered. */
const mostMarks = 200;

/** Stands for a link where the link itself must not stand: its date and a piece of its hash. */
export function markLink({ link, date }: { link: string; date: number }): string {
  return `${date}:${createHash('sha256').update(link).digest('base64url').slice(0, 12)}`;
}

/** The marks that a later reconciliation may need: those from the skew margin before `oldestSeconds` on. */
export function pruneMarks(marks: string[], oldestSeconds: number): string[] {
  const since = oldestSeconds - 2 * skewMarginSeconds;
  return marks.filter((mark) => Number(mark.split(':')[0]) >= since).slice(-mostMarks);
}
