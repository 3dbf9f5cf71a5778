import { optionalBodyProblems } from './link-operations.ts';
import { bodyProblems, type Operation } from './operation.ts';

/** Links that are made before they are asked for. */
export const poolOperations: Operation[] = [
  {
    method: 'post',
    path: '/v1/pools',
    operationId: 'createPool',
    tag: 'Pools',
    summary: 'Keep links ready',
    description:
      'Links are made within the pace of the account, after all other requests, until `size` of them lie ready. The same request again is the same pool.',
    scope: 'invites:write',
    body: 'PoolRequest',
    answers: {
      200: { description: 'The pool is there already.', schema: 'Pool', headers: ['Location'] },
      201: { description: 'The pool, still empty.', schema: 'Pool', headers: ['Location'] },
    },
    problems: [
      ...bodyProblems.filter(
        (slug) =>
          ![
            'too-many-pending',
            'quota-used-up',
            'idempotency-key-invalid',
            'idempotency-key-reused',
          ].includes(slug),
      ),
      'name-taken',
    ],
  },
  {
    method: 'get',
    path: '/v1/pools',
    operationId: 'listPools',
    tag: 'Pools',
    summary: 'List your pools',
    scope: 'invites:read',
    parameters: ['limit', 'cursor'],
    answers: { 200: { description: 'A page of pools, by name.', schema: 'PoolList' } },
    problems: ['invalid-request'],
  },
  {
    method: 'get',
    path: '/v1/pools/{name}',
    operationId: 'getPool',
    tag: 'Pools',
    summary: 'Get a pool',
    scope: 'invites:read',
    parameters: ['poolName'],
    answers: { 200: { description: 'The pool.', schema: 'Pool' } },
    problems: ['pool-not-found'],
  },
  {
    method: 'delete',
    path: '/v1/pools/{name}',
    operationId: 'deletePool',
    tag: 'Pools',
    summary: 'Delete a pool',
    description:
      'No link is given from now on, and what was taken is settled. The links that lie ready are revoked, or kept as the invites that they are.',
    scope: 'invites:write',
    parameters: ['poolName', 'leftLinks'],
    answers: { 202: { description: 'It is being deleted.', schema: 'Pool', headers: ['Location'] } },
    problems: ['pool-not-found', 'invalid-request'],
  },
  {
    method: 'post',
    path: '/v1/pools/{name}/take',
    operationId: 'takeLink',
    tag: 'Pools',
    summary: 'Take a link',
    description:
      'The answer is the link itself, without a call to Telegram, also while Telegram has the account wait. No link is given twice, and none after its end. Title and end are set by an edit behind the answer: `settled` is true when that is done. Under an Idempotency-Key the same request gets the same link.',
    scope: 'invites:write',
    parameters: ['poolName', 'idempotencyKey'],
    body: 'TakeRequest',
    isBodyOptional: true,
    answers: {
      200: {
        description: 'The link, as the invite that it was made as.',
        schema: 'Invite',
        headers: ['Location'],
        mayHave: ['Idempotent-Replayed'],
      },
      202: {
        description: 'The pool is empty: the link is made, as by `POST /v1/invites`.',
        schema: 'Invite',
        headers: ['Location'],
        mayHave: ['Retry-After', 'Idempotent-Replayed'],
      },
    },
    problems: [
      'pool-not-found',
      'pool-empty',
      'invite-not-found',
      ...optionalBodyProblems,
      'idempotency-key-invalid',
      'idempotency-key-reused',
      'too-many-pending',
      'quota-used-up',
      'busy',
    ],
  },
];
