import type { ApiKey } from '../core/account/api-key.ts';
import { type ApiResponse, respondJson } from './api-event.ts';
import type { KeyedEvent } from './authenticate-key.ts';
import { toKeyResource } from './key-resource.ts';
import { refuseLimitedKey } from './refuse-limited-key.ts';

export interface ListKeysDeps {
  /** The tenant's newest keys, newest first. */
  listNewestKeys(tenantId: string, limit: number): Promise<{ keys: ApiKey[]; hasMore: boolean }>;
}

/** As many as one BatchGetItem reads. Keys are revoked, never deleted: those beyond are old. */
const newestKeys = 100;

/** GET /v1/key: the key that asks. */
export async function getKey({ key }: KeyedEvent): Promise<ApiResponse> {
  return respondJson(200, toKeyResource(key));
}

/** GET /v1/keys: the tenant's keys, revoked ones too, newest first. */
export function listKeys({ listNewestKeys }: ListKeysDeps) {
  return async function handleListKeys({ key, tenantId }: KeyedEvent): Promise<ApiResponse> {
    refuseLimitedKey(key, 'keys are of all of them');
    const { keys, hasMore } = await listNewestKeys(tenantId, newestKeys);
    return respondJson(200, { keys: keys.map(toKeyResource), has_more: hasMore });
  };
}
