import * as z from 'zod/mini';
import { invite } from './invite.ts';
import { linkOperation } from './operation.ts';
import { named, text, time } from './parts.ts';

/** Only a final invite makes an event. */
const eventTypes = ['invite.succeeded', 'invite.failed', 'invite.cancelled', 'invite.expired'] as const;

/** Of an operation that was done, what it has made of the link; otherwise how it ended. */
const operationEventTypes = [
  'invite.edited',
  'invite.revoked',
  'invite.deleted',
  'invite.refreshed',
  'links.synced',
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

/** The headers by which a receiver knows that an event is ours, and that it has it already. */
export const webhookHeaders = {
  'webhook-id': text('The id of the event. It is the same in each attempt, so that you recognise a repeat.'),
  'webhook-timestamp': text('When this attempt was made, in Unix seconds.'),
  'webhook-signature': text(
    '`v1,` and the base64 of an HMAC-SHA256 over `id.timestamp.body`. Spaces separate several signatures while a secret is rotated.',
  ),
};
