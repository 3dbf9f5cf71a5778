import { randomUUID } from 'node:crypto';
import type { JsonOption } from '../../../operator/terminal/program.ts';
import type { CallerContext } from '../caller-context.ts';
import { noteUnanswered } from '../note-unanswered.ts';
import type { Invite } from '../resources.ts';

/** `create`: one request for one link. Without a key of the caller's own a lost answer is still safe to repeat. */
export async function create(
  context: CallerContext,
  request: Record<string, unknown>,
  { json, idempotencyKey = randomUUID() }: JsonOption & { idempotencyKey?: string },
): Promise<void> {
  const { client, print } = context;
  const { body, isReplayed } = await noteUnanswered(
    context,
    client<Invite>({ method: 'POST', path: '/v1/invites', body: request, idempotencyKey }),
    `To ask again without a second link, add: --idempotency-key ${idempotencyKey}`,
  );
  if (json) {
    print(JSON.stringify(body, null, 2));
    return;
  }
  print(`${body.id}  ${body.status}${isReplayed ? ' (made by an earlier request with this key)' : ''}`);
  print(`Its link: invite-spool watch ${body.id}`);
}
