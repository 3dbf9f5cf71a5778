import { Cron } from 'croner';
import { type Duration, dayMs, maxLengthOf, minLengthOf, parseDuration } from './duration.ts';

/** When a rotation makes its links: every so often since `anchorMs`, or at the times of a cron expression. */
export type Schedule = { timeZone: string } & (
  | { every: string; anchorMs: number }
  | { cron: string; every?: never }
);

/** No period is shorter: each costs a call that makes a link. */
export const minPeriodMs = 15 * 60_000;

/** So many periods of a cron expression are looked at to find its shortest. */
const sampledPeriods = 50;

/** Minute, hour, day, month, weekday. A colon would make croner read a date. */
const cronPattern = /^[\w*,/#-]+(?: [\w*,/#-]+){4}$/;

/** A name of the time zone database that this Node knows. Offsets such as +02:00 know nothing of clocks that change. */
export function isTimeZone(text: string): boolean {
  if (!/^[A-Za-z][\w+/-]{0,63}$/.test(text)) {
    return false;
  }
  try {
    return new Intl.DateTimeFormat('en', { timeZone: text }) !== undefined;
  } catch (error) {
    if (error instanceof RangeError) {
      return false;
    }
    throw error;
  }
}

/** Why croner cannot read the expression, in a sentence; undefined where it can. */
export function findCronProblem(text: string): string | undefined {
  if (!cronPattern.test(text)) {
    return 'cron takes five fields with one space between them, such as "0 9 * * 1": minute, hour, day, month, weekday.';
  }
  try {
    return openCron(text, 'UTC').nextRun(new Date(0)) === null ? 'cron names no day that exists.' : undefined;
  } catch (error) {
    return `cron cannot be read: ${String((error as Error).message).replace(/^CronPattern: /, '')}`;
  }
}

/**
 * The first period that begins after `nowMs`, and at least `minPeriodMs` after the beginning of the period before. Undefined where no
 * period ever comes.
 */
export function nextPeriodMs(schedule: Schedule, begunMs: number, nowMs: number): number | undefined {
  return periodAfter(schedule, Math.max(begunMs + minPeriodMs - 1, nowMs));
}

/** The first period that begins after this. */
function periodAfter(schedule: Schedule, afterMs: number): number | undefined {
  if (schedule.every === undefined) {
    return openCron(schedule.cron, schedule.timeZone).nextRun(new Date(afterMs))?.getTime();
  }
  return everyAfter(schedule, parseDuration(schedule.every) as Duration, afterMs);
}

/** The shortest and the longest of the periods that come, as far as they are looked at. */
export function periodLengths(schedule: Schedule, nowMs: number): { minMs: number; maxMs: number } {
  if (schedule.every !== undefined) {
    const duration = parseDuration(schedule.every) as Duration;
    return { minMs: minLengthOf(duration), maxMs: maxLengthOf(duration) };
  }
  const cron = openCron(schedule.cron, schedule.timeZone);
  const beginnings = cron.nextRuns(sampledPeriods + 1, new Date(nowMs)).map((each) => each.getTime());
  const lengths = beginnings.slice(1).map((each, index) => each - (beginnings[index] ?? 0));
  return { minMs: Math.min(...lengths), maxMs: Math.max(...lengths) };
}

/**
 * A time that does not exist where clocks go forward is moved behind the change; one that comes twice counts once, as in most
 * crons.
 */
function openCron(text: string, timeZone: string): Cron {
  return new Cron(text, { timezone: timeZone, mode: '5-part', fixedTimeRule: 'no-wildcard' });
}

function everyAfter(
  schedule: { timeZone: string; anchorMs: number },
  duration: Duration,
  afterMs: number,
): number {
  // The estimate is never too high: no period is longer than that.
  const passedMs = Math.max(afterMs - schedule.anchorMs, 0);
  let count = Math.max(Math.floor(passedMs / maxLengthOf(duration)), 1);
  // Each is counted from the anchor, so that the 31st comes back after a shorter month.
  while (addTimes(schedule, duration, count) <= afterMs) {
    count += 1;
  }
  return addTimes(schedule, duration, count);
}

/** The anchor and so many durations: months and days by the calendar of the time zone, the rest as time that passes. */
function addTimes(
  { timeZone, anchorMs }: { timeZone: string; anchorMs: number },
  { months, days, ms }: Duration,
  count: number,
): number {
  if (months === 0 && days === 0) {
    return anchorMs + ms * count;
  }
  const wall = new Date(toWallMs(anchorMs, timeZone));
  const [year, month, day] = [wall.getUTCFullYear(), wall.getUTCMonth() + months * count, wall.getUTCDate()];
  const lastDay = new Date(Date.UTC(year, month + 1, 0)).getUTCDate();
  const dateMs = Date.UTC(year, month, Math.min(day, lastDay) + days * count);
  return fromWallMs(dateMs + (wall.getTime() % dayMs), timeZone) + (anchorMs % 1000) + ms * count;
}

/** What the clocks there show, as if it were UTC, in whole seconds. */
function toWallMs(timeMs: number, timeZone: string): number {
  const parts = new Intl.DateTimeFormat('en', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  }).formatToParts(timeMs);
  function read(type: Intl.DateTimeFormatPartTypes) {
    return Number(parts.find((part) => part.type === type)?.value);
  }
  return Date.UTC(read('year'), read('month') - 1, read('day'), read('hour'), read('minute'), read('second'));
}

/** When the clocks there show that. Of a time that comes twice the first, of one that does not come the one as long after the change. */
function fromWallMs(wallMs: number, timeZone: string): number {
  const once = new Cron(new Date(wallMs).toISOString().slice(0, 19), { timezone: timeZone }).getOnce();
  return (once as Date).getTime();
}
