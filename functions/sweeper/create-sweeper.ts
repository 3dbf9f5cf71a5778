import type { Context } from 'aws-lambda';
import type { Log } from '../aws/log.ts';
import type { RecordMetric } from '../aws/metrics.ts';
import { listDueShards, shareDueShards } from '../core/account/due-entry.ts';
import { settleAll } from '../core/settle-all.ts';
import { sweep } from '../core/sweep/sweep.ts';
import type { SweepDeps, SweepReport } from '../core/sweep/sweep-deps.ts';
import { type WalkDeps, walkAccounts } from '../core/sweep/walk-accounts.ts';
import { type CallbackReport, type SweepCallbacksDeps, sweepCallbacks } from '../core/sweep/webhook-sweep.ts';
import { type MeasureDeps, measureSweep } from './metrics.ts';

export interface SweeperDeps extends SweepDeps, SweepCallbacksDeps, WalkDeps, MeasureDeps {
  /** Partitions of the accounts' due index. */
  dueShards: number;
  /** Sweepers that may be at work at once, this one included. */
  sweepers: number;
  record: RecordMetric;
  log: Log;
}

/** Kept back at the end of an invocation, for what is under way. */
const closingMs = 10_000;

/** The schedule edge: accounts that are due, callbacks that are due, and a part of the daily walk, each for itself. */
export function createSweeper(deps: SweeperDeps) {
  return async (
    _event: unknown,
    context: Pick<Context, 'getRemainingTimeInMillis'>,
  ): Promise<SweepReport & CallbackReport> => {
    const untilMs = deps.now() + context.getRemainingTimeInMillis() - closingMs;
    const { measured, finish } = measureSweep(deps, deps.record);
    const shares = shareDueShards(listDueShards(deps.dueShards), deps.sweepers, deps.now());
    const swept = sweep({ ...deps, ...measured }, { shares, untilMs });
    const walked = walkAccounts(deps, untilMs);
    const called = sweepCallbacks(deps);
    await settleAll<unknown>([swept, called, walked]);
    const report = { ...(await swept), ...(await called) };
    await finish(report, await walked);
    deps.log.info('swept', report);
    if (report.newer > 0) {
      deps.log.warn('left to a newer version of this service', { count: report.newer });
    }
    return report;
  };
}
