import * as z from 'zod/mini';
import { accountNamePattern } from '../../core/account-name.ts';
import { inviteIdPattern, trackJoins } from './invite.ts';
import { count, named, nextCursor, text, time } from './parts.ts';

/** Telegram's ids of users have up to 52 bits today, and 64 in its schema. */
export const userIdPattern = '^[1-9]\\d{0,18}$';

export const join = named(
  'Join',
  'Somebody who came into a chat.',
  z.object({
    id: text('The id of the event: the same in lists and in webhooks.', {
      pattern: '^evt_[0-7][0-9A-HJKMNP-TV-Z]{25}$',
    }),
    joined_at: time("When, by Telegram's clock, in whole seconds."),
    invite_id: z.exactOptional(
      text('The invite by whose link. Absent where Telegram does not tell the link.', {
        pattern: inviteIdPattern,
      }),
    ),
    account: z.exactOptional(text('The account of the invite.', { pattern: accountNamePattern.source })),
    chat_id: text('The chat, as the Bot API numbers it: `-100ID` or `-ID`.', { pattern: '^-\\d+$' }),
    user_id: text('The Telegram user. It has 64 bits, so it is a string.', { pattern: userIdPattern }),
    first_name: z.exactOptional(text('First name, as the person wrote it. Only with `track_joins` `names`.')),
    username: z.exactOptional(text('Username, without the @. Only with `track_joins` `names`.')),
    via: z.exactOptional(
      z.enum(['link', 'request']).check(
        z.meta({
          description: 'By the link at once, or by a request that was approved. Absent without `invite_id`.',
        }),
      ),
    ),
    approved_by: z.exactOptional(
      text('The user id of the administrator who approved the request.', { pattern: '^\\d+$' }),
    ),
    number: z.exactOptional(
      count('The number of the event among those of the link. Absent without `invite_id`.', 1),
    ),
  }),
);

export const joinTrouble = named(
  'JoinTrouble',
  'Why the chat cannot be watched now. Joins are told later, where Telegram still tells them then: it keeps them for 48 hours.',
  z.object({
    type: text("Telegram's error type, such as `CHAT_ADMIN_REQUIRED`, or `ACCOUNT_HALTED`."),
    detail: text('What happened and what to do.'),
    at: time('When the chat was last looked at in vain.'),
  }),
);

export const joinPage = named(
  'JoinPage',
  'Joins, newest first.',
  z.object({ items: z.array(join), next_cursor: nextCursor }),
);

export const inviteJoins = named(
  'InviteJoins',
  'The joins by the link of an invite, newest first, and how well they are known.',
  z.object({
    track_joins: trackJoins,
    since: z.exactOptional(time('Joins from then on are told. Absent before the link is made, or tracked.')),
    joins: count('How many have joined by the link since then. It counts those that are forgotten too.'),
    missing: z.exactOptional(
      count('Joins that Telegram counts and does not name, when the two were last compared.'),
    ),
    as_of: z.exactOptional(time('When the chat was last looked at. Absent before the first look.')),
    trouble: z.exactOptional(joinTrouble),
    items: z.array(join),
    next_cursor: nextCursor,
  }),
);

export const erasedPerson = named(
  'ErasedPerson',
  'A person was forgotten.',
  z.object({
    user_id: text('Whom.', { pattern: userIdPattern }),
    erased: count('Rows that were erased: joins, and requests to join. 0 where nothing was stored.'),
  }),
);
