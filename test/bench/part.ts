import type { Figure } from './figure.ts';
import type { Table } from './table.ts';

/** The figures of a run of all parts, and their goals. The name of a ratio gives its two sides. */
export const goals = {
  first_link_50ms_over_limit: { atMost: 1.15 },
  ten_links_50ms_over_first: { atMost: 1.3 },
  gramjs_over_ours_first_link: { atLeast: 2 },
  gramjs_over_ours_ten_links: { atLeast: 5 },
  worker_load_over_unbundled: { atMost: 0.45 },
  api_load_over_unbundled: { atMost: 0.3 },
  worker_rss_over_unbundled: { atMost: 0.75 },
  system_rate_over_naive: { atLeast: 5 },
  flood_time_over_optimum: { atMost: 1.1 },
  flood_waits_per_500: { atMost: 1 },
  flood_time_over_optimum_6_to_60: { atMost: 1.25 },
  flood_waits_per_500_6_to_60: { atMost: 3 },
  post_over_bare: { atLeast: 0.43 },
  get_over_bare: { atLeast: 0.65 },
  take_over_bare_p50: { atMost: 1.5 },
  take_over_bare_p99: { atMost: 1.5 },
  usd_per_million_single: { atMost: 13 },
  usd_per_million_batch10: { atMost: 5 },
  cost_growth_10_to_10000: { atMost: 1.1 },
  sweep_reads_100k_over_10: { atMost: 2 },
  due_lateness_p99_over_sweep: { atMost: 1 },
  idle_usd_month_10k_accounts: { atMost: 5 },
  post_to_link_over_limit: { atMost: 1.6 },
  one_link_behind_1000_over_idle: { atMost: 2 },
  revoke_beside_1000_seconds: { atMost: 2 },
  usd_per_million_revokes: { atMost: 10 },
  usd_per_day_watched_at_rest: { atMost: 0.005 },
  usd_per_day_watched_busy: { atMost: 0.1 },
  usd_per_1000_joins: { atMost: 0.05 },
  join_to_event_seconds: { atMost: 60 },
  join_to_revoke_seconds: { atMost: 60 },
} satisfies Record<string, { atMost: number } | { atLeast: number }>;

export type FigureKey = keyof typeof goals;

export interface BenchRun {
  /** Fewer and smaller rounds. They show that everything still runs; their figures are not for publication. */
  isQuick: boolean;
  /** Prints what is being measured now. */
  say: (progress: string) => void;
}

export interface PartResult {
  figures: Partial<Record<FigureKey, Figure>>;
  tables: Table[];
  /** Written to `docs/bench/` under this file name, unless the run is a quick one. */
  plots?: { file: string; svg: string }[];
}

/** One thing that `npm run bench` measures. It stops everything that it starts, also when it throws. */
export interface Part {
  name: string;
  title: string;
  run(run: BenchRun): Promise<PartResult>;
}
