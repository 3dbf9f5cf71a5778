import type { Account } from '../../functions/core/account/account.ts';

/** The names of the accounts that a worker may work on, or is at work on. */
export function findUndrained(accounts: Account[], nowMs: number): string[] {
  return accounts
    .filter(({ drainedAtMs, leaseUntilMs = 0 }) => drainedAtMs === undefined || leaseUntilMs > nowMs)
    .map(({ name }) => name)
    .sort();
}
