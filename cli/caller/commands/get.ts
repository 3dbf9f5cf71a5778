import type { Desk, JsonOption } from '../caller-context.ts';
import { loadBatch } from '../follow-batch.ts';
import { tellBatch, tellInvite } from '../format-resources.ts';
import { type Invite, isBatchId, pathOf } from '../resources.ts';

/** `get`: where an invite or a batch stands. */
export async function get({ client, say, now }: Desk, id: string, { json }: JsonOption): Promise<void> {
  if (isBatchId(id)) {
    const { view } = await loadBatch(client, id);
    const { next_cursor: _, ...batch } = view.batch;
    say(json ? JSON.stringify({ ...batch, items: view.invites }, null, 2) : tellBatch(view, now()));
    return;
  }
  const { body } = await client<Invite>({ method: 'GET', path: pathOf(id) });
  say(json ? JSON.stringify(body, null, 2) : tellInvite(body, now()));
}
