import { orderMembers } from '../order-members.ts';
import {
  describeCallback,
  describeError,
  describeWait,
  linkOrder,
  toEchoedRequest,
  toRfc3339,
} from './invite-resource.ts';
import { isFinal, type Job } from './job.ts';
import { erasedUserId, inviteIdOf, type LinkChanges, type LinkSync, type Operation } from './operation.ts';

const changeOrder = ['title', 'expire_date', 'usage_limit', 'request_needed', 'track_joins'] as const;

/** As the caller asked for them: `null` removes. */
function toEchoedChanges(changes: LinkChanges): Record<string, unknown> {
  const ordered = Object.entries(orderMembers(changes, changeOrder));
  return Object.fromEntries(
    ordered.map(([name, value]) => [name, value === 0 || value === '' ? null : value]),
  );
}

/** `null` where the person was erased: nothing would say that the decision was about all. */
function shownUserId(userId: string): string | null {
  return userId === erasedUserId ? null : userId;
}

/** What is special to the kind. */
function describeKind(job: Job, operation: Operation): Record<string, unknown> {
  switch (operation.kind) {
    case 'sync':
      return describeSync(job, operation);
    case 'approve':
    case 'decline':
      return {
        peer: toEchoedRequest(job.request).peer,
        ...(operation.userId === undefined ? {} : { user_id: shownUserId(operation.userId) }),
      };
    case 'requests':
    case 'watch':
    case 'pool':
    case 'rotation':
      return { peer: toEchoedRequest(job.request).peer };
    default:
      return operation.changes === undefined ? {} : { changes: toEchoedChanges(operation.changes) };
  }
}

/** Before the first page, nothing is counted. */
function describeSync({ request, sync }: Job, { revoked, admins }: LinkSync): Record<string, unknown> {
  const { links = 0, adopted = 0, updated = 0, left = 0 } = sync ?? {};
  return {
    peer: toEchoedRequest(request).peer,
    ...(revoked ? { revoked } : {}),
    ...(admins === undefined ? {} : { admins }),
    progress: { links, adopted, updated, left },
  };
}

/** An operation as its caller sees it. The same job gives the same text each time. */
export function toOperationResource(job: Job): Record<string, unknown> {
  const { operation, request, told } = job;
  if (operation === undefined) {
    throw new TypeError(`job ${job.jobId} is no operation`);
  }
  const inviteId = inviteIdOf(operation);
  return {
    id: job.jobId,
    kind: operation.kind,
    status: job.status,
    ...(inviteId === undefined ? {} : { invite_id: inviteId }),
    account: request.account,
    ...(job.batch === undefined ? {} : { batch: { id: job.batch.batchId, index: job.batch.index } }),
    ...describeKind(job, operation),
    ...(request.priority === undefined ? {} : { priority: request.priority }),
    ...(job.askedBy === undefined ? {} : { key: job.askedBy }),
    attempts: job.attempts,
    created_at: toRfc3339(job.createdAtMs),
    updated_at: toRfc3339(job.updatedAtMs),
    ...(job.finishedAtMs === undefined || !isFinal(job.status)
      ? {}
      : { finished_at: toRfc3339(job.finishedAtMs) }),
    ...describeWait(job),
    ...(job.decided === undefined ? {} : { decided: job.decided }),
    ...(told?.invite === undefined ? {} : { invite: orderMembers(told.invite, linkOrder) }),
    ...(told?.usage === undefined ? {} : { usage: told.usage }),
    ...(told?.requested === undefined ? {} : { requested: told.requested }),
    ...(told?.replacedBy === undefined ? {} : { replaced_by: orderMembers(told.replacedBy, linkOrder) }),
    ...describeError(job),
    ...describeCallback(job),
  };
}
