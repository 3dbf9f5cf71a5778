import type { JsonOption } from '../../../operator/terminal/program.ts';
import type { CallerContext } from '../caller-context.ts';
import { loadBatch } from '../follow-batch.ts';
import { formatBatch, formatInvite, formatOperation } from '../format-resources.ts';
import { type Invite, isBatchId, isOperationId, type LinkOperation, pathOf } from '../resources.ts';

/** `get`: shows an invite, a batch or an operation. */
export async function get(
  { client, print, now }: CallerContext,
  id: string,
  { json }: JsonOption,
): Promise<void> {
  if (isBatchId(id)) {
    const { view } = await loadBatch(client, id);
    const { next_cursor: _, ...batch } = view.batch;
    print(json ? JSON.stringify({ ...batch, items: view.invites }, null, 2) : formatBatch(view, now()));
    return;
  }
  if (isOperationId(id)) {
    const { body } = await client<LinkOperation>({ method: 'GET', path: pathOf(id) });
    print(json ? JSON.stringify(body, null, 2) : formatOperation(body, now()));
    return;
  }
  const { body } = await client<Invite>({ method: 'GET', path: pathOf(id) });
  print(json ? JSON.stringify(body, null, 2) : formatInvite(body, now()));
}
