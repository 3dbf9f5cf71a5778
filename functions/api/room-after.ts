import type { Account } from '../core/account/account.ts';
import { currentPace } from '../core/pace/pacer.ts';
import { exportMethod } from '../core/rpc/methods.ts';

const minRetrySeconds = 5;
const maxRetrySeconds = 3600;

/** When so many more links of an account will be made, by its wait and pace. */
export function roomAfterSeconds(account: Account, links: number, nowMs: number): number {
  if (account.status !== 'active') {
    return maxRetrySeconds;
  }
  const { perMinute } = currentPace(account);
  const waitMs = Math.max((account.blockedUntilMs[exportMethod] ?? 0) - nowMs, 0);
  const seconds = Math.ceil((waitMs + (links * 60_000) / perMinute) / 1000);
  return Math.min(Math.max(seconds, minRetrySeconds), maxRetrySeconds);
}
