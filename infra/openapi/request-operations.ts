import type { DecisionKind } from '../../functions/core/job/operation.ts';
import { operationAnswer, optionalBodyProblems } from './link-operations.ts';
import type { Answer, Operation } from './operation.ts';
import type { ParameterName } from './parameters.ts';

const listAnswers: Record<number, Answer> = {
  200: {
    description: 'A page of those who ask to join.',
    schema: 'JoinRequestPage',
    mayHave: ['Preference-Applied'],
  },
  202: {
    description:
      'With `refresh=true`: the look at Telegram is not done yet, or has failed. It is an operation.',
    schema: 'Operation',
    headers: ['Location'],
    mayHave: ['Retry-After', 'Preference-Applied'],
  },
};

const words: Record<DecisionKind, { id: string; does: string }> = {
  approve: { id: 'approve', does: 'Let in' },
  decline: { id: 'decline', does: 'Turn away' },
};

const outcome =
  'A decision that finds nothing to decide is a success, and `decided` says why: `missing` or `already_member`. A user who is in as many chats as Telegram allows fails with `USER_CHANNELS_TOO_MUCH`, and still asks.';

function decisionsOf(kind: DecisionKind): Operation[] {
  const { id, does } = words[kind];

  function decision(
    place: 'Invite' | 'Chat',
    whose: 'one' | 'all',
    { path, parameter, by }: { path: string; parameter: ParameterName; by: string },
  ): Operation {
    const isOne = whose === 'one';
    const who = isOne ? 'somebody who asks' : 'all who ask';
    return {
      method: 'post',
      path: `${path}/requests/${isOne ? '{user_id}/' : ''}${kind}`,
      operationId: `${id}${isOne ? 'Request' : 'Requests'}Of${place}`,
      tag: 'Join requests',
      summary: `${does} ${who} to join${by}`,
      description: isOne
        ? outcome
        : `One call of Telegram's. \`decided\` is \`missing\` where nobody asks. Whom Telegram cannot let in still asks.`,
      scope: 'joins:write',
      parameters: [parameter, ...(isOne ? (['requesterId'] as const) : []), 'idempotencyKey', 'prefer'],
      body: `${place}DecisionRequest`,
      isBodyOptional: true,
      answers: { 202: operationAnswer },
      problems: [
        ...new Set([
          ...(place === 'Invite'
            ? (['invite-not-found', 'link-state'] as const)
            : (['account-not-found'] as const)),
          'idempotency-key-invalid' as const,
          'idempotency-key-reused' as const,
          ...optionalBodyProblems,
        ]),
      ],
    };
  }
  return (['one', 'all'] as const).flatMap((whose) => [
    decision('Invite', whose, {
      path: '/v1/invites/{id}',
      parameter: 'inviteId',
      by: ' by the link of an invite',
    }),
    decision('Chat', whose, { path: '/v1/accounts/{name}', parameter: 'accountName', by: ' a chat' }),
  ]);
}

/** People who ask to join, and the decisions about them. */
export const requestOperations: Operation[] = [
  {
    method: 'get',
    path: '/v1/invites/{id}/requests',
    operationId: 'listInviteRequests',
    tag: 'Join requests',
    summary: 'List who asks to join by the link of an invite',
    description: 'As of the last look, newest first.',
    scope: 'joins:read',
    parameters: ['inviteId', 'refresh', 'limit', 'cursor', 'prefer'],
    answers: listAnswers,
    problems: ['invite-not-found', 'invalid-request'],
  },
  {
    method: 'get',
    path: '/v1/accounts/{name}/requests',
    operationId: 'listChatRequests',
    tag: 'Join requests',
    summary: 'List who asks to join a chat',
    description: 'By whatever link, as of the last look, newest first.',
    scope: 'joins:read',
    parameters: ['accountName', 'requestsPeer', 'refresh', 'limit', 'cursor', 'prefer'],
    answers: listAnswers,
    problems: ['account-not-found', 'invalid-request'],
  },
  ...decisionsOf('approve'),
  ...decisionsOf('decline'),
];
