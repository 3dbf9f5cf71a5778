import * as z from 'zod/mini';
import { accountNamePattern } from '../../core/account-name.ts';
import { invite, inviteIdPattern } from './invite.ts';
import { linkOperation } from './operation.ts';
import { count, named, text, time } from './parts.ts';

/** Only a final invite makes an event. */
const eventTypes = ['invite.succeeded', 'invite.failed', 'invite.cancelled', 'invite.expired'] as const;

/** Of an operation that was done, what it has made of the link; otherwise how it ended. */
const operationEventTypes = [
  'invite.edited',
  'invite.revoked',
  'invite.deleted',
  'invite.refreshed',
  'links.synced',
  'requests.approved',
  'requests.declined',
  'operation.failed',
  'operation.expired',
] as const;

export const inviteEvent = named(
  'InviteEvent',
  'The event that a webhook receives: https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md',
  z.object({
    type: z.enum(eventTypes).check(z.meta({ description: 'How the invite ended.' })),
    timestamp: time('When it ended.'),
    data: invite,
  }),
);

export const operationEvent = named(
  'OperationEvent',
  'The event that a webhook receives when an operation ends.',
  z.object({
    type: z.enum(operationEventTypes).check(z.meta({ description: 'What came of it.' })),
    timestamp: time('When it ended.'),
    data: linkOperation,
  }),
);

/** What happens at a link whose joins are told. */
const linkEventTypes = ['invite.joined', 'invite.join_requested', 'invite.used_up'] as const;

export const linkEvent = named(
  'LinkEvent',
  'The event that a webhook receives when something happens at a link whose joins are told. It holds personal data.',
  z.object({
    type: z.enum(linkEventTypes).check(z.meta({ description: 'What happened.' })),
    timestamp: time('When it happened, as Telegram tells it.'),
    data: z.object({
      invite_id: text('The invite whose link it is.', { pattern: inviteIdPattern }),
      account: text('The account that made the link.', { pattern: accountNamePattern.source }),
      chat_id: text('The chat, as the bot API numbers it.'),
      link: text('The link.'),
      title: z.exactOptional(text('The title that the request gave the link.')),
      metadata: z.exactOptional(
        z
          .record(z.string(), z.string())
          .check(z.meta({ description: 'What the request said to be given back.' })),
      ),
      number: count('The events of a link are delivered in the order of their numbers.', 1),
      user_id: z.exactOptional(text('Who joined, or asks to.')),
      first_name: z.exactOptional(text('Only where the request asked for names.')),
      username: z.exactOptional(text('Only where the request asked for names.')),
      joined_at: z.exactOptional(time('When the person joined.')),
      requested_at: z.exactOptional(time('When the person asked to join.')),
      via: z.exactOptional(
        z
          .enum(['link', 'request'])
          .check(z.meta({ description: 'By the link at once, or by a request that was approved.' })),
      ),
      approved_by: z.exactOptional(text('The user id of the administrator who approved the request.')),
      usage_limit: z.exactOptional(count('How many the link lets in: so many are in.', 1)),
    }),
  }),
);

/** The headers by which a receiver knows that an event is ours, and that it has it already. */
export const webhookHeaders = {
  'webhook-id': text('The id of the event. It is the same in each attempt, so that you recognise a repeat.'),
  'webhook-timestamp': text('When this attempt was made, in Unix seconds.'),
  'webhook-signature': text(
    '`v1,` and the base64 of an HMAC-SHA256 over `id.timestamp.body`. Spaces separate several signatures while a secret is rotated.',
  ),
};
