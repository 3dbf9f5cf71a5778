import * as z from 'zod/mini';
import { accountNamePattern } from '../../core/account-name.ts';
import { errorClass } from './invite.ts';
import { count, flag, named, nextCursor, text, time } from './parts.ts';

export const accountTrouble = named(
  'AccountTrouble',
  'Why an account is not active, and since when.',
  z.object({
    type: text("Telegram's error type, or `ACCOUNT_HALTED`."),
    class: errorClass,
    detail: text('What happened and what to do.'),
    at: z.exactOptional(time('When it was found.')),
  }),
);

export const account = named(
  'Account',
  'A Telegram account of yours that makes links.',
  z.object({
    name: text('Its name in requests.', { pattern: accountNamePattern.source }),
    status: z.enum(['active', 'halted', 'dead']).check(
      z.meta({
        description:
          '`active`: works. `halted`: its operator has to look at it. `dead`: it has to be logged in again.',
      }),
    ),
    can_export: flag('Whether it may make a link at this moment.'),
    blocked_until: z.exactOptional(time('It makes no link before that: a wait of Telegram.')),
    waits: z
      .array(z.object({ method: text("Telegram's method."), until: time('Not called before that.') }))
      .check(z.meta({ description: "Telegram's waits, per method." })),
    pending: count('Unfinished invites.'),
    error: z.exactOptional(accountTrouble),
    user: z.exactOptional(
      z
        .object({
          id: text('Telegram user id: 64 bits, and so a string.', { pattern: '^\\d+$' }),
          first_name: text('First name.'),
          username: z.exactOptional(text('Username, without the @.')),
        })
        .check(z.meta({ description: 'The Telegram user it belongs to.' })),
    ),
    default_peer: z.exactOptional(text('The chat of requests that name none.')),
  }),
);

export const accountList = named(
  'AccountList',
  'The accounts that your key may use, by name.',
  z.object({ accounts: z.array(account) }),
);

export const chat = named(
  'Chat',
  'A chat that the account is in.',
  z.object({
    peer: text('How to name it in a request.'),
    chat_id: text('Its id as bots write it: `-100ID` or `-ID`.', { pattern: '^-\\d+$' }),
    title: text('Its title.'),
    kind: z.enum(['channel', 'supergroup', 'group']),
    role: z.enum(['creator', 'administrator', 'member']),
    can_export: flag('Whether the account may make invite links there.'),
    username: z.exactOptional(text('Its username, without the @.')),
  }),
);

export const chatPage = named(
  'ChatPage',
  'Chats as they were when the account was last listed at Telegram.',
  z.object({
    chats: z.array(chat),
    next_cursor: nextCursor,
    as_of: z.exactOptional(time('When they were listed. Absent: never yet.')),
  }),
);

export const health = named('Health', 'The function answers.', z.object({ status: z.literal('ok') }));
