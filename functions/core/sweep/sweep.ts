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
  for (const shards of shares) {
    await settleAll(shards.map((shard) => sweepShard(deps, shard, untilMs, report)));
  }
  return report;
}

async function sweepShard(deps: SweepDeps, shard: string, untilMs: number, report: SweepReport) {
  for await (const entries of deps.listDueAccounts(shard, deps.now())) {
    const accounts =
      entries.length === 0 ? [] : await deps.loadAccounts(entries.map(({ accountId }) => accountId));
    for (let next = 0; next < accounts.length; next += sideBySide) {
      if (deps.now() >= untilMs) {
        report.left += accounts.length - next;
        return;
      }
      await Promise.all(
        accounts.slice(next, next + sideBySide).map((account) => visit(deps, account, report)),
      );
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
