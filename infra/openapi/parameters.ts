import { origins } from '../../functions/api/read-filters.ts';
import { batchIdPattern, inviteIdPattern, inviteStatuses } from '../../functions/api/schemas/invite.ts';
import { userIdPattern } from '../../functions/api/schemas/join.ts';
import { operationIdPattern } from '../../functions/api/schemas/operation.ts';
import { cursorPattern } from '../../functions/api/schemas/parts.ts';
import { accountNamePattern } from '../../functions/core/account-name.ts';
import { linkStatuses } from '../../functions/core/job/link-status.ts';
import { operationKinds } from '../../functions/core/job/operation.ts';
import { standingNamePattern } from '../../functions/core/request/standing-name.ts';
import { slugPattern } from '../../functions/core/rotation/rotation-request.ts';
import type { JsonSchema } from './schemas.ts';

export type ParameterName = keyof typeof parameters;

function inPath(name: string, description: string, schema: JsonSchema, example: string) {
  return {
    name,
    in: 'path',
    required: true,
    description,
    schema,
    example,
  };
}

function inQuery(name: string, description: string, schema: JsonSchema) {
  return {
    name,
    in: 'query',
    description,
    schema,
  };
}

function inHeader(name: string, description: string, schema: JsonSchema) {
  return {
    name,
    in: 'header',
    description,
    schema,
  };
}

function textOf(pattern: string) {
  return { type: 'string', pattern };
}

const time = { type: 'string', format: 'date-time' };

