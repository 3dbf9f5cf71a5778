import * as z from 'zod/mini';
import { accountNamePattern } from '../../core/account-name.ts';
import { standingNamePattern } from '../../core/request/standing-name.ts';
import { subscriptionPricing, trackJoins } from './invite.ts';
import { inviteRequestFields } from './invite-request.ts';
import { count, flag, named, nextCursor, text, time } from './parts.ts';

const linkTemplate = named(
  'LinkTemplate',
  'What all links of a pool have in common, as in a request.',
  z.object({
    title: z.exactOptional(text('Title of the links, until they are taken.')),
    usage_limit: z.exactOptional(count('How many people may join by each link.', 1)),
    request_needed: z.exactOptional(flag('Joins need the approval of an administrator.')),
    subscription_pricing: z.exactOptional(subscriptionPricing),
    track_joins: z.exactOptional(trackJoins),
    single_use: z.exactOptional(flag('Each link is revoked when the first join by it is seen.')),
  }),
);

const poolError = named(
  'PoolError',
  'Why the last link of a pool could not be made. It is tried again after a pause that grows to an hour.',
  z.object({
    type: text("Telegram's error type, or one of this service."),
    detail: text('What happened and what to do.'),
    at: time('When it was found.'),
    count: count('Failures in a row.', 1),
  }),
);

export const pool = named(
  'Pool',
  'Links that are made before they are asked for.',
  z.object({
    name: text('Its name.', { pattern: standingNamePattern.source }),
    status: z.enum(['active', 'deleting']).check(
      z.meta({
        description: '`deleting`: no link is given any more. The pool is gone when nothing is left in it.',
      }),
    ),
    account: text('The account that makes the links.', { pattern: accountNamePattern.source }),
    peer: z
      .union([z.string(), z.record(z.string(), z.unknown())])
      .check(z.meta({ description: 'The chat, as the request named it.' })),
    size: count('How many links are kept ready.', 1),
    low_water: count('Below so many, links are made until the pool is full.', 1),
    template: linkTemplate,
    max_age: count('Seconds after which a link is replaced. None is given in its last hour, or tenth.', 1),
    ready: count('Links that lie ready.'),
    making: count('Links that are being made.'),
    taken: count('Links that were taken so far.'),
    settling: count('Takes that are not stored with their invites yet.'),
    oldest_at: z.exactOptional(time('When the oldest link that lies ready was made.')),
    full_at: z.exactOptional(
      time('When the links that are being made will probably be there. Absent where nobody can tell.'),
    ),
    created_at: time('When it was created.'),
    error: z.exactOptional(poolError),
  }),
);

export const poolList = named(
  'PoolList',
  'The pools of the accounts that your key may use, by name.',
  z.object({ pools: z.array(pool), next_cursor: nextCursor }),
);

/** What the schema of POST /v1/pools cannot say of itself. */
export const poolRequestFields: Record<string, Record<string, unknown>> = {
  name: { description: 'The name of the pool, which is a part of its path.' },
  account: { description: 'The name of the account that makes the links.' },
  peer: {
    description: "The chat, in any form that POST /v1/invites takes. Without it, the account's default peer.",
    anyOf: [{ type: 'string', minLength: 1 }, { type: 'integer' }, { type: 'object' }],
  },
  size: { description: 'How many links are kept ready.' },
  low_water: {
    description: 'Below so many, links are made until there are `size`. Without it, as soon as one is taken.',
  },
  max_age: {
    description:
      'Seconds after which a link is replaced. Where it is given, the links end by themselves at that age, so that a taken link has an end from its first second. Without it, links have no end and are replaced after 7 days. Excludes `template.subscription_pricing`.',
  },
  template: {
    description:
      'What every link has, as in POST /v1/invites. The rules between the fields are those of a request.',
  },
};

export const poolRequestDescription = 'Which links are kept ready. Unknown fields are refused.';

/** Those of POST /v1/pools/{name}/take. */
export const takeRequestFields: Record<string, Record<string, unknown>> = {
  title: {
    description:
      'The title of the link, set by an edit behind the answer. Without it, that of the pool. As in POST /v1/invites.',
  },
  metadata: inviteRequestFields.metadata ?? {},
  expire_in: {
    description:
      'When the link ends: seconds counted from this request, set by an edit behind the answer. Until `settled` is true the link ends as those of the pool do.',
  },
  callback_url: {
    description:
      'Gets a signed POST when the link has its title and its end. Without it, the callback URL of the API key, if it has one.',
    format: 'uri',
    maxLength: 2048,
  },
  if_empty: {
    description:
      '`make` (the usual): an empty pool has the link made, before all other requests, and the answer is 202. `fail`: the answer is 409.',
  },
};

export const takeRequestDescription =
  'What is to be said of the link that is taken. Unknown fields are refused.';
