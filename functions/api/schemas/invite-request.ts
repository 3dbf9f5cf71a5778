/**
 * What the schema that validates requests (functions/core/request/invite-request.ts) cannot say of itself in JSON Schema: what a
 * field means, and the limits that it checks in code. A test holds both against the same values.
 */
export const inviteRequestFields: Record<string, Record<string, unknown>> = {
  account: { description: 'The name of the account that makes the link.' },
  peer: {
    description:
      "The chat: `@name`, `name`, `t.me/name`, `name.t.me`, `https://t.me/+hash` (the account must be in the chat; upper and lower case count), `t.me/c/ID`, `-100ID` for a channel or supergroup, `-ID` for a basic group, the address of the chat in Telegram Web (not `#-ID` of Web K, which channels and basic groups share: write the id), or an InputPeer, Message or Update as JSON, as your library prints it. Without it, the account's default peer.",
    anyOf: [{ type: 'string', minLength: 1 }, { type: 'integer' }, { type: 'object' }],
  },
  chat_id: {
    description: 'Another name of `peer`.',
    anyOf: [{ type: 'string', minLength: 1 }, { type: 'integer' }, { type: 'object' }],
  },
  title: {
    description:
      'The title of the link, shown to administrators only: 0 to 32 characters (Unicode code points). A run of spaces and control characters becomes one space first.',
  },
  expire_date: { description: 'When the link ends: Unix seconds, in the future.' },
  expire_in: { description: 'When the link ends: seconds counted from the moment it is made.' },
  usage_limit: { description: 'How many people may join by the link.' },
  request_needed: {
    description: 'Joins need the approval of an administrator. Excludes `usage_limit`.',
  },
  subscription_pricing: {
    description:
      'What a member pays: https://core.telegram.org/api/subscriptions#channel-subscriptions. For channels only. Excludes `expire_date`, `expire_in`, `usage_limit` and `request_needed`.',
  },
  legacy_revoke_permanent: {
    description:
      "`true` revokes the account's earlier permanent link of the chat. The service never sets it for you.",
  },
  track_joins: {
    description:
      'Whether those who join by the link are told, by GET /v1/invites/{id}/joins and as events: `true` with the user id, `"names"` with the first name and the username too, `false` not at all. Personal data: it is kept for a few days, see docs/data-protection.md. Without it, what the API key says, and else not.',
  },
  single_use: {
    description:
      '`true` revokes the link as soon as the first join by it is seen, which a `usage_limit` does not: when a member leaves, the link works again. It sets `usage_limit` to 1 and `track_joins`. Excludes `request_needed`, `subscription_pricing`, `legacy_revoke_permanent`, and another `usage_limit`.',
  },
  deadline: {
    description: 'When to give up: Unix seconds, at most 30 days ahead. Without it, after 30 days.',
  },
  priority: {
    description:
      'Which requests of the account come first. Without it, `normal` for a single request and `low` for those of a batch. Within a priority the API keys take turns. No invite is overtaken by one that was accepted more than 3 hours after it.',
  },
  metadata: {
    description:
      'Up to 16 pairs of strings. Answers about the invite echo them. The key `__proto__` is reserved.',
    maxProperties: 16,
    propertyNames: { minLength: 1, maxLength: 40, not: { const: '__proto__' } },
    additionalProperties: { type: 'string', maxLength: 500 },
  },
  callback_url: {
    description:
      'Gets a signed POST when the invite is final (see Webhooks). It takes `https` on port 443 at a public address; a service on one machine also takes any `http` or `https` address of that machine. Without it, the callback URL of the API key, if it has one.',
    format: 'uri',
    maxLength: 2048,
  },
};

/** What the method that makes the link says of itself. */
export const inviteRequestDescription =
  'A request for one link, with the field names of https://core.telegram.org/method/messages.exportChatInvite. Unknown fields are refused.';
