import type { Account } from '../account/account.ts';
import { isNewer } from '../schema-version.ts';
import { settleAll } from '../settle-all.ts';
import { sweepAccount } from './sweep-account.ts';
import type { SweepDeps, SweepReport } from './sweep-deps.ts';

export interface SweepInput {
  /** The partitions of the due index, one share after the other: see `shareDueShards`. */
  shares: readonly (readonly string[])[];
  /** No account is begun after that: what is left stays due, and the next sweep takes it up. */
  untilMs: number;
}

/** Accounts of one partition looked at side by side. */
const sideBySide = 10;

/**
 * One sweep: looks at each account whose entry in the due index is due. It sends again what is overdue, a few messages per
 * account; blocks the jobs of an account that is out of order; and ends jobs whose deadline has passed while their account
 * waits. Then it moves the account's entry to when it must be looked at again. An account that is leased is left alone; of one
 * that is drained nothing is sent. What fails on one account is noted, and keeps no other from being swept.
 *
 * What other sweepers have looked at meanwhile is passed by, for each account is read just before its visit.
 * A sweep may end anywhere: an entry stays due until its account was looked at. Several sweeps at once do no harm: each job is
 * claimed by a conditional write before anything is done about it, and an entry is moved only as it was read.
 */
export async function sweep(deps: SweepDeps, { shares, untilMs }: SweepInput): Promise<SweepReport> {
  const report: SweepReport = {
    accounts: 0,
    notSwept: 0,
    sent: 0,
    expired: 0,
    failedSends: 0,
    newer: 0,
    left: 0,
  };
  for (const [turn, shards] of shares.entries()) {
    const pass = { isFirst: turn === 0, untilMs, report };
    await settleAll(shards.map((shard) => sweepShard(deps, shard, pass)));
  }
  return report;
}

interface ShardPass {
  /** False when another sweeper may be at work here: it takes each page from the front, this one from its end. */
  isFirst: boolean;
  untilMs: number;
  report: SweepReport;
}

async function sweepShard(deps: SweepDeps, shard: string, pass: ShardPass): Promise<void> {
  const { isFirst, untilMs, report } = pass;
  for await (const page of deps.listDueAccounts(shard, deps.now())) {
    const entries = isFirst ? page : page.toReversed();
    for (let next = 0; next < entries.length; next += sideBySide) {
      if (deps.now() >= untilMs) {
        report.left += entries.length - next;
        return;
      }
      const some = entries.slice(next, next + sideBySide).map(({ accountId }) => accountId);
      const accounts = await deps.loadAccounts(some);
      await Promise.all(accounts.map((account) => visit(deps, account, report)));
    }
  }
}

async function visit(deps: SweepDeps, account: Account, report: SweepReport): Promise<void> {
  const { accountId, dueAtMs = Number.POSITIVE_INFINITY, leaseUntilMs = 0 } = account;
  if (isNewer(account)) {
    report.newer += 1;
    return;
  }
  // Another sweep was here before.
  if (dueAtMs > deps.now()) {
    return;
  }
  try {
    const next =
      leaseUntilMs > deps.now() ? { dueAtMs: leaseUntilMs } : await sweepAccount(deps, account, report);
    await deps.moveDue(accountId, dueAtMs, next);
  } catch (error) {
    report.notSwept += 1;
    deps.noteNotSwept(accountId, error);
  }
}
