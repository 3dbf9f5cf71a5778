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
          '`active`: it works. `halted`: its operator must look at it. `dead`: its operator must log it in again.',
      }),
    ),
    can_export: flag('Whether it may make a link now.'),
    blocked_until: z.exactOptional(
      time('When the wait that Telegram asked for ends. It makes no link before.'),
    ),
    waits: z
      .array(
        z.object({ method: text("Telegram's method."), until: time('When the wait for this method ends.') }),
      )
      .check(z.meta({ description: "Telegram's waits, by method." })),
    pending: count('Unfinished invites.'),
    error: z.exactOptional(accountTrouble),
    user: z.exactOptional(
      z
        .object({
          id: text('Telegram user id. It has 64 bits, so it is a string.', { pattern: '^\\d+$' }),
          first_name: text('First name.'),
          username: z.exactOptional(text('Username, without the @.')),
        })
        .check(z.meta({ description: 'The Telegram user that it logs in.' })),
    ),
    default_peer: z.exactOptional(text('The chat for requests without a peer.')),
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
    peer: text('The `peer` of a request for this chat.'),
    chat_id: text('Its id in the form of the Bot API: `-100ID` or `-ID`.', { pattern: '^-\\d+$' }),
    title: text('Its title.'),
    kind: z.enum(['channel', 'supergroup', 'group']),
    role: z.enum(['creator', 'administrator', 'member']),
    can_export: flag('Whether the account may make invite links there.'),
    username: z.exactOptional(text('Its username, without the @.')),
  }),
);

export const chatPage = named(
  'ChatPage',
  'The chats of an account when the service last listed them at Telegram.',
  z.object({
    chats: z.array(chat),
    next_cursor: nextCursor,
    as_of: z.exactOptional(time('When they were listed. Absent if they never were.')),
  }),
);

const perStep = z.array(z.nullable(z.int()));

export const accountActivity = named(
  'AccountActivity',
  'What an account did in the last six hours.',
  z.object({
    account: text('Its name.'),
    as_of: time('Now.'),
    pace: z
      .object({
        per_minute: z.number().check(z.meta({ description: 'Links a minute, in the long run.' })),
        at_once: count('Links that it may make at once after a rest.', 1),
      })
      .check(z.meta({ description: 'How fast it works now: it learns from the waits.' })),
    waits: z
      .array(
        z.object({
          method: text("Telegram's method."),
          at: time('When Telegram asked for it.'),
          until: time('When it ends.'),
          seconds: count('How long it is.'),
        }),
      )
      .check(
        z.meta({ description: 'The last waits, 24 at most, oldest first. Not those of a single chat.' }),
      ),
    from: time('When the first step begins.'),
    step: count('Seconds in a step.', 1),
    made: perStep.check(
      z.meta({ description: 'Links made in each step; `null` where they were not counted yet.' }),
    ),
    queue: perStep.check(
      z.meta({
        description:
          'Requests that waited at the end of each step, in the last one now; `null` before the requests that were read: 500 finished ones, of the newest 2,000 of your tenant.',
      }),
    ),
  }),
);

export const health = named('Health', 'The function answers.', z.object({ status: z.literal('ok') }));
