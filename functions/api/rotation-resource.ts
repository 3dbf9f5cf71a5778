import { type Account, troubleOf } from '../core/account/account.ts';
import { toEchoedRequest, toRfc3339 } from '../core/job/invite-resource.ts';
import { formatDuration } from '../core/rotation/duration.ts';
import type { EndedLink, EndingLink, RotatedLink, Rotation } from '../core/rotation/rotation.ts';

/**
 * A rotation as its tenant sees it. Times are RFC 3339.
 * @param account its own, as far as it is known.
 */
export function toRotationResource(
  rotation: Rotation,
  account: Account | undefined,
): Record<string, unknown> {
  const { name, slug, request, schedule, current, nextAtMs, making, ending, deletedAtMs } = rotation;
  const { every, cron } = request;
  // In one order, whatever a store gives back.
  const {
    account: name_,
    peer,
    ...template
  } = toEchoedRequest({ ...request.template, account: request.account, peer: request.peer });
  const error = describeError(rotation, account);
  // Before the first link is there, the period that has begun is the only one that is known.
  const changesAtMs = current === undefined ? undefined : nextAtMs;
  return {
    name,
    status: statusOf(rotation, error !== undefined),
    account: name_,
    peer,
    ...(every === undefined ? { cron } : { every }),
    time_zone: schedule.timeZone,
    overlap: request.overlap ?? formatDuration(rotation.overlapMs),
    template,
    ...(slug === undefined ? {} : { slug, path: `/j/${slug}` }),
    ...(current === undefined ? {} : { current: describeLink(current) }),
    ...(changesAtMs === undefined ? {} : { next_change_at: toRfc3339(changesAtMs) }),
    ...(making === undefined
      ? {}
      : {
          making: {
            invite_id: making.jobId,
            attempt: making.attempt,
            ...(making.retryAtMs === undefined ? {} : { retry_at: toRfc3339(making.retryAtMs) }),
          },
        }),
    ending: ending.map(describeEnding),
    ...(error === undefined ? {} : { error }),
    created_at: toRfc3339(rotation.createdAtMs),
    updated_at: toRfc3339(rotation.updatedAtMs),
    ...(deletedAtMs === undefined ? {} : { deleted_at: toRfc3339(deletedAtMs) }),
  };
}

function statusOf({ deletedAtMs, current }: Rotation, isFailing: boolean): string {
  if (deletedAtMs !== undefined) {
    return 'deleted';
  }
  return isFailing ? 'failing' : current === undefined ? 'starting' : 'active';
}

/** The links that have ended, the newest first. */
export function describeHistory({ history }: Rotation): Record<string, unknown>[] {
  return history.map(describeEnded).reverse();
}

function describeLink({ inviteId, link, sinceMs }: RotatedLink) {
  return { invite_id: inviteId, link, since: toRfc3339(sinceMs) };
}

function describeEnding({ untilMs, revokeAtMs, ...link }: EndingLink) {
  return { ...describeLink(link), until: toRfc3339(untilMs), revoke_at: toRfc3339(revokeAtMs) };
}

function describeEnded({ untilMs, revokedAtMs, failure, ...link }: EndedLink) {
  return {
    ...describeLink(link),
    until: toRfc3339(untilMs),
    ...(revokedAtMs === undefined ? {} : { revoked_at: toRfc3339(revokedAtMs) }),
    ...(failure === undefined ? {} : { failure }),
  };
}

/** Why no link can be made: the trouble of the account, or what the last attempt met. */
function describeError({ trouble }: Rotation, account: Account | undefined) {
  if (account !== undefined && account.status !== 'active') {
    const { type, class: errorClass, detail } = troubleOf(account);
    return { type, class: errorClass, detail };
  }
  if (trouble === undefined) {
    return undefined;
  }
  const { type, class: errorClass, detail, atMs, failures } = trouble;
  return { type, class: errorClass, detail, at: toRfc3339(atMs), failures };
}
