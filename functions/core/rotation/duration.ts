/** An ISO 8601 duration in whole numbers. Years to days follow the calendar, the rest is time that passes. */
export interface Duration {
  months: number;
  days: number;
  ms: number;
}

const pattern =
  /^P(?=.)(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?(?:T(?=.)(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?$/;

/** Longer texts name no duration that anybody needs, and their numbers might not be exact. */
const maxDurationLength = 32;

const minuteMs = 60_000;
export const dayMs = 24 * 60 * minuteMs;

/** @see https://www.rfc-editor.org/rfc/rfc3339#appendix-A @returns undefined for anything else, and for fractions. */
export function parseDuration(text: string): Duration | undefined {
  const match = text.length > maxDurationLength ? null : pattern.exec(text);
  if (match === null) {
    return undefined;
  }
  const [years = 0, months = 0, weeks = 0, days = 0, hours = 0, minutes = 0, seconds = 0] = match
    .slice(1)
    .map((digits) => Number(digits ?? 0));
  return {
    months: years * 12 + months,
    days: weeks * 7 + days,
    ms: (hours * 60 + minutes) * minuteMs + seconds * 1000,
  };
}

/** The shortest that the duration can be: a month has 28 days, and a day 23 hours where clocks change. */
export function minLengthOf({ months, days, ms }: Duration): number {
  const years = Math.floor(months / 12);
  const wholeDays = years * 365 + (months % 12) * 28 + days;
  return wholeDays * dayMs - (wholeDays > 0 ? 60 * minuteMs : 0) + ms;
}

/** The longest that it can be, likewise. */
export function maxLengthOf({ months, days, ms }: Duration): number {
  const years = Math.floor(months / 12);
  return (years * 366 + (months % 12) * 31 + days) * dayMs + ms;
}

/** ISO 8601, in whole seconds. */
export function formatDuration(ms: number): string {
  const seconds = Math.floor(ms / 1000);
  const parts = [
    [Math.floor(seconds / 3600), 'H'],
    [Math.floor(seconds / 60) % 60, 'M'],
    [seconds % 60, 'S'],
  ] as const;
  const text = parts.filter(([count]) => count > 0).map(([count, unit]) => `${count}${unit}`);
  return `PT${text.length === 0 ? '0S' : text.join('')}`;
}
