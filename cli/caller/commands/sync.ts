import type { JsonOption } from '../../../operator/terminal/program.ts';
import type { CallerContext } from '../caller-context.ts';
import { formatProgress } from '../format-resources.ts';
import { runOperation } from '../operate-link.ts';

export interface SyncOptions extends JsonOption {
  account: string;
  peer?: string;
  revoked?: true;
  allAdmins?: true;
}

/** `sync`: reads all links of a chat, and adopts those that were made elsewhere. */
export async function sync(
  context: CallerContext,
  { account, peer, revoked, allAdmins, json }: SyncOptions,
): Promise<void> {
  const operation = await runOperation(context, {
    method: 'POST',
    path: `/v1/accounts/${encodeURIComponent(account)}/links/sync`,
    body: { peer, revoked, ...(allAdmins ? { admins: 'all' } : {}) },
  });
  if (json) {
    context.print(JSON.stringify(operation, null, 2));
  } else if (operation.progress !== undefined) {
    context.print(formatProgress(operation.progress));
  }
}
