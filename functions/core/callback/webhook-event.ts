import type { Job } from '../job/job.ts';
import type { Operation } from '../job/operation.ts';

/** The event of a job's end. It has one id, however often it is delivered. */
export interface WebhookEvent {
  /** The `webhook-id` header: by it a receiver tells a repeat. */
  id: string;
  /** JSON, and with each attempt the same. */
  body: string;
}

/** What an operation that was done has made of its link, or links. */
const doneTypes: Record<Operation['kind'], string> = {
  edit: 'invite.edited',
  revoke: 'invite.revoked',
  delete: 'invite.deleted',
  refresh: 'invite.refreshed',
  sync: 'links.synced',
  approve: 'requests.approved',
  decline: 'requests.declined',
  requests: 'requests.read',
  watch: 'chat.watched',
  pool: 'pool.tended',
  rotation: 'rotation.tended',
};

function typeOf({ operation, status }: Job): string {
  if (operation === undefined) {
    return `invite.${status}`;
  }
  return status === 'succeeded' ? doneTypes[operation.kind] : `operation.${status}`;
}

/**
 * The event of a finished job.
 * @param resource the job as its callers see it.
 * @see https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md#payload-structure
 */
export function toWebhookEvent(job: Job, resource: Record<string, unknown>): WebhookEvent {
  // The callback's own state would change the body with each attempt.
  const { callback: _callback, ...data } = resource;
  return {
    id: job.jobId.replace(/^(inv|op)_/, 'evt_'),
    body: JSON.stringify({
      type: typeOf(job),
      timestamp: new Date(job.finishedAtMs ?? job.updatedAtMs).toISOString(),
      data,
    }),
  };
}
