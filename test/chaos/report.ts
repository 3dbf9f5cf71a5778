import type { PlannedFault } from './plan/planned-fault.ts';
import type { Schedule } from './plan/schedule.ts';
import type { SeedResult } from './seed-result.ts';

export interface Summary {
  add(result: SeedResult): void;
  progress(ofSeeds: number): string;
  violations(): number;
  failedSeeds(): number[];
  totals(): Record<string, number>;
  seconds(): number;
}

export function createSummary(startedAtMs: number): Summary {
  const totals: Record<string, number> = { seeds: 0, jobs: 0, links: 0, adopted: 0, unknowable: 0 };
  const failed: number[] = [];
  let violations = 0;
  function seconds() {
    return (Date.now() - startedAtMs) / 1000;
  }

  function count(what: string, by: number): void {
    totals[what] = (totals[what] ?? 0) + by;
  }

  return {
    add({ seed, jobs, links, adopted, unknowable, counts, violations: found }) {
      count('seeds', 1);
      for (const [what, by] of Object.entries({ jobs, links, adopted, unknowable, ...counts })) {
        count(what, by);
      }
      violations += found.length;
      if (found.length > 0) {
        failed.push(seed);
      }
    },
    progress: (ofSeeds) =>
      `${totals.seeds} of ${ofSeeds} seeds, ${((totals.seeds ?? 0) / seconds()).toFixed(1)} a second, ${violations} violations`,
    violations: () => violations,
    failedSeeds: () => failed,
    totals: () => totals,
    seconds,
  };
}

export function describeSummary(summary: Summary): string {
  const { seeds, jobs, links, adopted, unknowable, ...faults } = summary.totals();
  const lines = Object.entries(faults)
    .sort(([a], [b]) => a.localeCompare(b))
    .map(([what, count]) => `  ${what.padEnd(28)} ${count}`);
  const failed = summary.failedSeeds();
  return [
    `${seeds} seeds, ${jobs} jobs, ${links} links, ${adopted} adopted in reconciliation, in ${summary.seconds().toFixed(0)} s`,
    ...lines,
    `calls that nobody could know to be wrong: ${unknowable}`,
    `violations: ${summary.violations()}${failed.length > 0 ? ` (seeds ${failed.join(', ')})` : ''}`,
  ].join('\n');
}

/** A failing seed: its violations, its schedule, and the time lines of the jobs concerned. */
export function describeFailure(result: SeedResult, schedule: Schedule): string {
  return [
    `seed ${result.seed}${result.violations.length > 0 ? ' FAILED' : ''}; again with: npm run chaos -- --seed ${result.seed}${schedule.scene === undefined ? '' : ` --scene ${schedule.scene}`}`,
    ...result.violations.map(({ what, jobIds }) => `  ${[what, ...jobIds].join(' ')}`),
    'faults:',
    ...schedule.faults.map((fault) => `  ${describeFault(fault)}`),
    `deliveries: ${schedule.twists.join(', ')}`,
    `deliveries of callbacks: ${schedule.callbackTwists.join(', ')}`,
    `repair: ${schedule.repairAtMs === undefined ? 'never' : `${schedule.repairAtMs / 1000} s`}`,
    ...result.timelines,
  ].join('\n');
}

function describeFault({ by, point, phase, nth, action }: PlannedFault): string {
  return `${phase} the ${by}'s ${point} no. ${nth}: ${JSON.stringify(action)}`;
}
