import type { Attempt, AttemptDeps, Endpoint } from '../../../../functions/core/callback/webhook-attempt.ts';
import { callbackDue, callbackFor } from '../../../../functions/core/callback/webhook-callback.ts';
import { type DeliveryDeps, deliverCallback } from '../../../../functions/core/callback/webhook-delivery.ts';
import type { Job, JobCallback, JobRef } from '../../../../functions/core/job/job.ts';
import { expire } from '../../../../functions/core/job/transitions.ts';
import { createJobRecord, startMs } from '../records.ts';

export const callbackUrl = 'https://shop.example/invites';
export const delivered: Attempt = { kind: 'delivered' };
export const refused: Attempt = { kind: 'failed', error: 'It answered 500.' };

/** A job that ended at the start, with nobody told yet. */
export function createEndedJob(number = 1, overrides: Partial<Job> = {}): Job {
  const asked = createJobRecord(number, callbackFor({ callback_url: callbackUrl }, {}));
  return { ...expire(asked, startMs), ...overrides };
}

/** The endpoints of a tenant, as the real store keeps them. */
export function createEndpoints(
  endpoints: Map<string, Endpoint>,
): Pick<AttemptDeps, 'getEndpoint' | 'noteDelivered' | 'noteFailed' | 'disableEndpoint'> {
  return {
    getEndpoint: async (_tenantId, url) => endpoints.get(url),
    async noteDelivered(tenantId, url) {
      endpoints.set(url, { tenantId, url });
    },
    async noteFailed(tenantId, url, lastError, atMs) {
      const { failingSinceMs = atMs, failures = 0, ...before } = endpoints.get(url) ?? { tenantId, url };
      const next = { ...before, lastError, failingSinceMs, failures: failures + 1 };
      endpoints.set(url, next);
      return next;
    },
    async disableEndpoint({ url, tenantId }, disabledAtMs) {
      endpoints.set(url, { ...endpoints.get(url), tenantId, url, disabledAtMs });
    },
  };
}

/** One job and its endpoint, with the conditions of the real stores, a clock, and receivers that answer as they are told. */
export function createWebhookWorld(job: Job = createEndedJob()) {
  let nowMs = startMs;
  let stored: Job | undefined = job;
  let dueAtMs = callbackDue(job)?.callbackDueAtMs;
  const endpoints = new Map<string, Endpoint>();
  const posts: { url: string; atMs: number; attempts: number }[] = [];
  let answer: () => Attempt = () => delivered;
  let interfere: (operation: 'saveCallback', next: JobCallback) => void = () => {};

  const deps: DeliveryDeps = {
    now: () => nowMs,
    random: () => 0,
    getJob: async () => structuredClone(stored),
    async saveCallback(_ref, attempts, next, nextDueAtMs) {
      interfere('saveCallback', next);
      const current = stored?.callback;
      if (stored === undefined || current?.status !== 'pending' || current.attempts !== attempts) {
        return false;
      }
      stored = { ...stored, callback: structuredClone(next) };
      dueAtMs = nextDueAtMs;
      return true;
    },
    ...createEndpoints(endpoints),
    async postEvent(each, url) {
      posts.push({ url, atMs: nowMs, attempts: stored?.callback?.attempts ?? 0 });
      if (each.callback?.url !== url) {
        throw new Error('a URL that the job does not name');
      }
      return answer();
    },
  };

  return {
    deps,
    endpoints,
    posts,
    /** One message about the job. */
    deliver: (ref: JobRef = job) => deliverCallback(deps, ref),
    callback: () => stored?.callback,
    endpoint: () => endpoints.get(callbackUrl),
    /** When the sweeper steps in. */
    dueAtMs: () => dueAtMs,
    answer(next: Attempt | (() => Attempt)) {
      answer = typeof next === 'function' ? next : () => next;
    },
    onSave(next: typeof interfere) {
      interfere = next;
    },
    replaceJob(next: Job | undefined) {
      stored = next;
    },
    advanceTo(atMs: number) {
      nowMs = Math.max(nowMs, atMs);
    },
    now: () => nowMs,
  };
}
