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
  'quota-used-up',
  'overloaded',
];

const filters = [
  'account',
  'peer',
  'status',
  'batch',
  'title',
  'linkStatus',
  'metadata',
  'createdAfter',
  'createdBefore',
  'cursor',
] as const;

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

const operationProblems: ProblemSlug[] = [
  'invite-not-found',
  'link-state',
  'idempotency-key-invalid',
  'idempotency-key-reused',
  'invalid-request',
  'busy',
];

/** An operation on a link is answered like a request for one: at once, with where to look. */
const operationAnswer: Answer = {
  description:
    'Accepted. With `Prefer: wait`, or when the request is a repeat, the operation can be final already.',
  schema: 'Operation',
  headers: ['Location'],
  mayHave: ['Retry-After', 'Idempotent-Replayed', 'Preference-Applied'],
};

const linkOperations: Operation[] = [
  {
    method: 'post',
    path: '/v1/invites/{id}/revoke',
    operationId: 'revokeInvite',
    tag: 'Links',
    summary: 'Revoke the link of an invite',
    description:
      "Nobody joins by the link any more, and nothing undoes it. It comes before all requests for links. A link that is revoked already is a success. In place of the account's permanent link Telegram makes a new one: it is in `replaced_by`.",
    scope: 'invites:write',
    parameters: ['inviteId', 'idempotencyKey', 'prefer'],
    answers: { 202: operationAnswer },
    problems: operationProblems,
  },
  {
    method: 'patch',
    path: '/v1/invites/{id}',
    operationId: 'editInvite',
    tag: 'Links',
    summary: 'Change the link of an invite',
    description:
      'An absent field stays as it is; `null` removes. The rules of creation hold for what the link will be. The invite keeps what was asked for at first, and shows the link as it is now in `invite`.',
    scope: 'invites:write',
    parameters: ['inviteId', 'idempotencyKey', 'prefer'],
    body: 'LinkChangeRequest',
    answers: { 202: operationAnswer },
    problems: [...new Set([...operationProblems, ...bodyProblems])].filter(
      (slug) => slug !== 'too-many-pending',
    ),
  },
  {
    method: 'delete',
    path: '/v1/invites/{id}',
    operationId: 'deleteInvite',
    tag: 'Links',
    summary: 'Delete the link of an invite at Telegram',
    description:
      'Telegram deletes revoked links only. With `revoke=true` the link is revoked first. The invite itself stays, with `link_status` `deleted`.',
    scope: 'invites:write',
    parameters: ['inviteId', 'revoke', 'idempotencyKey', 'prefer'],
    answers: { 202: operationAnswer },
    problems: operationProblems,
  },
  {
    method: 'post',
    path: '/v1/invites/{id}/refresh',
    operationId: 'refreshInvite',
    tag: 'Links',
    summary: 'Ask Telegram for the link as it is now',
    description: 'Afterwards the invite has `usage`, `requested` and `link_status` as of now.',
    scope: 'invites:write',
    parameters: ['inviteId', 'idempotencyKey', 'prefer'],
    answers: { 202: operationAnswer },
    problems: operationProblems,
  },
  {
    method: 'post',
    path: '/v1/invites/revoke',
    operationId: 'revokeInvites',
    tag: 'Links',
    summary: 'Revoke many links',
    description:
      'The links of all invites that the filter matches, one operation each. With `dry_run` it only tells how many they are. One request takes at most 500 links and looks at 5,000 invites: send `next_cursor` as `cursor` until an answer has none. Links that are known to be revoked do not match. With an Idempotency-Key each link gets its operation once, however often the request is repeated.',
    scope: 'invites:write',
    parameters: ['idempotencyKey'],
    body: 'RevokeRequest',
    answers: {
      200: { description: 'A dry run: nothing was stored.', schema: 'RevokeAnswer' },
      202: {
        description: 'Accepted. `GET /v1/operations/{id}` tells how each ends.',
        schema: 'RevokeAnswer',
      },
    },
    problems: bodyProblems.filter((slug) => slug !== 'too-many-pending').concat('busy'),
  },
  {
    method: 'post',
    path: '/v1/batches/{id}/revoke',
    operationId: 'revokeBatch',
    tag: 'Links',
    summary: 'Revoke the links of a batch',
    description:
      'One operation for each link that is made and not known to be revoked. Cancel the batch first where some are not made yet: `unfinished` counts them.',
    scope: 'invites:write',
    parameters: ['batchId', 'idempotencyKey'],
    answers: { 202: { description: 'Accepted.', schema: 'RevokeAnswer' } },
    problems: ['batch-not-found', 'idempotency-key-invalid', 'idempotency-key-reused', 'busy'],
  },
  {
    method: 'get',
    path: '/v1/invites/{id}/operations',
    operationId: 'listInviteOperations',
    tag: 'Links',
    summary: 'List what was done to the link of an invite',
    description: 'Newest first: the last 100, each with the API key that asked for it.',
    scope: 'invites:read',
    parameters: ['inviteId'],
    answers: { 200: { description: 'The operations.', schema: 'OperationPage' } },
    problems: ['invite-not-found'],
  },
  {
    method: 'get',
    path: '/v1/operations',
    operationId: 'listOperations',
    tag: 'Links',
    summary: 'List operations',
    description:
      'Newest first. One request reads at most 1,000 operations. So a page can be short or empty and still have a `next_cursor`.',
    scope: 'invites:read',
    parameters: ['ofInvite', 'ofKey', 'kind', 'limit', 'cursor'],
    answers: { 200: { description: 'A page of operations.', schema: 'OperationPage' } },
    problems: ['invalid-request'],
  },
  {
    method: 'get',
    path: '/v1/operations/{id}',
    operationId: 'getOperation',
    tag: 'Links',
    summary: 'Get an operation',
    scope: 'invites:read',
    parameters: ['operationId', 'prefer'],
    answers: {
      200: {
        description: 'The operation. It is final when the answer has no `Retry-After`.',
        schema: 'Operation',
        mayHave: ['Retry-After', 'Preference-Applied'],
      },
    },
    problems: ['operation-not-found'],
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
      'The requests may be for different accounts. All are accepted, or none is. An error names the item and the field, such as `items.3.usage_limit`.',
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
];

/** Every operation of the API. */
export const operations: Operation[] = [
  ...inviteOperations,
  ...linkOperations,
  ...batchOperations,
  ...accountOperations,
  ...openOperations,
];
