import * as z from 'zod/mini';
import { inviteIdPattern } from './invite.ts';
import { userIdPattern } from './join.ts';
import { linkChangeFields } from './link-changes.ts';
import { named, nextCursor, text, time } from './parts.ts';

export const joinRequest = named(
  'JoinRequest',
  'Somebody asks to join a chat, and waits for an administrator.',
  z.object({
    user_id: text('The Telegram user. The id has 64 bits, so it is a string.', { pattern: userIdPattern }),
    requested_at: time('When they asked. Telegram tells seconds.'),
    invite_id: z.exactOptional(
      text('The invite by whose link they ask, where that is known.', { pattern: inviteIdPattern }),
    ),
    first_name: z.exactOptional(
      text('Their first name. Only where the link is tracked with `"track_joins": "names"`.'),
    ),
    username: z.exactOptional(text('Their username, without the @. Likewise.')),
    about: z.exactOptional(text('What they write about themselves. Likewise.')),
  }),
);

export const joinRequestPage = named(
  'JoinRequestPage',
  'Those who ask to join, newest first, as of the last look.',
  z.object({
    items: z.array(joinRequest),
    next_cursor: nextCursor,
    as_of: z.exactOptional(time('When Telegram was asked, where `refresh=true` was sent.')),
  }),
);

/** What each field of a decision means, as `inviteRequestFields` says it for a request. */
export const decisionFields: Record<string, Record<string, unknown>> = {
  peer: {
    description:
      "The chat, in any form that a request takes. Without it, the account's default chat, if it has one.",
  },
  priority: linkChangeFields.priority ?? {},
  callback_url: linkChangeFields.callback_url ?? {},
};

export const decisionDescription = 'How the decision is made. Unknown fields are refused.';
