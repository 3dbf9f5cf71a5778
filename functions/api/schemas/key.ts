import * as z from 'zod/mini';
import { allScopes } from '../../core/account/api-key.ts';
import { count, flag, named, text, time } from './parts.ts';

export const apiKey = named(
  'ApiKey',
  'An API key. Its text is shown once, when it is made, and stored nowhere.',
  z.object({
    id: text('What `npm run key` knows it by.', { pattern: '^key_[0-9a-f]{12}$' }),
    name: text('Its name. A key and the one that replaces it share it.'),
    tenant: text('Whose it is.'),
    last_four: z.exactOptional(text('The end of its text, to tell it from others.')),
    scopes: z.array(z.enum(allScopes)).check(z.meta({ description: 'What it may do.' })),
    accounts: z
      .nullable(z.array(z.string()))
      .check(z.meta({ description: 'Names of the accounts that it may use; `null` for all of them.' })),
    rate: count('Requests that it may make in a minute.', 1),
    track_joins: z
      .union([z.boolean(), z.literal('names')])
      .check(z.meta({ description: 'What requests have that do not say `track_joins`.' })),
    max_pending: z.exactOptional(
      count(
        'Unfinished invites that it may have at once, on all accounts together. Absent without such a limit.',
        1,
      ),
    ),
    callback_url: z.exactOptional(text('Where results go to when a request names no `callback_url`.')),
    created_at: time('When it was made.'),
    expires_at: z.exactOptional(time('From then on it is refused: another one has replaced it.')),
    revoked_at: z.exactOptional(time('Since then it is refused.')),
  }),
);

export const apiKeyList = named(
  'ApiKeyList',
  'The keys of your tenant, newest first.',
  z.object({
    keys: z.array(apiKey),
    has_more: flag('There are older keys beside these. `npm run key -- list` shows them.'),
  }),
);

export const webhookEndpoint = named(
  'WebhookEndpoint',
  'A URL that results are sent to, and whether they arrive.',
  z.object({
    url: text('The URL.'),
    state: z.enum(['active', 'failing', 'disabled']).check(
      z.meta({
        description:
          '`active`: the last delivery arrived. `failing`: the last one did not, and is tried again. `disabled`: nothing is sent there any more, until the operator enables it.',
      }),
    ),
    failing_since: z.exactOptional(time('When the first of an unbroken row of failures was.')),
    disabled_at: z.exactOptional(time('Since when nothing is sent there.')),
    failures: z.exactOptional(count('Failures in that row.')),
    last_failure: z.exactOptional(
      z
        .object({
          detail: text('What came back, in a sentence.'),
          at: z.exactOptional(time('When that was. Absent for failures of older versions.')),
        })
        .check(z.meta({ description: 'The last failure of that row.' })),
    ),
    delivered_at: z.exactOptional(
      time(
        'When a delivery last arrived; later ones are noted ten minutes after it. Absent if none ever did.',
      ),
    ),
    waiting: z.exactOptional(
      count(
        'Results that wait to be sent there again. Only while it is `failing`; events of joins are not counted.',
      ),
    ),
    more_waiting: z
      .exactOptional(z.literal(true))
      .check(z.meta({ description: 'Not all that wait were counted: there can be more.' })),
  }),
);

export const webhookEndpointList = named(
  'WebhookEndpointList',
  'The URLs of your tenant that were called: those that need somebody first.',
  z.object({
    webhooks: z.array(webhookEndpoint),
    has_more: flag('There are others beside these. `npm run webhook -- list` shows them.'),
  }),
);
