import { useEffect, useState } from 'preact/hooks';
import { text } from '../strings.ts';
import { describeDuration, describeExactly, describeMoment } from './describe-time.ts';

/** The time, kept current while it is shown. */
export function useNow(everyMs: number): number {
  const [nowMs, setNowMs] = useState(Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNowMs(Date.now()), everyMs);
    return () => clearInterval(timer);
  }, [everyMs]);
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
