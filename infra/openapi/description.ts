export const tags = [
  { name: 'Invites', description: 'A request for one link, and its result.' },
  { name: 'Links', description: 'What is done to a link after it was made.' },
  { name: 'Pools', description: 'Links that are made before they are asked for.' },
  { name: 'Joins', description: 'Who came in by a link: personal data, which has scopes of its own.' },
  {
    name: 'Join requests',
    description: 'People who ask to join: personal data, which has scopes of its own.',
  },
  {
    name: 'Batches',
    description: 'Up to 100 invites, accepted together or not at all; or the operations of one request.',
  },
  { name: 'Rotations', description: 'A link that is replaced in each period, at an address that stays.' },
  { name: 'Accounts', description: 'The Telegram accounts that make the links.' },
  {
    name: 'Keys and webhooks',
    description: 'The API keys of your tenant, and the URLs that its results go to.',
  },
  { name: 'Webhooks', description: 'The events that this service sends to you.' },
  { name: 'Service', description: 'No API key needed.' },
];

/** The long text at the top of the document: how to use the API. */
export const description = `Ask for an invite link to a Telegram chat. The request becomes an invite with an id. A worker makes the link through a Telegram
account of yours and keeps Telegram's waits. You fetch the result. This service is unofficial: it is not affiliated with Telegram.

## From a request to a link
1. \`POST /v1/invites\` answers \`202\` with the invite's \`id\` and its path in \`Location\`.
2. \`GET\` that path after the seconds in \`Retry-After\`. Repeat until an answer has no \`Retry-After\`. Or send \`Prefer: wait=25\`, or use a
   webhook.
3. An invite that is \`succeeded\` has the link in \`invite.link\`. One that is \`failed\`, \`expired\` or \`blocked\` has the reason in \`error\`.

## Rules for all requests
- **Key.** \`Authorization: Bearer isk_...\`. Scopes: \`invites:write\`, \`invites:read\`, \`accounts:read\`, \`joins:read\`, \`joins:write\`, \`keys:read\`. A key sees only what
  belongs to its tenant.
- **Repeating.** With an \`Idempotency-Key\` you can repeat any POST, PATCH or DELETE: it counts as one request, however often it arrives.
- **Rate.** The header \`RateLimit\` of every answer says how many requests are left in this minute.
- **Room.** An account takes a number of unfinished invites, and so does a key whose operator has given it a quota. Beyond it the answer is
  \`429\`. Neither limit is exact: requests that are answered at the same moment may each add their invites, up to 100.
- **Problems.** A request that fails is answered with problem details (https://www.rfc-editor.org/rfc/rfc9457). Decide by \`type\`: it is
  \`urn:invite-spool:problem:\` and a name, which has a page at [/problems](/problems). A refusal names all errors of the request at once, unknown
  fields too. A refused request stores nothing.
- **Errors** of what was accepted are in \`error\`. \`error.type\` is Telegram's own (https://core.telegram.org/api/errors) or one of ours, and each operation
  says in \`x-errors\` which it can end with. \`error.class\` says what to do. A type of Telegram's that is on no page under [/problems](/problems) has the class \`unknown\`.
- **Times** in answers are RFC 3339. \`expire_date\`, \`date\` and \`deadline\` are Unix seconds. Ids of 64 bits are strings.
- **New fields** may appear in any answer. Ignore those that you do not know.
- **HEAD** is GET without the body.
- **API Gateway** itself answers \`{"message": ...}\` to a malformed path (400), a body larger than 10 MB (413), headers larger than 10 KB (431),
  and more requests than its limit (429).`;