/** Every parameter, under `components.parameters`. */
export const parameters = {
  inviteId: inPath('id', 'The `id` of an invite.', textOf(inviteIdPattern), 'inv_39BRQZKVC7X2KM70GXVGA32F25'),
  operationId: inPath(
    'id',
    'The `id` of an operation.',
    textOf(operationIdPattern),
    'op_5K0XBNHA4A3833S0SXZFFMG6PM',
  ),
  batchId: inPath('id', 'The `id` of a batch.', textOf(batchIdPattern), 'bat_6WW7VWWY1G8DF1AWB9QB2F7RES'),
  accountName: inPath('name', 'The name of an account.', textOf(accountNamePattern.source), 'main'),
  poolName: inPath('name', 'The name of a pool.', textOf(standingNamePattern.source), 'shop'),
  leftLinks: inQuery('links', 'What becomes of the links that lie ready.', {
    type: 'string',
    enum: ['revoke', 'keep'],
    default: 'revoke',
  }),
  rotationName: inPath('name', 'The name of a rotation.', textOf(standingNamePattern.source), 'poster'),
  slug: inPath('slug', 'The slug of a rotation.', textOf(slugPattern.source), 'launch-party'),
  linkFate: inQuery('link', 'What becomes of the current link.', {
    type: 'string',
    enum: ['keep', 'revoke'],
    default: 'keep',
  }),
  consoleFile: inPath('file', 'The name of the file.', textOf('^[a-z.]+$'), 'app.js'),
  problemSlug: inPath(
    'slug',
    "The last part of a problem's type URI, such as `invalid-request`; or an error type, such as `CHAT_ADMIN_REQUIRED`.",
    textOf('^[A-Za-z0-9_-]+$'),
    'invalid-request',
  ),
  requesterId: inPath('user_id', 'The Telegram user who asks to join.', textOf(userIdPattern), '5000017041'),
  requestsPeer: inQuery(
    'peer',
    "The chat, in any form that a request takes. Without it, the account's default chat, if it has one.",
    { type: 'string', minLength: 1 },
  ),
  refresh: inQuery(
    'refresh',
    '`true` asks Telegram first, and waits for it: 10 seconds, or as `Prefer: wait` says.',
    { type: 'string', enum: ['true', 'false'], default: 'false' },
  ),
  limit: inQuery('limit', 'How many items a page has.', {
    type: 'integer',
    minimum: 1,
    maximum: 100,
    default: 50,
  }),
  cursor: inQuery('cursor', 'The `next_cursor` of the page before, unchanged.', textOf(cursorPattern)),
  account: inQuery('account', 'Only invites of this account.', textOf(accountNamePattern.source)),
  peer: inQuery(
    'peer',
    'Only invites for this chat. It takes the forms that a request takes. With `account` it matches every name by which the account has found the chat; without, that name alone.',
    {
      type: 'string',
      minLength: 1,
    },
  ),
  revoke: inQuery('revoke', '`true` revokes the link too.', {
    type: 'string',
    enum: ['true', 'false'],
    default: 'false',
  }),
  ofInvite: inQuery('invite', 'Only operations on the link of this invite.', textOf(inviteIdPattern)),
  ofKey: inQuery('key', 'Only what the API key of this name asked for.', { type: 'string', minLength: 1 }),
  kind: inQuery('kind', 'Only operations of this kind.', { type: 'string', enum: [...operationKinds] }),
  status: inQuery('status', 'Only invites in this state.', {
    type: 'string',
    enum: Object.keys(inviteStatuses),
  }),
  batch: inQuery('batch', 'Only invites of this batch.', textOf(batchIdPattern)),
  title: inQuery('title', 'Only invites whose link has a title that begins so.', {
    type: 'string',
    minLength: 1,
  }),
  linkStatus: inQuery('link_status', 'Only invites whose link is in this state.', {
    type: 'string',
    enum: [...linkStatuses],
  }),
  origin: inQuery(
    'origin',
    '`adopted`: only invites whose link a sync has found. `created`: only the others.',
    {
      type: 'string',
      enum: origins,
    },
  ),
  ofPool: inQuery(
    'pool',
    'Only invites whose links were made for the pool of this name. Those that were taken have `taken_at`.',
    textOf(standingNamePattern.source),
  ),
  metadata: {
    ...inQuery(
      'metadata',
      'Only invites with this pair of metadata: `metadata.order=4711`. It may be given several times, with several names.',
      {
        type: 'object',
        additionalProperties: { type: 'string' },
      },
    ),
    // As `metadata.NAME=value`: OpenAPI has no style that writes it so.
    style: 'form',
    explode: true,
  },
  createdAfter: inQuery('created_after', 'Only invites accepted at this time or later.', time),
  createdBefore: inQuery('created_before', 'Only invites accepted before this time.', time),
  joinsOfAccount: inQuery(
    'account',
    'Only joins by links of this account. Leaves out those whose link Telegram does not tell.',
    textOf(accountNamePattern.source),
  ),
  joinsOfPeer: inQuery('peer', 'Only joins of this chat. It takes the forms that a request takes.', {
    type: 'string',
    minLength: 1,
  }),
  since: inQuery('since', 'Only joins at this time or later.', time),
  userId: {
    ...inQuery('user_id', 'The Telegram user, as `user_id` of a join.', textOf(userIdPattern)),
    required: true,
    example: '5000017041',
  },
  idempotencyKey: inHeader(
    'Idempotency-Key',
    'Makes the request repeatable: the same key with the same body is the same request. The key is read as it is sent, quotes included. It is kept for 30 days after the invite, operation or batch has ended.',
    { type: 'string', minLength: 1, maxLength: 255, pattern: '^[\\x20-\\x7e]+$' },
  ),
  prefer: inHeader(
    'Prefer',
    '`wait=N` (0 to 25) holds the answer until the invite, operation or batch is final, or until N seconds have passed: https://www.rfc-editor.org/rfc/rfc7240#section-4.3. Without it, the API answers at once. It also answers at once, and without `Preference-Applied`, while the key or the API holds as many answers as it may.',
    { type: 'string' },
  ),
} satisfies Record<string, JsonSchema>;

export function parameterRef(name: ParameterName): JsonSchema {
  return { $ref: `#/components/parameters/${name}` };
}
