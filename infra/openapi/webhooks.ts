import * as z from 'zod/mini';
import { webhookHeaders } from '../../functions/api/schemas/webhook.ts';
import { examples } from './examples.ts';
import { type JsonSchema, schemaRef } from './schemas.ts';

const joinedAt = '2026-12-01T09:58:23.000Z';

/** An event of each kind: its data are those of the answers that the document shows. */
const events: Record<string, JsonSchema> = {
  InviteEvent: toEvent('invite.succeeded', 'getInvite'),
  OperationEvent: toEvent('invite.revoked', 'getOperation'),
  LinkEvent: {
    type: 'invite.joined',
    timestamp: joinedAt,
    data: {
      invite_id: 'inv_39BRQZKVC7X2KM70GXVGA32F25',
      account: 'main',
      chat_id: '-1001500000001',
      link: 'https://t.me/+-LX9nbsoL0gCXhL6',
      title: 'order 4711',
      metadata: { order: '4711' },
      number: 1,
      user_id: '5000017042',
      first_name: 'Alan',
      joined_at: joinedAt,
      via: 'link',
    },
  },
};

function toEvent(type: string, operationId: string): JsonSchema {
  const data = examples[operationId]?.answer as { finished_at: string };
  return { type, timestamp: data.finished_at, data };
}

/** The events that this service sends to a `callback_url`. */
export function makeWebhooks(): Record<string, JsonSchema> {
  return {
    inviteEnded: makeWebhook(
      'inviteEnded',
      'An invite has become final',
      'InviteEvent',
      'The event goes to the `callback_url` of the request, or else to that of the API key. It can arrive more than once: compare `webhook-id`. After anything but a 2xx within 10 seconds the service tries again, eleven attempts within a day. A URL at which every delivery has failed for 3 days gets no more events. Check the signature with a library for Standard Webhooks (https://www.standardwebhooks.com).',
    ),
    operationEnded: makeWebhook(
      'operationEnded',
      'An operation has become final',
      'OperationEvent',
      'It is delivered as the events of invites are.',
    ),
    linkUsed: makeWebhook(
      'linkUsed',
      'Somebody has joined by a link, or asks to, or it is used up',
      'LinkEvent',
      'It is delivered as the events of invites are, to the same URL. The events of one link come one after the other: the next one when the one before it is delivered or given up.',
    ),
  };
}

function makeWebhook(operationId: string, summary: string, schema: string, description: string): JsonSchema {
  return {
    post: {
      operationId,
      tags: ['Webhooks'],
      summary,
      description,
      security: [],
      parameters: Object.entries(webhookHeaders).map(([name, schema]) => {
        const { $schema: _$schema, description, ...rest } = z.toJSONSchema(schema);
        return { name, in: 'header', required: true, description, schema: rest };
      }),
      requestBody: {
        required: true,
        content: { 'application/json': { schema: schemaRef(schema), example: events[schema] } },
      },
      responses: {
        '2XX': { description: 'Received. The service does not read the body.' },
        '4XX': {
          description:
            'Not received. The service tries again later. After a 410 it sends no more events to this URL.',
        },
      },
    },
  };
}
