import * as z from 'zod/mini';
import { webhookHeaders } from '../../functions/api/schemas/webhook.ts';
import { type JsonSchema, schemaRef } from './schemas.ts';

/** What this service sends to a `callback_url`. */
export function makeWebhooks(): Record<string, JsonSchema> {
  return {
    inviteEnded: {
      post: {
        operationId: 'inviteEnded',
        tags: ['Webhooks'],
        summary: 'An invite is final',
        description:
          'Sent to the `callback_url` of the request, or else of the API key, at least once: compare `webhook-id`. Anything but a 2xx within 10 seconds is tried again for a day, and a URL that has done nothing but fail for 3 days gets no more. Check the signature with a library for Standard Webhooks (https://www.standardwebhooks.com).',
        security: [],
        parameters: Object.entries(webhookHeaders).map(([name, schema]) => {
          const { $schema: _$schema, description, ...rest } = z.toJSONSchema(schema);
          return { name, in: 'header', required: true, description, schema: rest };
        }),
        requestBody: {
          required: true,
          content: { 'application/json': { schema: schemaRef('InviteEvent') } },
        },
        responses: {
          '2XX': { description: 'Received. The body is not read.' },
          '4XX': { description: 'Not received: sent again later.' },
        },
      },
    },
  };
}
