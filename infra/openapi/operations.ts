import type { ProblemSlug } from '../../functions/api/problems.ts';
import { openOperations } from './open-operations.ts';
import type { Answer, Operation } from './operation.ts';

const bodyProblems: ProblemSlug[] = [
  'malformed-json',
  'request-timeout',
  'content-too-large',
  'unsupported-media-type',
  'invalid-request',
  'idempotency-key-invalid',
  'idempotency-key-reused',
  'too-many-pending',
  'overloaded',
];

const filters = ['account', 'peer', 'status', 'batch', 'createdAfter', 'createdBefore', 'cursor'] as const;

function csv(description: string): Answer {
  return {
    description,
    texts: ['text/csv'],
    headers: ['Content-Disposition'],
    mayHave: ['Link'],
  };
}

const inviteOperations: Operation[] = [
  {
    method: 'post',
    path: '/v1/invites',
    operationId: 'createInvite',
    tag: 'Invites',
    summary: 'Ask for one link',
    description:
      'Checks everything, stores the invite, and answers at once. A worker makes the link; ask for it at `Location`, after `Retry-After`.',
    scope: 'invites:write',
    parameters: ['idempotencyKey', 'prefer'],
    body: 'InviteRequest',
    answers: {
      202: {
        description:
          'Accepted. It may be final already, after a wait or when an earlier request is repeated.',
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
      'Newest first. One request looks at 1,000 invites at most, so a page can be short, or even empty, and still have a `next_cursor`.',
    scope: 'invites:read',
    parameters: [...filters, 'limit'],
    answers: { 200: { description: 'A page.', schema: 'InvitePage' } },
    problems: ['invalid-request'],
  },
  {
    method: 'get',
    path: '/v1/invites.csv',
    operationId: 'exportInvites',
    tag: 'Invites',
    summary: 'List invites as CSV',
    description:
      'For spreadsheets: a header row, then one row an invite. A text that a spreadsheet would take for a formula begins with an apostrophe.',
    scope: 'invites:read',
    parameters: [...filters],
    answers: { 200: csv('Rows, and where the next ones are while there are more.') },
    problems: ['invalid-request'],
  },
  {
    method: 'get',
    path: '/v1/invites/{id}',
    operationId: 'getInvite',
    tag: 'Invites',
    summary: 'See where an invite stands',
    scope: 'invites:read',
    parameters: ['inviteId', 'prefer'],
    answers: {
      200: {
        description: 'The invite. Without `Retry-After` it is final.',
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
    summary: 'Withdraw an invite',
    description: 'A link that was made all the same is reported as made. A final invite stays what it is.',
    scope: 'invites:write',
    parameters: ['inviteId', 'idempotencyKey'],
    answers: {
      200: { description: 'It is final.', schema: 'Invite' },
      202: {
        description: 'A call is outstanding: it ends when the outcome of that is known.',
        schema: 'Invite',
        headers: ['Retry-After'],
      },
    },
    problems: ['invite-not-found', 'idempotency-key-invalid', 'busy'],
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
      'Of any of your accounts. All are checked first; then all are accepted as one, or none. An error names the item and the field, such as `items.3.usage_limit`.',
    scope: 'invites:write',
    parameters: ['idempotencyKey', 'prefer'],
    body: 'BatchRequest',
    answers: {
      202: {
        description: 'Accepted.',
        schema: 'Batch',
        headers: ['Location'],
        mayHave: ['Retry-After', 'Idempotent-Replayed', 'Preference-Applied'],
      },
    },
    problems: bodyProblems,
  },
  {
    method: 'get',
    path: '/v1/batches/{id}',
    operationId: 'getBatch',
    tag: 'Batches',
    summary: 'See where a batch stands',
    scope: 'invites:read',
    parameters: ['batchId', 'limit', 'cursor', 'prefer'],
    answers: {
      200: {
        description: 'The batch, with a page of its invites. Without `Retry-After` all of them are final.',
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
    summary: 'The invites of a batch as CSV',
    description: 'In their order, with the columns of `GET /v1/invites.csv`.',
    scope: 'invites:read',
    parameters: ['batchId'],
    answers: { 200: csv('One row an invite.') },
    problems: ['batch-not-found', 'invalid-request'],
  },
  {
    method: 'post',
    path: '/v1/batches/{id}/cancel',
    operationId: 'cancelBatch',
    tag: 'Batches',
    summary: 'Withdraw what is left of a batch',
    scope: 'invites:write',
    parameters: ['batchId', 'idempotencyKey'],
    answers: {
      200: { description: 'All of it is final.', schema: 'Batch' },
      202: {
        description: 'Calls are outstanding: their invites end when the outcomes are known.',
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
    answers: { 200: { description: 'All of them, by name.', schema: 'AccountList' } },
  },
  {
    method: 'get',
    path: '/v1/accounts/{name}',
    operationId: 'getAccount',
    tag: 'Accounts',
    summary: 'See whether an account may work',
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
    answers: { 200: { description: 'A page.', schema: 'ChatPage' } },
    problems: ['account-not-found', 'invalid-request'],
  },
];

/** Everything that the API answers. */
export const operations: Operation[] = [
  ...inviteOperations,
  ...batchOperations,
  ...accountOperations,
  ...openOperations,
];
