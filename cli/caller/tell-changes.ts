import { formatDuration, formatTime } from './format.ts';

/** A state that stays the same is told about so often: a tool that prints nothing looks as if it hung. */
const maxMsBetweenLines = 60_000;

/** Notes each change of a state, with its time. It is called with the state after each look. */
export function createTeller({ note, now }: { note(text: string): void; now(): number }) {
  let printed = '';
  let changedAtMs = 0;
  let printedAtMs = 0;
  return function tell(line: string): void {
    const nowMs = now();
    if (line !== printed) {
      note(`${formatTime(nowMs, nowMs)}  ${line}`);
      printed = line;
      changedAtMs = nowMs;
      printedAtMs = nowMs;
    } else if (nowMs - printedAtMs >= maxMsBetweenLines) {
      note(`${formatTime(nowMs, nowMs)}  still ${line} (for ${formatDuration(nowMs - changedAtMs)})`);
      printedAtMs = nowMs;
    }
  };
}
