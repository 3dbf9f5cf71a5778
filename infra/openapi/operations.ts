import { joinOperations } from './join-operations.ts';
import { keyOperations } from './key-operations.ts';
import { linkOperations } from './link-operations.ts';
import { openOperations } from './open-operations.ts';
import { bodyProblems, csv, type Operation } from './operation.ts';
import { poolOperations } from './pool-operations.ts';
import { requestOperations } from './request-operations.ts';
import { rotationOperations } from './rotation-operations.ts';

const filters = [
  'account',
  'peer',
  'status',
  'batch',
  'title',
  'linkStatus',
  'origin',
  'ofPool',
  'metadata',
  'createdAfter',
  'createdBefore',
  'cursor',
] as const;

const inviteOperations: Operation[] = [
  {
    method: 'post',
    path: '/v1/invites',
    operationId: 'createInvite',
    tag: 'Invites',
    summary: 'Ask for one link',
    description:
      'The API checks the request, stores the invite, and answers at once. A worker makes the link. Ask for it at `Location`, after `Retry-After`.',
    scope: 'invites:write',
    parameters: ['idempotencyKey', 'prefer'],
    body: 'InviteRequest',
    answers: {
      202: {
        description:
          'Accepted. With `Prefer: wait`, or when the request is a repeat, the invite can be final already.',
        schema: 'Invite',
        headers: ['Location'],
        mayHave: ['Retry-After', 'Idempotent-Replayed', 'Preference-Applied'],
      },
    },
    problems: bodyProblems,
  },
  {
    method: 'get',
    path: '/v1/invites',
    operationId: 'listInvites',
    tag: 'Invites',
    summary: 'List invites',
    description:
      'Newest first. One request reads at most 1,000 invites. So a page can be short or empty and still have a `next_cursor`.',
    scope: 'invites:read',
    parameters: [...filters, 'limit'],
    answers: { 200: { description: 'A page of invites.', schema: 'InvitePage' } },
    problems: ['invalid-request'],
  },
  {
    method: 'get',
    path: '/v1/invites.csv',
    operationId: 'exportInvites',
    tag: 'Invites',
    summary: 'List invites as CSV',
    description:
      'For spreadsheets: a header row, then one row for each invite. A cell that a spreadsheet would run as a formula begins with an apostrophe.',
    scope: 'invites:read',
    parameters: [...filters],
    answers: { 200: csv('Up to 5,000 rows. `Link` leads to the next ones.') },
    problems: ['invalid-request'],
  },
  {
    method: 'get',
    path: '/v1/invites/{id}',
    operationId: 'getInvite',
    tag: 'Invites',
    summary: 'Get an invite',
    scope: 'invites:read',
    parameters: ['inviteId', 'prefer'],
    answers: {
      200: {
        description: 'The invite. It is final when the answer has no `Retry-After`.',
        schema: 'Invite',
        mayHave: ['Retry-After', 'Preference-Applied'],
      },
    },
    problems: ['invite-not-found'],
  },
  {
    method: 'post',
    path: '/v1/invites/{id}/cancel',
    operationId: 'cancelInvite',
    tag: 'Invites',
    summary: 'Cancel an invite',
    description:
      'If the link is made already, the invite stays `succeeded`, and `Link` offers to revoke it. With `revoke=true` it is revoked, also when it is still being made: `Location` leads to that operation.',
    scope: 'invites:write',
    parameters: ['inviteId', 'revoke', 'idempotencyKey'],
    answers: {
      200: { description: 'The invite is final.', schema: 'Invite', mayHave: ['Link'] },
      202: {
        description:
          'Telegram may still execute a call for this invite, and the invite becomes final when the outcome is known; or its link is about to be revoked.',
        schema: 'Invite',
        mayHave: ['Retry-After', 'Location'],
      },
    },
    problems: [
      'invite-not-found',
      'idempotency-key-invalid',
      'idempotency-key-reused',
      'invalid-request',
      'busy',
    ],
  },
];

