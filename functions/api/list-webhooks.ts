import { type Endpoint, endpointStateOf } from '../core/callback/webhook-attempt.ts';
import { callbackShards } from '../core/callback/webhook-callback.ts';
import { toRfc3339 } from '../core/job/invite-resource.ts';
import type { Job, JobRef } from '../core/job/job.ts';
import { settleAll } from '../core/settle-all.ts';
import { type ApiResponse, respondJson } from './api-event.ts';
import type { KeyedEvent } from './authenticate-key.ts';
import { refuseLimitedKey } from './refuse-limited-key.ts';

export interface ListWebhooksDeps {
  /** The tenant's URLs that were called, in no particular order. */
  listEndpointStates(tenantId: string, limit: number): Promise<{ endpoints: Endpoint[]; hasMore: boolean }>;
  /** Callbacks of one shard that are not delivered yet, of all tenants, the longest due first. */
  listWaitingCallbacks(shard: string, limit: number): Promise<JobRef[]>;
  loadJobs(refs: JobRef[]): Promise<Job[]>;
}

/** URLs of one answer: with a row each, a page of DynamoDB holds more than these. */
const maxUrls = 500;
/** Index entries of one shard that are read to find the tenant's. */
const maxEntries = 500;
/** Jobs that are read to find their URLs. */
const maxJobs = 200;

/** GET /v1/webhooks: the URLs that the tenant's results are sent to, those that need somebody first. */
export function listWebhooks(deps: ListWebhooksDeps) {
  return async function handleListWebhooks({ key, tenantId }: KeyedEvent): Promise<ApiResponse> {
    refuseLimitedKey(key, 'webhooks are of all of them');
    const { endpoints, hasMore } = await deps.listEndpointStates(tenantId, maxUrls);
    // Where all deliveries succeed nothing waits for longer than a moment, and nothing has to be read to know that.
    const isAnyFailing = endpoints.some((endpoint) => endpointStateOf(endpoint) === 'failing');
    const waiting = isAnyFailing ? await countWaiting(deps, tenantId) : undefined;
    const webhooks = endpoints
      .sort((a, b) => rankOf(a) - rankOf(b) || (a.url < b.url ? -1 : 1))
      .map((endpoint) => toWebhook(endpoint, waiting));
    return respondJson(200, { webhooks, has_more: hasMore });
  };
}

interface Waiting {
  byUrl: Map<string, number>;
  isCut: boolean;
}

/** The tenant's results that wait for their next attempt, by URL, as far as they are counted. */
async function countWaiting(deps: ListWebhooksDeps, tenantId: string): Promise<Waiting> {
  const shards = await settleAll(callbackShards.map((shard) => deps.listWaitingCallbacks(shard, maxEntries)));
  const own = shards.flat().filter((ref) => ref.tenantId === tenantId);
  const jobs = own.length === 0 ? [] : await deps.loadJobs(own.slice(0, maxJobs));
  const byUrl = new Map<string, number>();
  for (const { callback } of jobs) {
    if (callback?.status === 'pending') {
      byUrl.set(callback.url, (byUrl.get(callback.url) ?? 0) + 1);
    }
  }
  return {
    byUrl,
    isCut: own.length > maxJobs || shards.some((refs) => refs.length === maxEntries),
  };
}

const order = ['disabled', 'failing', 'active'];

function rankOf(endpoint: Endpoint): number {
  return order.indexOf(endpointStateOf(endpoint));
}

function toWebhook(endpoint: Endpoint, waiting: Waiting | undefined): Record<string, unknown> {
  const { url, failingSinceMs, disabledAtMs, deliveredAtMs, failures, lastError, failedAtMs } = endpoint;
  const state = endpointStateOf(endpoint);
  return {
    url,
    state,
    ...(failingSinceMs === undefined ? {} : { failing_since: toRfc3339(failingSinceMs) }),
    ...(disabledAtMs === undefined ? {} : { disabled_at: toRfc3339(disabledAtMs) }),
    ...(failures === undefined ? {} : { failures }),
    ...(lastError === undefined
      ? {}
      : {
          last_failure: {
            detail: lastError,
            ...(failedAtMs === undefined ? {} : { at: toRfc3339(failedAtMs) }),
          },
        }),
    ...(deliveredAtMs === undefined ? {} : { delivered_at: toRfc3339(deliveredAtMs) }),
    ...(state === 'failing' && waiting !== undefined
      ? { waiting: waiting.byUrl.get(url) ?? 0, ...(waiting.isCut ? { more_waiting: true } : {}) }
      : {}),
  };
}
