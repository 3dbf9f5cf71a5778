import { randomUUID } from 'node:crypto';
import { UsageError } from '../../../operator/terminal/operator-errors.ts';
import type { JsonOption } from '../../../operator/terminal/program.ts';
import type { CallerContext } from '../caller-context.ts';
import { loadBatch } from '../follow-batch.ts';
import { formatCount } from '../format.ts';
import { formatBatch, formatInvite } from '../format-resources.ts';
import { followToEnd } from '../operate-link.ts';
import { hasOpenLink, type Invite, isBatchId, isFinal, type LinkOperation, pathOf } from '../resources.ts';

export interface CancelOptions extends JsonOption {
  revoke?: true;
}

/** `cancel`: withdraws an invite, or what is left of a batch. With --revoke the link of an invite that has one is revoked. */
export async function cancel(context: CallerContext, id: string, options: CancelOptions): Promise<void> {
  if (!isBatchId(id)) {
    await (options.revoke ? cancelOrRevoke : cancelInvite)(context, id, options);
  } else if (options.revoke) {
    throw new UsageError(
      `--revoke is for an invite. For a batch: invite-spool cancel ${id}, then invite-spool revoke --batch ${id}`,
    );
  } else {
    await cancelBatch(context, id, options);
  }
}

/** Ends with 1 where the invite has a link, or may get one. */
async function cancelInvite(
  { client, print, note, now, setExitCode }: CallerContext,
  id: string,
  { json }: JsonOption,
): Promise<void> {
  const { body } = await client<Invite>({ method: 'POST', path: `${pathOf(id)}/cancel` });
  print(json ? JSON.stringify(body, null, 2) : formatInvite(body, now()));
  setExitCode(hasOpenLink(body) || !isFinal(body.status) ? 1 : 0);
  if (hasOpenLink(body)) {
    note(`Too late to cancel: its link is made. To revoke it: invite-spool cancel ${id} --revoke`);
  } else if (!isFinal(body.status)) {
    note(
      `A call is under way, and may make its link. To revoke that too: invite-spool cancel ${id} --revoke`,
    );
  }
}

/** Ends with 1 where one of its invites has a link, or may get one. */
async function cancelBatch(
  { client, print, note, now, setExitCode }: CallerContext,
  id: string,
  { json }: JsonOption,
): Promise<void> {
  const { body } = await client({ method: 'POST', path: `${pathOf(id)}/cancel` });
  const { view } = await loadBatch(client, id);
  print(json ? JSON.stringify(body, null, 2) : formatBatch(view, now()));
  const open = view.invites.filter(hasOpenLink).length;
  const isAllEnded = view.invites.every(({ status }) => isFinal(status));
  setExitCode(open > 0 || !isAllEnded ? 1 : 0);
  if (open > 0) {
    note(
      `Too late to cancel all: links that are made: ${formatCount(open)}. To revoke them: invite-spool revoke --batch ${id}`,
    );
  }
}

/** Ends with 1 where a link stays that is not revoked. */
async function cancelOrRevoke(context: CallerContext, id: string, { json }: JsonOption): Promise<void> {
  const { client, print, now } = context;
  let { body, operationId } = await client<Invite>({
    method: 'POST',
    path: `${pathOf(id)}/cancel?revoke=true`,
    idempotencyKey: randomUUID(),
  });
  if (operationId !== undefined) {
    await followToEnd(context, await client<LinkOperation>({ method: 'GET', path: pathOf(operationId) }));
    ({ body } = await client<Invite>({ method: 'GET', path: pathOf(id) }));
  }
  context.setExitCode(hasOpenLink(body) ? 1 : 0);
  print(json ? JSON.stringify(body, null, 2) : formatInvite(body, now()));
}