const batchOperations: Operation[] = [
  {
    method: 'post',
    path: '/v1/invites/batch',
    operationId: 'createBatch',
    tag: 'Batches',
    summary: 'Ask for up to 100 links at once',
    description:
      'The requests may be for different accounts. A refusal accepts none of them; it names the item and the field, such as `items.3.usage_limit`. Where a request breaks off, without an answer or with a 5xx, a part may be accepted: the same request under the same Idempotency-Key accepts the rest.',
    scope: 'invites:write',
    parameters: ['idempotencyKey', 'prefer'],
    body: 'BatchRequest',
    answers: {
      202: {
        description: 'Accepted. The answer holds the first 50 invites; `next_cursor` leads to the rest.',
        schema: 'Batch',
        headers: ['Location'],
        mayHave: ['Retry-After', 'Idempotent-Replayed', 'Preference-Applied'],
      },
    },
    problems: bodyProblems,
  },
  {
    method: 'get',
    path: '/v1/batches',
    operationId: 'listBatches',
    tag: 'Batches',
    summary: 'List batches of invites',
    description:
      'Newest first. One request looks at up to 1,000 invites. So a page can be short or empty and still have a `next_cursor`.',
    scope: 'invites:read',
    parameters: ['limit', 'cursor'],
    answers: { 200: { description: 'A page of batches.', schema: 'BatchPage' } },
    problems: ['invalid-request'],
  },
  {
    method: 'get',
    path: '/v1/batches/{id}',
    operationId: 'getBatch',
    tag: 'Batches',
    summary: 'Get a batch',
    scope: 'invites:read',
    parameters: ['batchId', 'limit', 'cursor', 'prefer'],
    answers: {
      200: {
        description:
          'The batch, with a page of its invites. All invites are final when the answer has no `Retry-After`.',
        schema: 'Batch',
        mayHave: ['Retry-After', 'Preference-Applied'],
      },
    },
    problems: ['batch-not-found', 'invalid-request'],
  },
  {
    method: 'get',
    path: '/v1/batches/{id}/invites.csv',
    operationId: 'exportBatch',
    tag: 'Batches',
    summary: 'List the invites of a batch as CSV',
    description: 'In the order of the batch, with the columns of `GET /v1/invites.csv`.',
    scope: 'invites:read',
    parameters: ['batchId'],
    answers: { 200: csv('One row for each invite.') },
    problems: ['batch-not-found', 'invalid-request'],
  },
  {
    method: 'post',
    path: '/v1/batches/{id}/cancel',
    operationId: 'cancelBatch',
    tag: 'Batches',
    summary: 'Cancel the unfinished invites of a batch',
    scope: 'invites:write',
    parameters: ['batchId', 'idempotencyKey'],
    answers: {
      200: { description: 'All invites are final.', schema: 'Batch' },
      202: {
        description:
          'Telegram may still execute calls for some invites. They become final when the outcomes are known.',
        schema: 'Batch',
        headers: ['Retry-After'],
      },
    },
    problems: ['batch-not-found', 'idempotency-key-invalid', 'busy'],
  },
];

const accountOperations: Operation[] = [
  {
    method: 'get',
    path: '/v1/accounts',
    operationId: 'listAccounts',
    tag: 'Accounts',
    summary: 'List your accounts',
    scope: 'accounts:read',
    answers: { 200: { description: 'All accounts, by name.', schema: 'AccountList' } },
  },
  {
    method: 'get',
    path: '/v1/accounts/{name}',
    operationId: 'getAccount',
    tag: 'Accounts',
    summary: 'Get an account',
    scope: 'accounts:read',
    parameters: ['accountName'],
    answers: { 200: { description: 'The account.', schema: 'Account' } },
    problems: ['account-not-found'],
  },
  {
    method: 'get',
    path: '/v1/accounts/{name}/chats',
    operationId: 'listChats',
    tag: 'Accounts',
    summary: 'List the chats of an account',
    scope: 'accounts:read',
    parameters: ['accountName', 'limit', 'cursor'],
    answers: { 200: { description: 'A page of chats.', schema: 'ChatPage' } },
    problems: ['account-not-found', 'invalid-request'],
  },
  {
    method: 'get',
    path: '/v1/accounts/{name}/activity',
    operationId: 'getActivity',
    tag: 'Accounts',
    summary: 'See what an account did in the last hours',
    description:
      'Its pace, the waits it met, the links it made and how many requests waited: six hours in steps of five minutes. Made for a picture: ask about once a minute.',
    scope: 'accounts:read',
    parameters: ['accountName'],
    answers: { 200: { description: 'The last six hours.', schema: 'AccountActivity' } },
    problems: ['account-not-found'],
  },
];

/** Every operation of the API. */
export const operations: Operation[] = [
  ...inviteOperations,
  ...linkOperations,
  ...joinOperations,
  ...requestOperations,
  ...batchOperations,
  ...poolOperations,
  ...rotationOperations,
  ...accountOperations,
  ...keyOperations,
  ...openOperations,
];
