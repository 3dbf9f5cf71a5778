import { readyTimeOf } from '../job/due.ts';
import type { Job, JobWait } from '../job/job.ts';
import { wait } from '../job/transitions.ts';
import { settleAll } from '../settle-all.ts';
import type { Run } from './run.ts';
import {
  type AddressedOperation,
  loadOperations,
  type RunOperations,
  settlesAtMs,
  waitFor,
} from './run-operations.ts';

/**
 * An operation whose link is not made yet looks again after a share of the time it has waited, within these. Beyond a minute it has no
 * message: one that comes back every two seconds would cost more than all its calls.
 */
const waitShare = 0.25;
const minPauseMs = 2_000;
const maxPauseMs = 15 * 60_000;

/** Stores on operations that are not done what they wait for. Those that wait for nothing but time stay due. */
export async function leaveOperations(
  run: Run,
  entries: AddressedOperation[],
  telegramAheadMs: number,
): Promise<void> {
  if (entries.length === 0) {
    return;
  }
  const known = await loadOperations(run, entries);
  await settleAll(
    entries.flatMap((entry) => {
      const until = waitOf(run, known, entry, telegramAheadMs);
      return until === undefined ? [] : run.jobs.save(entry.job, (each) => wait(each, until, run.now()));
    }),
  );
}

function waitOf(
  run: Run,
  known: RunOperations,
  entry: AddressedOperation,
  telegramAheadMs: number,
): JobWait | undefined {
  const { job } = entry;
  const blocker = known.blockerOf(job);
  if (blocker !== undefined) {
    return { reason: 'EARLIER_OPERATION', retryAtMs: lookAgainAtMs(run, job, blocker) };
  }
  const invite = known.inviteOf(job);
  const settledAtMs = invite === undefined ? 0 : settlesAtMs(job, invite, telegramAheadMs);
  if (settledAtMs > run.now()) {
    return { reason: 'OUTCOME_UNKNOWN', retryAtMs: Math.ceil(settledAtMs) };
  }
  const step = known.nextStep(job);
  return step.kind === 'call' ? waitFor(run, entry, step.method) : undefined;
}

/** When the earlier one may go on, or after a while: it may end at any time. */
function lookAgainAtMs(run: Run, { createdAtMs }: Job, blocker: Job): number {
  const nowMs = run.now();
  const pauseMs = Math.min(Math.max((nowMs - createdAtMs) * waitShare, minPauseMs), maxPauseMs);
  const readyAtMs = readyTimeOf(blocker) ?? 0;
  if (readyAtMs <= nowMs) {
    return Math.ceil(nowMs + pauseMs);
  }
  // A request can be cancelled before its wait is over.
  return blocker.operation === undefined ? Math.min(readyAtMs, nextRoundTimeMs(nowMs)) : readyAtMs;
}

/** The same time for all operations of an account, so that one pass looks at all of them. */
function nextRoundTimeMs(nowMs: number): number {
  return Math.ceil((nowMs + maxPauseMs / 2) / maxPauseMs) * maxPauseMs;
}
