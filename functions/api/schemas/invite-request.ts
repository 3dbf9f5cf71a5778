/**
 * What the schema that validates requests (functions/core/request/invite-request.ts) cannot say of itself in JSON Schema: what a
 * field means, and the limits that it checks in code. A test holds both against the same values.
 */
export const inviteRequestFields: Record<string, Record<string, unknown>> = {
  account: { description: 'The account to act through, by its name.' },
  peer: {
    description:
      "The chat: `@name`, `name`, `t.me/name`, `name.t.me`, `https://t.me/+hash` (the account must be in the chat; upper and lower case count), `t.me/c/ID`, `-100ID` for a channel or supergroup, `-ID` for a basic group, the address of the chat in Telegram Web (where K shows `#-ID`, a channel and a basic group look alike: write the id), or an InputPeer, Message or Update as your library prints it, as JSON. Left out: the account's default peer.",
    anyOf: [{ type: 'string', minLength: 1 }, { type: 'integer' }, { type: 'object' }],
  },
  chat_id: {
    description: 'Another name of `peer`.',
    anyOf: [{ type: 'string', minLength: 1 }, { type: 'integer' }, { type: 'object' }],
  },
  title: {
    description:
      'Title of the link, shown to administrators only: 0 to 32 characters (Unicode code points), after runs of spaces and control characters have become one space.',
  },
  expire_date: { description: 'When the link ends: Unix seconds, in the future.' },
  expire_in: { description: 'When the link ends: seconds counted from the moment it is made.' },
  usage_limit: { description: 'How many may join by the link.' },
  request_needed: {
    description: 'Joins need the approval of an administrator. Excludes `usage_limit`.',
  },
  subscription_pricing: {
    description:
      'What a member pays: https://core.telegram.org/api/subscriptions#channel-subscriptions. Channels only; excludes `expire_date`, `expire_in`, `usage_limit` and `request_needed`.',
  },
  legacy_revoke_permanent: {
    description: "Revokes the account's earlier permanent link of the chat. Never set unless you set it.",
  },
  deadline: {
    description: 'Give up after this: Unix seconds, at most 30 days ahead. Left out: 30 days.',
  },
  metadata: {
    description: 'Up to 16 pairs of strings of yours, echoed. The key `__proto__` is reserved.',
    maxProperties: 16,
    propertyNames: { minLength: 1, maxLength: 40, not: { const: '__proto__' } },
    additionalProperties: { type: 'string', maxLength: 500 },
  },
  callback_url: {
    description:
      'Gets a signed POST when the invite is final (see Webhooks). https only, a public address; left out: the callback URL of the API key, if it has one.',
    format: 'uri',
    maxLength: 2048,
  },
};

/** What the method that makes the link says of itself. */
export const inviteRequestDescription =
  'A request for one link, in the words of https://core.telegram.org/method/messages.exportChatInvite. Unknown fields are refused.';
