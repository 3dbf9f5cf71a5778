import type { components } from '../../../client/openapi.ts';
import type { Tone } from '../../parts/tone.ts';
import { text } from '../../strings.ts';

export type Rotation = components['schemas']['Rotation'];

export const rotationTones: Record<Rotation['status'], Tone> = {
  starting: 'busy',
  active: 'good',
  failing: 'bad',
  deleted: 'idle',
};

/** When new links come, in words. */
export function describePeriod({ every, cron = '' }: Pick<Rotation, 'every' | 'cron'>): string {
  const { periods, everyOther, cronOther, daily, weekly, monthly, weekdays } = text.rotations;
  if (every !== undefined) {
    return periods[every] ?? everyOther(describeIso(every));
  }
  const [minute = '', hour = '', day = '', month = '', weekday = ''] = cron.trim().split(/\s+/);
  if (!/^\d+$/.test(minute) || !/^\d+$/.test(hour) || month !== '*') {
    return cronOther(cron);
  }
  const time = `${hour.padStart(2, '0')}:${minute.padStart(2, '0')}`;
  const named = weekdays.find(
    (name, index) => weekday === String(index) || weekday.toUpperCase() === name.slice(0, 3).toUpperCase(),
  );
  if (day === '*' && weekday === '*') {
    return daily(time);
  }
  if (day === '*' && named !== undefined) {
    return weekly(named, time);
  }
  return /^\d+$/.test(day) && weekday === '*' ? monthly(day, time) : cronOther(cron);
}

/** A duration of ISO 8601 in words: `P1DT6H` is `1 days 6 hours`, and so on. */
export function describeIso(duration: string): string {
  const { durationUnits } = text.rotations;
  const [days = '', times = ''] = duration.replace(/^P/, '').split('T');
  // M is a month before the T, and a minute behind it.
  const parts = `${days}${times.replace('M', 'm')}`.match(/\d+[A-Za-z]/g) ?? [];
  return parts
    .map((part) => {
      const count = Number.parseInt(part, 10);
      const unit = durationUnits[part.slice(-1)] ?? '';
      return `${count} ${count === 1 ? unit.slice(0, -1) : unit}`;
    })
    .join(' ');
}

export function describeOverlap(overlap: string): string {
  return /[1-9]/.test(overlap) ? describeIso(overlap) : text.rotations.noOverlap;
}

/** What stands in the fields that say when. */
export interface When {
  /** A duration, or `cron` for a rule of one's own. */
  often: string;
  /** `HH:MM`; '' to count from now. */
  at: string;
  /** 0 is Sunday. */
  weekday: string;
  monthday: string;
  cron: string;
}

export function hasTime({ often }: When): boolean {
  return often === 'P1D' || often === 'P1W' || often === 'P1M';
}

/** When periods begin, as a request says it: a time of day needs cron. */
export function toSchedule(when: When): { every: string } | { cron: string } {
  const { often, at, weekday, monthday, cron } = when;
  if (often === 'cron') {
    return { cron: cron.trim() };
  }
  if (at === '' || !hasTime(when)) {
    return { every: often };
  }
  const [hour = 0, minute = 0] = at.split(':').map(Number);
  const day = often === 'P1M' ? Number(monthday) : '*';
  return { cron: `${minute} ${hour} ${day} * ${often === 'P1W' ? weekday : '*'}` };
}

/** The whole address of a slug, as the reader reached the service. */
export function addressOf(path: string): string {
  return new URL(path, location.origin).href;
}

/** Whether nobody elsewhere reaches that address. */
export function isLoopback(): boolean {
  return /^(localhost|127\.|\[::1\])/.test(location.hostname);
}
