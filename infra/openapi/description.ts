import { errorClasses, errorTypes } from '../../functions/api/error-types.ts';
import { type ProblemType, problemTypes } from '../../functions/api/problems.ts';

export const tags = [
  { name: 'Invites', description: 'One link each: asked for, made by a worker, fetched.' },
  { name: 'Batches', description: 'Up to 100 invites, accepted as one.' },
  { name: 'Accounts', description: 'The Telegram accounts that make the links.' },
  { name: 'Webhooks', description: 'What this service sends to you.' },
  { name: 'Service', description: 'Open to everybody.' },
];

const introduction = `Ask for an invite link to a Telegram chat; the request becomes an invite with an id; a worker makes the link through a
Telegram account of yours, sits out Telegram's waits, and keeps the result for you to fetch. Unofficial: not affiliated with Telegram.

## From a request to a link
1. \`POST /v1/invites\` answers \`202\` with the invite's \`id\` and its path in \`Location\`.
2. Ask for it there after the seconds in \`Retry-After\`, until an answer has no \`Retry-After\` any more. Or send \`Prefer: wait=25\`, or have
   a webhook told.
3. \`succeeded\` has the link as \`invite.link\`; \`failed\`, \`expired\` and \`blocked\` tell why in \`error\`.

## Rules for all requests
- **Key.** \`Authorization: Bearer isk_...\`. Scopes: \`invites:write\`, \`invites:read\`, \`accounts:read\`. What is not of the key's tenant is
  not there.
- **Repeating.** With an \`Idempotency-Key\` every POST may be repeated: it is one request, however often it arrives.
- **Rate.** Every answer says in \`RateLimit\` how many requests are left in this minute.
- **Unknown fields** are refused by name, and all errors of a request are named at once. What is refused leaves nothing behind.
- **Times** of answers are RFC 3339; those named by Telegram (\`expire_date\`, \`date\`) and \`deadline\` are Unix seconds. Ids of 64 bits are strings.
- **New fields** may come to any answer: ignore what you do not know.
- **HEAD** is GET without the body. API Gateway itself answers \`{"message": ...}\` to what never reaches the API: a malformed path (400), a body
  beyond 10 MB (413), headers beyond 10 KB (431), more requests than it lets through (429).`;

/** The long text at the top of the document: how to use the API, and every problem and error there is. */
export function describeApi(): string {
  return [introduction, describeProblems(), describeErrors()].join('\n\n');
}

function describeProblems(): string {
  const rows = (Object.entries(problemTypes) as [string, ProblemType][]).map(
    ([slug, { status, means, whatToDo }]) => [
      `[${slug}](/problems/${slug})`,
      String(status),
      means,
      whatToDo,
    ],
  );
  return `## Problems
A request that fails is answered with problem details (https://www.rfc-editor.org/rfc/rfc9457). Decide by \`type\`, which is
\`urn:invite-spool:problem:\` and the name below; each has a page at \`/problems/{name}\`.

${toTable(['problem', 'status', 'meaning', 'what to do'], rows)}`;
}

function describeErrors(): string {
  const rows = errorTypes.map((error) => [
    `[${error.type}](/problems/${error.type})`,
    error.class,
    error.means,
    errorClasses[error.class],
  ]);
  return `## Errors of invites
\`error.type\` is Telegram's own (https://core.telegram.org/api/errors), and \`error.class\` is what it asks for. A type that Telegram gives and
that is not listed is \`unknown\`.

${toTable(['type', 'class', 'meaning', 'what to do'], rows)}`;
}

function toTable(head: string[], rows: string[][]): string {
  function toRow(cells: string[]) {
    return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  }
  return [toRow(head), toRow(head.map(() => '---')), ...rows.map(toRow)].join('\n');
}
