import { common } from '../strings/common.ts';

const secondMs = 1_000;
const minuteMs = 60 * secondMs;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

/** Made once: a list shows hundreds of moments, and a formatter is slow to make. */
const exactFormat = new Intl.DateTimeFormat('en-GB', { dateStyle: 'full', timeStyle: 'long' });

/** A duration in its two largest units: `4 min 12 s`. */
export function describeDuration(ms: number): string {
  const { day, hour, minute, second } = common.units;
  const left = Math.max(0, Math.ceil(ms / secondMs) * secondMs);
  const parts: [number, (count: number) => string][] = [
    [Math.floor(left / dayMs), day],
    [Math.floor((left % dayMs) / hourMs), hour],
    [Math.floor((left % hourMs) / minuteMs), minute],
    [Math.floor((left % minuteMs) / secondMs), second],
  ];
  const first = parts.findIndex(([count]) => count > 0);
  if (first === -1) {
    return second(0);
  }
  return parts
    .slice(first, first + 2)
    .filter(([count]) => count > 0)
    .map(([count, unit]) => unit(count))
    .join(' ');
}

/** A moment as one says it: `3 min ago`, `in 2 h`, beyond a day its date. */
export function describeMoment(atMs: number, nowMs: number): string {
  const away = atMs - nowMs;
  const size = Math.abs(away);
  if (size < 10 * secondMs) {
    return common.justNow;
  }
  if (size >= dayMs) {
    return describeDate(atMs, nowMs);
  }
  const unit = size >= hourMs ? hourMs : size >= minuteMs ? minuteMs : secondMs;
  const duration = describeDuration(Math.floor(size / unit) * unit);
  return away < 0 ? common.ago(duration) : common.within(duration);
}

function describeDate(atMs: number, nowMs: number): string {
  const isThisYear = new Date(atMs).getFullYear() === new Date(nowMs).getFullYear();
  return new Date(atMs).toLocaleString('en-GB', {
    day: 'numeric',
    month: 'short',
    ...(isThisYear ? {} : { year: 'numeric' }),
    hour: '2-digit',
    minute: '2-digit',
  });
}

/** The whole moment, for a title: with its seconds and its zone. */
export function describeExactly(atMs: number): string {
  return exactFormat.format(atMs);
}
