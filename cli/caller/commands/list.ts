import type { JsonOption } from '../../../operator/terminal/program.ts';
import { alignColumns } from '../../../operator/terminal/table.ts';
import type { CallerContext } from '../caller-context.ts';
import { describeInvite, describePeer, describeUsage, titleOf } from '../format.ts';
import { loadPages, printFound } from '../load-pages.ts';
import { readPairs } from '../request-options.ts';
import type { Invite } from '../resources.ts';

export interface ListOptions extends JsonOption {
  account?: string;
  peer?: string;
  status?: string;
  batch?: string;
  pool?: string;
  linkStatus?: string;
  origin?: string;
  titlePrefix?: string;
  metadata?: string[];
  createdAfter?: string;
  createdBefore?: string;
  limit: number;
}

/** `list`: the latest invites, newest first. */
export async function list(
  context: CallerContext,
  { json, limit, titlePrefix: title, metadata, ...options }: ListOptions,
): Promise<void> {
  const filters = { ...options, title, ...readPairs(metadata) };
  const found = await loadPages<Invite>(context, '/v1/invites', filters, limit);
  if (json) {
    context.print(JSON.stringify(found.items, null, 2));
    return;
  }
  printFound(context, found, (items) =>
    alignColumns(items.map((invite) => toCells(invite, context.now()))).join('\n'),
  );
}

function toCells(invite: Invite, nowMs: number): string[] {
  const { id, status, account, peer, created_at } = invite;
  return [
    id,
    created_at.slice(0, 19).replace('T', ' '),
    status,
    account,
    describePeer(peer),
    titleOf(invite),
    invite.link_status ?? '',
    describeUsage(invite),
    describeInvite(invite, nowMs),
  ];
}
