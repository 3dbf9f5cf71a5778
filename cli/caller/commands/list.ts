import type { JsonOption } from '../../../operator/terminal/program.ts';
import { alignColumns } from '../../../operator/terminal/table.ts';
import type { CallerContext } from '../caller-context.ts';
import { describeInvite, describePeer } from '../format.ts';
import type { Invite, InvitePage } from '../resources.ts';

export interface ListOptions extends JsonOption {
  account?: string;
  peer?: string;
  status?: string;
  batch?: string;
  createdAfter?: string;
  createdBefore?: string;
  limit: number;
}

/** `list`: the latest invites, newest first. */
export async function list(context: CallerContext, { json, limit, ...filters }: ListOptions): Promise<void> {
  const { items, hasMore } = await loadInvites(context, filters, limit);
  if (json) {
    context.print(JSON.stringify(items, null, 2));
    return;
  }
  if (items.length > 0) {
    context.print(alignColumns(items.map((invite) => toCells(invite, context.now()))).join('\n'));
  }
  const found = items.length === 0 ? 'None.' : undefined;
  const rest = hasMore ? 'There are more: --limit.' : found;
  if (rest !== undefined) {
    context.note(rest);
  }
}

/** Pages may be short, or empty, and not be the last: only the cursor tells. */
async function loadInvites(
  { client }: CallerContext,
  filters: Omit<ListOptions, 'limit' | 'json'>,
  limit: number,
) {
  const query = new URLSearchParams({ limit: String(Math.min(limit, 100)) });
  for (const [option, value] of Object.entries(filters)) {
    query.set(
      option.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
      value,
    );
  }
  const items: Invite[] = [];
  let cursor: string | undefined;
  do {
    const { body } = await client<InvitePage>({ method: 'GET', path: `/v1/invites?${query}` });
    items.push(...body.items);
    cursor = body.next_cursor;
    query.set('cursor', cursor ?? '');
  } while (cursor !== undefined && items.length < limit);
  return { items: items.slice(0, limit), hasMore: cursor !== undefined || items.length > limit };
}

function toCells(invite: Invite, nowMs: number): string[] {
  const { id, status, account, peer, created_at, title = '' } = invite;
  return [
    id,
    created_at.slice(0, 19).replace('T', ' '),
    status,
    account,
    describePeer(peer),
    title,
    describeInvite(invite, nowMs),
  ];
}
