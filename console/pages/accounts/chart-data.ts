import type { Activity } from './account.ts';

/** What the picture of an account's last hours is drawn from, in its own units. */
export interface ChartData {
  fromMs: number;
  untilMs: number;
  stepMs: number;
  made: (number | null)[];
  queue: (number | null)[];
  waits: { method: string; fromMs: number; untilMs: number }[];
  madeTotal: number;
  mostMade: number;
  mostQueued: number;
  /** Some of it is not known. */
  isCut: boolean;
  /** Nothing at all is to be seen. */
  isQuiet: boolean;
}

export function toChartData({ from, step, made, queue, waits }: Activity): ChartData {
  const fromMs = Date.parse(from);
  const stepMs = step * 1000;
  const untilMs = fromMs + made.length * stepMs;
  const madeTotal = made.reduce<number>((sum, count) => sum + (count ?? 0), 0);
  const mostQueued = Math.max(0, ...queue.map((count) => count ?? 0));
  return {
    fromMs,
    untilMs,
    stepMs,
    made,
    queue,
    waits: waits.map(({ method, at, until }) => ({
      method,
      fromMs: Math.max(Date.parse(at), fromMs),
      untilMs: Math.min(Date.parse(until), untilMs),
    })),
    madeTotal,
    mostMade: Math.max(0, ...made.map((count) => count ?? 0)),
    mostQueued,
    isCut: queue.includes(null),
    isQuiet: madeTotal === 0 && mostQueued === 0 && waits.length === 0,
  };
}

export interface ChartRow {
  atMs: number;
  made: number | null;
  queue: number | null;
  waits: number;
}

/** The same by half-hours, for a table. */
export function toRows(
  { fromMs, untilMs, stepMs, made, queue, waits }: ChartData,
  rowMs = 1_800_000,
): ChartRow[] {
  const perRow = rowMs / stepMs;
  return Array.from({ length: Math.ceil((untilMs - fromMs) / rowMs) }, (_, index) => {
    const atMs = fromMs + index * rowMs;
    const counts = made.slice(index * perRow, (index + 1) * perRow);
    const known = counts.filter((count) => count !== null);
    return {
      atMs,
      made: known.length === 0 ? null : known.reduce((sum, count) => sum + count, 0),
      queue: queue.slice(index * perRow, (index + 1) * perRow).at(-1) ?? null,
      waits: waits.filter((wait) => wait.fromMs >= atMs && wait.fromMs < atMs + rowMs).length,
    };
  });
}
