import type { JsonOption } from '../../../operator/terminal/program.ts';
import type { CallerContext } from '../caller-context.ts';
import { loadBatch } from '../follow-batch.ts';
import { formatBatch, formatInvite } from '../format-resources.ts';
import { type Invite, isBatchId, pathOf } from '../resources.ts';

/** `cancel`: withdraws an invite, or what is left of a batch. A link that was made is told as made. */
export async function cancel(
  { client, print, note, now }: CallerContext,
  id: string,
  { json }: JsonOption,
): Promise<void> {
  const { body } = await client<Invite>({ method: 'POST', path: `${pathOf(id)}/cancel` });
  if (json) {
    print(JSON.stringify(body, null, 2));
  } else if (isBatchId(id)) {
    const { view } = await loadBatch(client, id);
    print(formatBatch(view, now()));
  } else {
    print(formatInvite(body, now()));
    if (body.link_status === 'active') {
      note(`Its link was made before, and works. To revoke it: invite-spool revoke ${id}`);
    }
  }
}
