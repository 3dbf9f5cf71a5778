import type { Figure } from './figure.ts';
import type { Table } from './table.ts';

/** The figures that issue 7 names; a run of all parts gives every one of them. */
export const figureKeys = [
  'first_link_50ms_over_limit',
  'ten_links_50ms_over_first',
  'gramjs_over_ours_first_link',
  'gramjs_over_ours_ten_links',
  'worker_load_over_unbundled',
  'api_load_over_unbundled',
  'worker_rss_over_unbundled',
  'system_rate_over_naive',
  'flood_time_over_optimum',
  'flood_waits_per_500',
  'usd_per_million_batch10',
  'cost_growth_10_to_10000',
] as const;

export type FigureKey = (typeof figureKeys)[number];

export interface BenchRun {
  /** Fewer and smaller rounds: shows that all still runs; its figures are not for publication. */
  isQuick: boolean;
  /** Tells the person who waits what is being measured now. */
  say: (progress: string) => void;
}

export interface PartResult {
  figures: Partial<Record<FigureKey, Figure>>;
  tables: Table[];
  /** Written to `docs/bench/` under this file name, unless the run is a quick one. */
  plots?: { file: string; svg: string }[];
}

/** One thing that `npm run bench` measures. Whatever it starts it ends, also when it throws. */
export interface Part {
  name: string;
  title: string;
  run(run: BenchRun): Promise<PartResult>;
}
