import type { Account } from '../core/account/account.ts';
import { dueShardOf, dueTimeFor } from '../core/account/due-entry.ts';
import type { Job, JobRef } from '../core/job/job.ts';
import { tendAgainAt } from '../core/job/tending.ts';

export interface BeginTendingDeps {
  getJob(ref: JobRef): Promise<Job | undefined>;
  /** 'created', or the job already stored under that id. */
  createJob(job: Job): Promise<'created' | Job>;
  saveJob(next: Job): Promise<boolean>;
  ensureDue(accountId: string, shard: string, dueAtMs: number): Promise<void>;
  dueShards: number;
  now(): number;
}

/** A tending is due this long after its work was asked for, where no message has named it before. No request lasts so long. */
const untoldMs = 60_000;

/** A worker changes a tending twice each time that it tends. */
const maxTries = 6;

/**
 * Standing work is about to be stored, or changed: it is tended soon, whatever dies now.
 * @param tending as `newTending` makes it. One that is stored already is used again.
 * @returns the tending as it is stored. Its message is to be sent once the work is stored (`sendMessageOrLeave`): without it the sweeper sends one
 * when the tending is due.
 */
export async function beginTending(
  deps: BeginTendingDeps,
  account: Account | undefined,
  tending: Job,
): Promise<Job> {
  const nowMs = deps.now();
  const dueAtMs = account && dueTimeFor({ ...account, blockedUntilMs: {} }, tending.deadlineMs, nowMs);
  if (dueAtMs !== undefined) {
    await deps.ensureDue(tending.accountId, dueShardOf(tending.accountId, deps.dueShards), dueAtMs);
  }
  const first = { ...tendAgainAt(tending, nowMs + untoldMs, nowMs), version: tending.version };
  let stored = await deps.createJob(first);
  for (let tries = 1; stored !== 'created'; tries++) {
    // A message of its own each time, or SQS would take it for the last one.
    const next: Job = {
      ...tendAgainAt(stored, nowMs + untoldMs, nowMs),
      sends: stored.sends + 1,
    };
    // One that is blocked is released with its account.
    if (stored.status === 'blocked' || (await deps.saveJob(next))) {
      return stored.status === 'blocked' ? stored : next;
    }
    const again = await deps.getJob(tending);
    if (again === undefined || tries === maxTries) {
      return stored;
    }
    stored = again;
  }
  return first;
}
