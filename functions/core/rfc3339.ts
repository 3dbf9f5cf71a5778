/** @see https://www.rfc-editor.org/rfc/rfc3339#section-5.6 */
const pattern =
  /^(\d{4})-(\d\d)-(\d\d)T([01]\d|2[0-3]):([0-5]\d):([0-5]\d|60)(?:\.\d+)?(?:Z|[+-](?:[01]\d|2[0-3]):[0-5]\d)$/i;

/**
 * The millisecond that an RFC 3339 time names, or undefined for anything else, days that no calendar has included:
 * `Date.parse` takes February 30 for March 2. A leap second, which comes at the end of a month in UTC, is the second after it.
 */
export function parseRfc3339(text: string): number | undefined {
  const [, year = '', month = '', day = '', , , second] = pattern.exec(text) ?? [];
  if (year === '' || !isDay(Number(year), Number(month), Number(day))) {
    return undefined;
  }
  if (second !== '60') {
    return Date.parse(text.toUpperCase());
  }
  const nextMs = Date.parse(text.toUpperCase().replace(/:60/, ':59')) + 1000;
  return isStartOfMonth(nextMs) ? nextMs : undefined;
}

function isDay(year: number, month: number, day: number): boolean {
  const isLeap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  const days = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1] ?? 0;
  return day >= 1 && day <= days;
}

function isStartOfMonth(timeMs: number): boolean {
  const time = new Date(timeMs);
  return time.getUTCDate() === 1 && time.toISOString().slice(11, 19) === '00:00:00';
}
