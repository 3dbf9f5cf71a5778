import { csv, type Operation } from './operation.ts';

/** Who comes in by tracked links. */
export const joinOperations: Operation[] = [
  {
    method: 'get',
    path: '/v1/invites/{id}/joins',
    operationId: 'listInviteJoins',
    tag: 'Joins',
    summary: 'List who came in by the link of an invite',
    description:
      'Newest first. The link is tracked where its request, an edit or the API key says `track_joins`. Joins are kept for a few days, 7 unless the operator says otherwise.',
    scope: 'joins:read',
    parameters: ['inviteId', 'since', 'limit', 'cursor'],
    answers: {
      200: { description: 'A page of joins, and how well they are known.', schema: 'InviteJoins' },
    },
    problems: ['invite-not-found', 'invalid-request'],
  },
  {
    method: 'get',
    path: '/v1/invites/{id}/joins.csv',
    operationId: 'exportInviteJoins',
    tag: 'Joins',
    summary: 'List who came in by the link of an invite as CSV',
    description: 'With the columns of `GET /v1/joins.csv`.',
    scope: 'joins:read',
    parameters: ['inviteId', 'since', 'cursor'],
    answers: { 200: csv('Up to 5,000 rows. `Link` leads to the next ones.') },
    problems: ['invite-not-found', 'invalid-request'],
  },
  {
    method: 'get',
    path: '/v1/joins',
    operationId: 'listJoins',
    tag: 'Joins',
    summary: 'List who came in',
    description:
      'Newest first, by all tracked links. A join without `invite_id` came into a watched chat, and Telegram does not tell by which link: by the Join button of a public chat, for example. A page can be short or empty and still have a `next_cursor`.',
    scope: 'joins:read',
    parameters: ['joinsOfAccount', 'joinsOfPeer', 'since', 'limit', 'cursor'],
    answers: { 200: { description: 'A page of joins.', schema: 'JoinPage' } },
    problems: ['invalid-request'],
  },
  {
    method: 'get',
    path: '/v1/joins.csv',
    operationId: 'exportJoins',
    tag: 'Joins',
    summary: 'List who came in as CSV',
    description:
      'For spreadsheets: a header row, then one row for each join. A cell that a spreadsheet would run as a formula begins with an apostrophe.',
    scope: 'joins:read',
    parameters: ['joinsOfAccount', 'joinsOfPeer', 'since', 'cursor'],
    answers: { 200: csv('Up to 5,000 rows. `Link` leads to the next ones.') },
    problems: ['invalid-request'],
  },
  {
    method: 'delete',
    path: '/v1/joins',
    operationId: 'eraseJoins',
    tag: 'Joins',
    summary: 'Forget a person',
    description:
      'Erases all that is stored of a Telegram user: joins and requests to join, of all accounts and chats. The counts stay. What Telegram told of the person before is not stored again; a later join is. It may be repeated.',
    scope: 'joins:write',
    parameters: ['userId'],
    answers: { 200: { description: 'Nothing of the person is stored any more.', schema: 'ErasedPerson' } },
    problems: ['limited-key', 'invalid-request'],
  },
];
