import type { Operation } from './operation.ts';

/** The keys of a tenant, and where its results are sent to. */
export const keyOperations: Operation[] = [
  {
    method: 'get',
    path: '/v1/key',
    operationId: 'getKey',
    tag: 'Keys and webhooks',
    summary: 'Get the key that asks',
    description: 'What this key may do. Every key that works may ask.',
    scope: 'any',
    answers: { 200: { description: 'The key of this request.', schema: 'ApiKey' } },
  },
  {
    method: 'get',
    path: '/v1/keys',
    operationId: 'listKeys',
    tag: 'Keys and webhooks',
    summary: 'List your keys',
    description:
      'The newest 100, revoked ones too. A key that may use some accounts only gets `limited-key`. Keys are made and revoked by the operator, with `npm run key`.',
    scope: 'keys:read',
    answers: { 200: { description: 'The keys, newest first.', schema: 'ApiKeyList' } },
    problems: ['limited-key'],
  },
  {
    method: 'get',
    path: '/v1/webhooks',
    operationId: 'listWebhooks',
    tag: 'Keys and webhooks',
    summary: 'List your callback URLs',
    description:
      'Each URL that was called, with the last answer and what waits. A key that may use some accounts only gets `limited-key`.',
    scope: 'keys:read',
    answers: {
      200: { description: 'The URLs, those that need somebody first.', schema: 'WebhookEndpointList' },
    },
    problems: ['limited-key'],
  },
];
