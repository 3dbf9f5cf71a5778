import { parseRfc3339 } from '../rfc3339.ts';

/* Invalid times that people send (milliseconds, ISO dates, numbers in quotes), and what to send instead. */

/** From 2001 to the end of Telegram's 32-bit dates. A number in between is taken for a point in time. */
const firstLikely = 1_000_000_000;
const lastLikely = 2 ** 31 - 1;

const finerUnits = [
  ['milliseconds', 1e3],
  ['microseconds', 1e6],
  ['nanoseconds', 1e9],
] as const;

const isoDate = /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d)(:\d\d(?:\.\d+)?)?)? ?(Z|[+-]\d\d:?\d\d)?$/i;

/** A sentence on what to write instead of a value that is not a Unix second; undefined when its meaning is unknown. */
export function hintUnixSecond(value: unknown): string | undefined {
  const guess = guessUnixSecond(value);
  if (guess === undefined) {
    return hintUnquoted(value, 1, lastLikely);
  }
  return `${guess.reason}: write ${guess.second}.`;
}

/** The same for a field that takes how long something lasts, in seconds from 1 to `most`. */
export function hintDuration(value: unknown, most: number, dateField: string): string | undefined {
  const given = toNumber(value);
  const second = guessUnixSecond(value)?.second ?? (given === undefined ? undefined : Math.floor(given));
  return second !== undefined && isLikely(second)
    ? `This looks like a point in time: write "${dateField}": ${second}.`
    : hintUnquoted(value, 1, most);
}

/** The same for any whole number: a spreadsheet or a form sends them as text. */
export function hintUnquoted(value: unknown, least: number, most: number): string | undefined {
  const number = typeof value === 'string' ? toNumber(value) : undefined;
  return number !== undefined && Number.isInteger(number) && number >= least && number <= most
    ? `Write it without quotes: ${number}.`
    : undefined;
}

/** What to write instead of a value that is not an RFC 3339 time: the reverse of `hintUnixSecond`. */
export function hintRfc3339(text: string): string | undefined {
  const number = toNumber(text);
  const second = number !== undefined && isLikely(number) ? number : guessUnixSecond(text)?.second;
  return second === undefined ? undefined : `Write ${new Date(second * 1000).toISOString()} for this one.`;
}

function guessUnixSecond(value: unknown): { second: number; reason: string } | undefined {
  const number = toNumber(value);
  if (number === undefined) {
    return typeof value === 'string' ? guessFromDate(value.trim()) : undefined;
  }
  if (isLikely(number)) {
    return Number.isInteger(number)
      ? undefined
      : { second: Math.floor(number), reason: 'This has a fraction' };
  }
  const unit = finerUnits.find(([, factor]) => isLikely(number / factor));
  return unit && { second: Math.floor(number / unit[1]), reason: `This looks like ${unit[0]}` };
}

function guessFromDate(text: string): { second: number; reason: string } | undefined {
  const [match, day, minute = '00:00', second = ':00', zone] = isoDate.exec(text) ?? [];
  const offset = (zone ?? 'Z').replace(/^([+-]\d\d):?(\d\d)$/, '$1:$2');
  const timeMs = match === undefined ? undefined : parseRfc3339(`${day}T${minute}${second}${offset}`);
  const unixSecond = timeMs === undefined ? undefined : Math.floor(timeMs / 1000);
  if (unixSecond === undefined || unixSecond < 1 || unixSecond > lastLikely) {
    return undefined;
  }
  return { second: unixSecond, reason: zone === undefined ? 'For this date, in UTC' : 'For this date' };
}

function toNumber(value: unknown): number | undefined {
  if (typeof value === 'number' || typeof value === 'bigint') {
    return Number(value);
  }
  return typeof value === 'string' && /^\s*\d{1,20}(?:\.\d+)?\s*$/.test(value) ? Number(value) : undefined;
}

function isLikely(second: number): boolean {
  return second >= firstLikely && second <= lastLikely;
}
