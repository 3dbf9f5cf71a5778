import type { Activity } from './account.ts';

/** What the picture of an account's last hours is drawn from, in its own units. */
export interface ChartData {
  fromMs: number;
  untilMs: number;
  stepMs: number;
  made: (number | null)[];
  queue: (number | null)[];
  /** As far as they lie within the picture. */
  waits: { method: string; fromMs: number; untilMs: number; seconds: number }[];
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
    waits: waits.map(({ method, at, until, seconds }) => ({
      method,
      seconds,
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

const rowMs = 1_800_000;

/** The same by half-hours, for a table. */
export function toRows({ fromMs, stepMs, made, queue, waits }: ChartData): ChartRow[] {
  const steps = made.map((count, index) => ({
    atMs: fromMs + index * stepMs,
    made: count,
    queue: queue[index] ?? null,
  }));
  return [...Map.groupBy(steps, ({ atMs }) => Math.floor(atMs / rowMs) * rowMs)].map(([atMs, within]) => {
    const known = within.flatMap((step) => step.made ?? []);
    return {
      atMs,
      made: known.length === 0 ? null : known.reduce((sum, count) => sum + count, 0),
      queue: within.at(-1)?.queue ?? null,
      waits: waits.filter((wait) => wait.fromMs >= atMs && wait.fromMs < atMs + rowMs).length,
    };
  });
}
