import { bodyProblems, type Operation } from './operation.ts';

const own = bodyProblems.filter((slug) => slug !== 'too-many-pending' && slug !== 'quota-used-up');

/** Links that are replaced in each period. */
export const rotationOperations: Operation[] = [
  {
    method: 'post',
    path: '/v1/rotations',
    operationId: 'createRotation',
    tag: 'Rotations',
    summary: 'Have a link replaced in each period',
    description:
      'The first link is made at once. In each period a new link is made before the old one is revoked, after the overlap. The same request again finds the same rotation. Its links take no room of a limit.',
    scope: 'invites:write',
    parameters: ['idempotencyKey'],
    body: 'RotationRequest',
    answers: {
      200: { description: 'It is there already.', schema: 'Rotation', headers: ['Location'] },
      201: { description: 'It was made.', schema: 'Rotation', headers: ['Location'] },
    },
    problems: [...own.filter((slug) => slug !== 'idempotency-key-reused'), 'name-taken'],
  },
  {
    method: 'get',
    path: '/v1/rotations',
    operationId: 'listRotations',
    tag: 'Rotations',
    summary: 'List your rotations',
    scope: 'invites:read',
    parameters: ['limit', 'cursor'],
    answers: { 200: { description: 'A page of rotations, by name.', schema: 'RotationPage' } },
    problems: ['invalid-request'],
  },
  {
    method: 'get',
    path: '/v1/rotations/{name}',
    operationId: 'getRotation',
    tag: 'Rotations',
    summary: 'Get a rotation',
    description: 'With its current link, its next change, and the links that have ended.',
    scope: 'invites:read',
    parameters: ['rotationName'],
    answers: { 200: { description: 'The rotation.', schema: 'Rotation' } },
    problems: ['rotation-not-found'],
  },
  {
    method: 'post',
    path: '/v1/rotations/{name}/rotate',
    operationId: 'rotate',
    tag: 'Rotations',
    summary: 'Replace the link now',
    description:
      'For a link that has leaked. The schedule stays as it is. Where a link is being made already, that one takes the place of the current one.',
    scope: 'invites:write',
    parameters: ['rotationName', 'idempotencyKey'],
    body: 'RotateRequest',
    isBodyOptional: true,
    answers: {
      202: {
        description: 'A link is being made.',
        schema: 'Rotation',
        mayHave: ['Idempotent-Replayed'],
      },
    },
    problems: [...own, 'rotation-not-found', 'busy'],
  },
  {
    method: 'delete',
    path: '/v1/rotations/{name}',
    operationId: 'deleteRotation',
    tag: 'Rotations',
    summary: 'End a rotation',
    description:
      'No more links are made, and the slug leads nowhere; it is kept for you for 30 days. Links whose overlap is not over are revoked now. The current link is kept, or revoked with `link=revoke`.',
    scope: 'invites:write',
    parameters: ['rotationName', 'linkFate'],
    answers: { 200: { description: 'It makes no more links.', schema: 'Rotation' } },
    problems: ['rotation-not-found', 'invalid-request', 'busy'],
  },
];
