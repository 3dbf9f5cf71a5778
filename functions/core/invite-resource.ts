import { isFinal, type Job } from './job.ts';
import { describeCallback } from './webhook-callback.ts';

/** What a chat without a link of its own answers in place of one: https://core.telegram.org/type/ExportedChatInvite */
const publicJoinRequests =
  'This public chat admits by join request: its own address is the way in, and Telegram makes no other link for it.';

/** A job as its caller sees it: the request's own fields, and how far it has come. Times are RFC 3339. */
export function toInviteResource(job: Job): Record<string, unknown> {
  const { account, peer, deadline, callback_url: _callbackUrl, ...options } = job.request;
  return {
    id: job.jobId,
    status: job.status,
    account,
    peer,
    ...options,
    ...(deadline === undefined ? {} : { deadline }),
    ...(job.batch === undefined ? {} : { batch: { id: job.batch.batchId, index: job.batch.index } }),
    attempts: job.attempts,
    created_at: toRfc3339(job.createdAtMs),
    updated_at: toRfc3339(job.updatedAtMs),
    ...(job.cancelRequestedAtMs === undefined || isFinal(job.status)
      ? {}
      : { cancel_requested_at: toRfc3339(job.cancelRequestedAtMs) }),
    ...(job.finishedAtMs === undefined ? {} : { finished_at: toRfc3339(job.finishedAtMs) }),
    ...describeWait(job),
    ...describeOutcome(job),
    ...describeError(job),
    ...describeCallback(job),
  };
}

function describeWait({ status, wait }: Job): Record<string, unknown> {
  if (status !== 'waiting' || wait === undefined) {
    return {};
  }
  const { reason, method, retryAtMs } = wait;
  return { wait: { reason, ...(method === undefined ? {} : { method }), retry_at: toRfc3339(retryAtMs) } };
}

function describeOutcome({ outcome }: Job): Record<string, unknown> {
  if (outcome === undefined) {
    return {};
  }
  return outcome.kind === 'chatInviteExported'
    ? { outcome: outcome.kind, invite: outcome.invite }
    : { outcome: outcome.kind, invite: null, detail: publicJoinRequests };
}

function describeError({ error }: Job): Record<string, unknown> {
  if (error === undefined) {
    return {};
  }
  const { type, class: errorClass, code, detail } = error;
  return { error: { type, class: errorClass, ...(code === undefined ? {} : { code }), detail } };
}

/** As every time of a resource is written. */
export function toRfc3339(timeMs: number): string {
  return new Date(timeMs).toISOString();
}
