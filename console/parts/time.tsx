import { useEffect, useState } from 'preact/hooks';
import { text } from '../strings.ts';
import { describeDuration, describeExactly, describeMoment } from './describe-time.ts';

interface Clock {
  told: Set<(nowMs: number) => void>;
  timer: ReturnType<typeof setInterval>;
}

/** One clock for each pause: a long table shows hundreds of times. */
const clocks = new Map<number, Clock>();

function joinClock(everyMs: number, tell: (nowMs: number) => void): () => void {
  const clock = clocks.get(everyMs) ?? startClock(everyMs);
  clock.told.add(tell);
  return () => {
    clock.told.delete(tell);
    if (clock.told.size === 0) {
      clearInterval(clock.timer);
      clocks.delete(everyMs);
    }
  };
}

function startClock(everyMs: number): Clock {
  const told: Clock['told'] = new Set();
  const timer = setInterval(() => {
    for (const tell of told) {
      tell(Date.now());
    }
  }, everyMs);
  const clock = { told, timer };
  clocks.set(everyMs, clock);
  return clock;
}

/** The time, kept current while it is shown. */
export function useNow(everyMs: number): number {
  const [nowMs, setNowMs] = useState(Date.now());
  useEffect(() => joinClock(everyMs, setNowMs), [everyMs]);
  return nowMs;
}

/** A moment in words; the exact one is its title. @param at RFC 3339, or ms since 1970. */
export function Time({ at }: { at: string | number }) {
  const nowMs = useNow(10_000);
  const atMs = new Date(at).getTime();
  return (
    <time dateTime={new Date(atMs).toISOString()} title={describeExactly(atMs)}>
      {describeMoment(atMs, Math.max(nowMs, Date.now()))}
    </time>
  );
}

/** What is left until a moment, second by second. @param over is shown when it has come. */
export function Countdown({ until, over = text.common.now }: { until: string | number; over?: string }) {
  const nowMs = useNow(1_000);
  const untilMs = new Date(until).getTime();
  return (
    <time class="countdown" dateTime={new Date(untilMs).toISOString()} title={describeExactly(untilMs)}>
      {untilMs <= nowMs ? over : describeDuration(untilMs - nowMs)}
    </time>
  );
}
