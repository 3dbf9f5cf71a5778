import { toRfc3339 } from '../core/job/invite-resource.ts';
import type { JoinRequest } from '../core/join/join.ts';

/** Somebody who asks to join, as a caller sees it. */
export function toRequestResource({
  userId,
  requestedAtMs,
  inviteId,
  firstName,
  username,
  about,
}: JoinRequest): Record<string, unknown> {
  return {
    user_id: userId,
    requested_at: toRfc3339(requestedAtMs),
    ...(inviteId === undefined ? {} : { invite_id: inviteId }),
    ...(firstName === undefined ? {} : { first_name: firstName }),
    ...(username === undefined ? {} : { username }),
    ...(about === undefined ? {} : { about }),
  };
}
