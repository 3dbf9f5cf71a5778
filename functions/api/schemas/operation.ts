import * as z from 'zod/mini';
import { accountNamePattern } from '../../core/account-name.ts';
import { decisions } from '../../core/job/job.ts';
import { operationKinds } from '../../core/job/operation.ts';
import { priorities } from '../../core/request/priority.ts';
import {
  exportedInvite,
  inviteBatch,
  inviteCallback,
  inviteError,
  inviteIdPattern,
  inviteStatus,
  inviteWait,
  trackJoins,
} from './invite.ts';
import { userIdPattern } from './join.ts';
import { count, flag, named, nextCursor, text, time } from './parts.ts';

export const operationIdPattern = '^op_[0-7][0-9A-HJKMNP-TV-Z]{25}$';

const linkChanges = named(
  'LinkChanges',
  'What an edit changes, with the field names of https://core.telegram.org/method/messages.editExportedChatInvite.',
  z.object({
    title: z.exactOptional(z.nullable(text('The new title; null removes it.'))),
    expire_date: z.exactOptional(
      z.nullable(count('When the link ends, in Unix seconds; null removes the end.', 1)),
    ),
    usage_limit: z.exactOptional(
      z.nullable(count('How many people may join by it; null removes the limit.', 1)),
    ),
    request_needed: z.exactOptional(flag('Whether joins need the approval of an administrator.')),
    track_joins: z.exactOptional(trackJoins),
  }),
);

const syncProgress = named(
  'SyncProgress',
  'How many links a sync has read so far, and what became of them.',
  z.object({
    links: count('Links that Telegram has listed.'),
    adopted: count('Those that were no invites of the account, and are now.'),
    updated: count('Those that were invites already. What is known of them is as of now.'),
    left: count(
      'Those that were left alone: a request that is not settled yet may have made them. The next sync takes them.',
    ),
  }),
);

export const linkOperation = named(
  'Operation',
  'Something that is done to the link of an invite; a sync, which reads all links of a chat; a decision about people who ask to join, or a look at who asks. The operations on one link are done in the order in which they were accepted.',
  z.object({
    id: text('The id of the operation.', { pattern: operationIdPattern }),
    kind: z.enum(operationKinds).check(z.meta({ description: 'What is done.' })),
    status: inviteStatus,
    invite_id: z.exactOptional(
      text('The invite whose link it is. What is about a whole chat has none.', { pattern: inviteIdPattern }),
    ),
    account: text('The account that does it.', { pattern: accountNamePattern.source }),
    batch: z.exactOptional(inviteBatch),
    changes: z.exactOptional(linkChanges),
    peer: z.exactOptional(
      z
        .union([z.string(), z.record(z.string(), z.unknown())])
        .check(z.meta({ description: 'Of what is about a chat: the chat, as the request named it.' })),
    ),
    user_id: z.exactOptional(
      z.nullable(
        text(
          'Of a decision about one person: the Telegram user, `null` after an erasure. For keys with the scope `joins:read` or `joins:write`.',
          { pattern: userIdPattern },
        ),
      ),
    ),
    revoked: z.exactOptional(flag('Of a sync: whether it reads revoked links too.')),
    admins: z.exactOptional(
      z.literal('all').check(z.meta({ description: 'Of a sync: it reads the links of all administrators.' })),
    ),
    progress: z.exactOptional(syncProgress),
    priority: z.exactOptional(z.enum(priorities).check(z.meta({ description: 'Which come first.' }))),
    key: z.exactOptional(text('The name of the API key that asked for it.')),
    attempts: count("How many calls of Telegram's method were begun so far."),
    created_at: time('When it was accepted.'),
    updated_at: time('When it last changed.'),
    finished_at: z.exactOptional(time('When it became final. It is kept for 30 days after that.')),
    wait: z.exactOptional(inviteWait),
    decided: z.exactOptional(
      z.enum(decisions).check(
        z.meta({
          description:
            'What came of a decision. `missing`: the person does not ask here, or no more; the request was decided before, perhaps by a call of this operation that had no answer, or was taken back. `already_member`: the person is in.',
        }),
      ),
    ),
    invite: z.exactOptional(exportedInvite),
    usage: z.exactOptional(count('How many have joined by the link, as Telegram told at the end.')),
    requested: z.exactOptional(
      count(
        'How many requests to join wait for an administrator, likewise; of a look, in the chat or by the link.',
      ),
    ),
    replaced_by: z.exactOptional(exportedInvite),
    error: z.exactOptional(inviteError),
    callback: z.exactOptional(inviteCallback),
  }),
);

export const operationPage = named(
  'OperationPage',
  'Operations, newest first.',
  z.object({ items: z.array(linkOperation), next_cursor: nextCursor }),
);
