import * as z from 'zod';

/* Arguments that several tools take. */

export const accountField = z.string().describe('Name of the account, as list_accounts tells it.');

export const peerField = z
  .string()
  .describe('The chat: @name, a t.me link or an id such as -1001234567890. list_chats tells it.');

export const inviteIdField = z.string().describe('Id of the invite: inv_...');

export const limitField = z.int().min(1).max(100).default(20).describe('How many to answer at most.');

export const cursorField = z
  .string()
  .optional()
  .describe('The next_cursor of the answer before, for the items that follow.');

/** Of links that are made. */
export const linkFields = {
  account: accountField,
  peer: peerField.optional().describe('The chat. Without it, the default chat of the account.'),
  title: z.string().max(32).optional().describe('Shown to administrators only.'),
  expire_in: z.int().min(1).optional().describe('The link ends so many seconds after it is made.'),
  usage_limit: z
    .int()
    .min(1)
    .max(99_999)
    .optional()
    .describe('How many may join by the link. Excludes request_needed.'),
  request_needed: z
    .boolean()
    .optional()
    .describe('Each one who wants to join must be approved. Excludes usage_limit.'),
  single_use: z
    .boolean()
    .optional()
    .describe('For one person: the link is revoked when the first join is seen.'),
  track_joins: z.boolean().optional().describe('Tells who joins by the link: see list_joins.'),
  metadata: z
    .record(z.string(), z.string())
    .optional()
    .describe('Up to 16 pairs of your own, such as {"order": "4711"}.'),
};

export const requestKeyField = z
  .string()
  .optional()
  .describe(
    'Under the same key the same request is made once, however often it is asked. Give one, such as the order number, where you may ask again.',
  );

/** How long a tool waits for what it has asked for. */
export const waitField = z
  .int()
  .min(0)
  .max(50)
  .default(20)
  .describe('Seconds to wait for the result. It goes on without you: the id finds it later.');
