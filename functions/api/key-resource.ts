import { type ApiKey, keyIdOf } from '../core/account/api-key.ts';
import { toRfc3339 } from '../core/job/invite-resource.ts';

/** A key as its tenant sees it. Neither its text nor its hash is in it. */
export function toKeyResource(key: ApiKey): Record<string, unknown> {
  const { lastFour, maxPending, callbackUrl, expiresAtMs, revokedAtMs } = key;
  return {
    id: keyIdOf(key.keyHash),
    name: key.name,
    tenant: key.tenantId,
    ...(lastFour === undefined ? {} : { last_four: lastFour }),
    scopes: key.scopes,
    accounts: key.accounts ?? null,
    rate: key.ratePerMinute,
    track_joins: key.trackJoins ?? false,
    ...(maxPending === undefined ? {} : { max_pending: maxPending }),
    ...(callbackUrl === undefined ? {} : { callback_url: callbackUrl }),
    created_at: toRfc3339(key.createdAtMs),
    ...(expiresAtMs === undefined ? {} : { expires_at: toRfc3339(expiresAtMs) }),
    ...(revokedAtMs === undefined ? {} : { revoked_at: toRfc3339(revokedAtMs) }),
  };
}
