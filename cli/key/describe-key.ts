import { type ApiKey, isLive, keyIdOf } from '../../functions/core/account/api-key.ts';
import { toTime } from '../tool/account-facts.ts';

/** A key as its operator may know it. Its hash is not in it. Times are RFC 3339. */
export function toKeyFacts(key: ApiKey, nowMs: number): Record<string, unknown> {
  const { lastFour, maxPending, accounts, callbackUrl, trackJoins, expiresAtMs, revokedAtMs } = key;
  return {
    id: keyIdOf(key.keyHash),
    tenant: key.tenantId,
    name: key.name,
    ...(lastFour === undefined ? {} : { last_four: lastFour }),
    status: isLive(key, nowMs) ? 'live' : revokedAtMs === undefined ? 'expired' : 'revoked',
    scopes: key.scopes,
    rate_per_minute: key.ratePerMinute,
    ...(maxPending === undefined ? {} : { max_pending: maxPending }),
    ...(accounts === undefined ? {} : { accounts }),
    ...(callbackUrl === undefined ? {} : { callback_url: callbackUrl }),
    ...(trackJoins === undefined ? {} : { track_joins: trackJoins }),
    created_at: toTime(key.createdAtMs),
    ...(expiresAtMs === undefined ? {} : { expires_at: toTime(expiresAtMs) }),
    ...(revokedAtMs === undefined ? {} : { revoked_at: toTime(revokedAtMs) }),
  };
}

/** What a key may do, in a line. */
export function describeRights({
  scopes,
  ratePerMinute,
  maxPending,
  accounts,
  callbackUrl,
  trackJoins,
}: ApiKey): string {
  return [
    scopes.join(' '),
    `${ratePerMinute} requests a minute`,
    ...(maxPending === undefined ? [] : [`${maxPending} unfinished jobs`]),
    accounts === undefined ? 'every account' : `accounts ${accounts.join(', ')}`,
    ...(callbackUrl === undefined ? [] : [`results to ${callbackUrl}`]),
    ...(trackJoins === undefined ? [] : [`joins tracked${trackJoins === 'names' ? ' with names' : ''}`]),
  ].join('; ');
}

/** Whether a key works, and until when or since when not. */
export function describeStatus(key: ApiKey, nowMs: number): string {
  const { expiresAtMs, revokedAtMs } = key;
  if (revokedAtMs !== undefined) {
    return `revoked ${toTime(revokedAtMs)}`;
  }
  if (expiresAtMs === undefined) {
    return 'live';
  }
  return `${isLive(key, nowMs) ? 'live until' : 'expired'} ${toTime(expiresAtMs)}`;
}
