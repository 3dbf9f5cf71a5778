import { toRfc3339 } from '../job/invite-resource.ts';
import type { Job } from '../job/job.ts';
import type { LinkEvent, TrackedLink } from '../join/join.ts';
import { orderMembers } from '../order-members.ts';
import type { WebhookEvent } from './webhook-event.ts';

const types: Record<LinkEvent['kind'], string> = {
  joined: 'invite.joined',
  join_requested: 'invite.join_requested',
  used_up: 'invite.used_up',
};

/**
 * What happened at a link, as its receiver is told.
 * @param invite whose link it is. Its row may be gone before the link is.
 */
export function toLinkEvent(link: TrackedLink, event: LinkEvent, invite: Job | undefined): WebhookEvent {
  const { title, metadata } = invite?.request ?? {};
  return {
    id: event.id,
    body: JSON.stringify({
      type: types[event.kind],
      timestamp: toRfc3339(event.atMs),
      data: {
        invite_id: link.jobId,
        account: link.account,
        chat_id: link.chatId,
        link: link.link,
        title,
        metadata: metadata && orderMembers(metadata, []),
        number: event.number,
        ...describe(event),
      },
    }),
  };
}

function describe(event: LinkEvent): Record<string, unknown> {
  if (event.kind === 'used_up') {
    return { usage_limit: event.usageLimit };
  }
  const person = { user_id: event.userId, first_name: event.firstName, username: event.username };
  return event.kind === 'joined'
    ? { ...person, joined_at: toRfc3339(event.atMs), via: event.via, approved_by: event.approvedBy }
    : { ...person, requested_at: toRfc3339(event.atMs) };
}
