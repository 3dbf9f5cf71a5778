import { orderMembers } from '../order-members.ts';
import type { InviteRequest } from '../request/invite-request.ts';
import { type ExportedInvite, isFinal, type Job } from './job.ts';
import { linkStatusOf } from './link-status.ts';

/** What a chat without a link of its own answers in place of one: https://core.telegram.org/type/ExportedChatInvite */
const publicJoinRequests =
  'This public chat admits by join request: its own address is the way in, and Telegram makes no other link for it.';

/** The fields of a request in the order in which they are echoed. */
const requestOrder = [
  'account',
  'peer',
  'title',
  'expire_date',
  'expire_in',
  'usage_limit',
  'request_needed',
  'subscription_pricing',
  'legacy_revoke_permanent',
  'track_joins',
  'single_use',
  'metadata',
  'deadline',
  'priority',
] satisfies (keyof InviteRequest)[];

/** The members of an ExportedInvite, likewise. */
export const linkOrder = [
  'link',
  'admin_id',
  'date',
  'permanent',
  'request_needed',
  'revoked',
  'title',
  'expire_date',
  'usage_limit',
  'subscription_pricing',
] satisfies (keyof ExportedInvite)[];

const memberOrder: Record<string, readonly string[]> = {
  peer: ['_', 'channel_id', 'chat_id', 'access_hash'],
  subscription_pricing: ['period', 'amount'],
};

/**
 * A job as its caller sees it: the request's own fields, how far it has come, and what is known of its link. Times are RFC 3339.
 * The same job gives the same text each time, but for the end of a link: callers compare bodies, and hash them.
 */
export function toInviteResource(job: Job, nowMs: number): Record<string, unknown> {
  return {
    id: job.jobId,
    status: job.status,
    ...toEchoedRequest(withTracking(job)),
    ...(job.adopted === undefined ? {} : { origin: 'adopted' }),
    ...(job.batch === undefined ? {} : { batch: { id: job.batch.batchId, index: job.batch.index } }),
    ...describePool(job),
    attempts: job.attempts,
    created_at: toRfc3339(job.createdAtMs),
    updated_at: toRfc3339(job.updatedAtMs),
    ...(job.cancelRequestedAtMs === undefined || isFinal(job.status)
      ? {}
      : { cancel_requested_at: toRfc3339(job.cancelRequestedAtMs) }),
    ...(job.finishedAtMs === undefined ? {} : { finished_at: toRfc3339(job.finishedAtMs) }),
    ...describeWait(job),
    ...describeOutcome(job),
    ...describeLink(job, nowMs),
    ...describeError(job),
    ...describeCallback(job),
  };
}

/** From which pool the link is, and whether it was taken. */
function describePool({ pool, taken }: Job): Record<string, unknown> {
  return {
    ...(pool === undefined ? {} : { pool }),
    ...(taken === undefined
      ? {}
      : {
          taken_at: toRfc3339(taken.atMs),
          settled: taken.isSettled,
          ...(taken.error === undefined
            ? {}
            : {
                settle_error: {
                  type: taken.error.type,
                  class: taken.error.class,
                  detail: taken.error.detail,
                },
              }),
        }),
  };
}

/** The request with the tracking that holds now: an edit may have changed it. */
function withTracking({ request, link }: Job): InviteRequest {
  return link?.track === undefined ? request : { ...request, track_joins: link.track };
}

/** What a request said, in one order: metadata by its keys. */
export function toEchoedRequest({ callback_url: _callbackUrl, ...request }: InviteRequest) {
  return orderMembers(request, requestOrder, memberOrder);
}

export function describeWait({ status, wait }: Job): Record<string, unknown> {
  if (status !== 'waiting' || wait === undefined) {
    return {};
  }
  const { reason, method, retryAtMs } = wait;
  return { wait: { reason, ...(method === undefined ? {} : { method }), retry_at: toRfc3339(retryAtMs) } };
}

/** What is known of the link since it was made. `as_of` is when Telegram told it. */
export function describeLink(job: Job, nowMs: number): Record<string, unknown> {
  const status = linkStatusOf(job, nowMs);
  if (status === undefined) {
    return {};
  }
  const { usage, requested, replacedBy, asOfMs = job.finishedAtMs } = job.link ?? {};
  return {
    link_status: status,
    ...(usage === undefined ? {} : { usage }),
    ...(requested === undefined ? {} : { requested }),
    ...(asOfMs === undefined ? {} : { as_of: toRfc3339(asOfMs) }),
    ...(replacedBy === undefined ? {} : { replaced_by: orderMembers(replacedBy, linkOrder, memberOrder) }),
  };
}

function describeOutcome({ outcome, link }: Job): Record<string, unknown> {
  if (outcome === undefined) {
    return {};
  }
  return outcome.kind === 'chatInviteExported'
    ? { outcome: outcome.kind, invite: orderMembers(link?.invite ?? outcome.invite, linkOrder, memberOrder) }
    : { outcome: outcome.kind, invite: null, detail: publicJoinRequests };
}

export function describeError({ error }: Job): Record<string, unknown> {
  if (error === undefined) {
    return {};
  }
  const { type, class: errorClass, code, detail } = error;
  return { error: { type, class: errorClass, ...(code === undefined ? {} : { code }), detail } };
}

/** RFC 3339 has years of four digits. */
const maxTimeMs = Date.UTC(10_000, 0) - 1;

/** As every time of a resource is written. One that cannot be written is the last that can: a list with it is still read. */
export function toRfc3339(timeMs: number): string {
  return new Date(Math.min(timeMs, maxTimeMs)).toISOString();
}

/** The state of a job's callback as its caller sees it. */
export function describeCallback({ callback }: Job): Record<string, unknown> {
  if (callback === undefined) {
    return {};
  }
  const { url, status, attempts, lastError } = callback;
  return {
    callback: { url, status, attempts, ...(lastError === undefined ? {} : { last_error: lastError }) },
  };
}
