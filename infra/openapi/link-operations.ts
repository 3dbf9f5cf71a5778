import type { ProblemSlug } from '../../functions/api/problems.ts';
import { type Answer, bodyProblems, type Operation } from './operation.ts';

const operationProblems: ProblemSlug[] = [
  'invite-not-found',
  'link-state',
  'idempotency-key-invalid',
  'idempotency-key-reused',
  'invalid-request',
  'busy',
];

/** The problems of a request that needs no body, and may have one. */
export const optionalBodyProblems: ProblemSlug[] = [
  'malformed-json',
  'request-timeout',
  'content-too-large',
  'unsupported-media-type',
  'invalid-request',
  'overloaded',
];

/** An operation on a link is answered like a request for one: at once, with where to look. */
export const operationAnswer: Answer = {
  description:
    'Accepted. With `Prefer: wait`, or when the request is a repeat, the operation can be final already.',
  schema: 'Operation',
  headers: ['Location'],
  mayHave: ['Retry-After', 'Idempotent-Replayed', 'Preference-Applied'],
};

/** The operations on links that exist, and the answers about them. */
export const linkOperations: Operation[] = [
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
    problems: [...new Set([...operationProblems, ...optionalBodyProblems])],
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
    problems: [...new Set([...operationProblems, ...optionalBodyProblems])],
  },
  {
    method: 'post',
    path: '/v1/invites/revoke',
    operationId: 'revokeInvites',
    tag: 'Links',
    summary: 'Revoke many links',
    description:
      'The links of all invites that the filter matches, one operation each. With `dry_run` it only tells how many they are. One request takes at most 500 links and looks at 5,000 invites: send `next_cursor` as `cursor` until an answer has none. Links that are known to be revoked do not match. With an Idempotency-Key the same request is the same batch, however often it is repeated.',
    scope: 'invites:write',
    parameters: ['idempotencyKey'],
    body: 'RevokeRequest',
    answers: {
      200: { description: 'A dry run: nothing was stored.', schema: 'RevokeAnswer' },
      202: {
        description:
          'Accepted. `GET /v1/batches/{id}` tells how far they are. There is no batch, and no `Location`, where no link matches.',
        schema: 'RevokeAnswer',
        mayHave: ['Location', 'Idempotent-Replayed'],
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
      'One operation for each link that is made and not known to be revoked. With `dry_run` it only tells how many they are. Cancel the batch first where some are not made yet: `unfinished` counts them.',
    scope: 'invites:write',
    parameters: ['batchId', 'idempotencyKey'],
    body: 'RevokeBatchRequest',
    isBodyOptional: true,
    answers: {
      200: { description: 'A dry run: nothing was stored.', schema: 'RevokeAnswer' },
      202: {
        description: 'Accepted, as a batch of its own.',
        schema: 'RevokeAnswer',
        mayHave: ['Location', 'Idempotent-Replayed'],
      },
    },
    problems: [
      'batch-not-found',
      'idempotency-key-invalid',
      'idempotency-key-reused',
      ...optionalBodyProblems,
      'busy',
    ],
  },
  {
    method: 'post',
    path: '/v1/accounts/{name}/links/sync',
    operationId: 'syncLinks',
    tag: 'Links',
    summary: 'Read all links of a chat, and adopt those made elsewhere',
    description:
      'Reads the links of the account in the chat from Telegram, 100 in a call. A link that is no invite of the account yet becomes one, with `origin` `adopted`: it can be listed, revoked and deleted like any other, and edited where the account made it. The other invites learn how their links are now.',
    scope: 'invites:write',
    parameters: ['accountName', 'idempotencyKey', 'prefer'],
    body: 'SyncRequest',
    answers: { 202: operationAnswer },
    problems: ['account-not-found', ...bodyProblems.filter((slug) => slug !== 'too-many-pending')],
  },
  {
    method: 'get',
    path: '/v1/invites/{id}/operations',
    operationId: 'listInviteOperations',
    tag: 'Links',
    summary: 'List what was done to the link of an invite',
    description:
      'Newest first, each with the API key that asked for it. A page beyond the latest 100 can be short or empty and still have a `next_cursor`.',
    scope: 'invites:read',
    parameters: ['inviteId', 'limit', 'cursor'],
    answers: { 200: { description: 'A page of operations.', schema: 'OperationPage' } },
    problems: ['invite-not-found', 'invalid-request'],
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
