import { toAccountResource } from '../../functions/api/account-resource.ts';
import { type Account, troubleOf } from '../../functions/core/account/account.ts';
import { defaultPace, type Pace } from '../../functions/core/pace/pace.ts';
import { currentPace, type PacedAccount } from '../../functions/core/pace/pacer.ts';

/** An account as `GET /v1/accounts` tells of it, and what its operator may know beside. Nothing secret is in it. */
export function toFacts(account: Account, pending: number, nowMs: number): Record<string, unknown> {
  const { accountId, tenantId, dcId, loggedInAtMs, drainedAtMs } = account;
  return {
    // As the log names it.
    id: accountId,
    tenant: tenantId,
    ...toAccountResource(account, pending, nowMs),
    pace: toPace(account.pace ?? defaultPace),
    current_pace: toPace(currentPace(account)),
    ...(dcId === undefined ? {} : { dc_id: dcId }),
    ...(loggedInAtMs === undefined ? {} : { logged_in_at: toTime(loggedInAtMs) }),
    ...(drainedAtMs === undefined ? {} : { drained_at: toTime(drainedAtMs) }),
  };
}

/** Why an account is not working, since when, whether it is drained, and Telegram's waits for it: one text each. */
export function describeState(account: Account, nowMs: number): string[] {
  const why = account.status === 'active' ? [] : [describeTrouble(account)];
  const drained = account.drainedAtMs === undefined ? [] : [`drained since ${toTime(account.drainedAtMs)}`];
  return [...why, ...drained, ...describeWaits(account, nowMs)];
}

/** Telegram's waits for an account that are not over. */
export function describeWaits({ blockedUntilMs }: Pick<Account, 'blockedUntilMs'>, nowMs: number): string[] {
  return Object.entries(blockedUntilMs)
    .filter(([, untilMs]) => untilMs > nowMs)
    .map(([method, untilMs]) => `Telegram wants no ${method} until ${toTime(untilMs)}`);
}

function describeTrouble(account: Account): string {
  const { type, detail } = troubleOf(account);
  const since = account.trouble === undefined ? '' : ` (since ${toTime(account.trouble.atMs)})`;
  return `${type}: ${detail}${since}`;
}

/** How often the account is configured to make links, and what Telegram's waits, or their absence, have taught since. */
export function describePace(account: PacedAccount): string[] {
  function describe(pace: Pace) {
    const { per_minute, burst } = toPace(pace);
    return `${per_minute} a minute, ${burst} at once`;
  }
  const configured = describe(account.pace ?? defaultPace);
  const current = describe(currentPace(account));
  return [
    account.pace === undefined ? `${configured} (the usual)` : configured,
    ...(current === configured ? [] : [`now ${current}, as learned since`]),
  ];
}

function toPace({ perMinute, burst }: Pace): { per_minute: number; burst: number } {
  return { per_minute: Math.round(perMinute * 10) / 10, burst: Math.floor(burst) };
}

/** RFC 3339, to the second. */
export function toTime(timeMs: number): string {
  return new Date(timeMs).toISOString().replace(/\.\d+Z$/, 'Z');
}
