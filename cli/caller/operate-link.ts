import { randomUUID } from 'node:crypto';
import type { JsonOption } from '../../operator/terminal/program.ts';
import type { CallerContext } from './caller-context.ts';
import type { ApiRequest } from './client.ts';
import { followOperation, heldSeconds } from './follow-operation.ts';
import { formatInvite } from './format-resources.ts';
import { type Invite, type LinkOperation, pathOf } from './resources.ts';

/** Asks for an operation on one link, follows it to its end, and prints the invite as it is then. */
export async function operateLink(
  context: CallerContext,
  request: Pick<ApiRequest, 'method' | 'path' | 'body'>,
  { json }: JsonOption,
): Promise<void> {
  const { client, print, note, now } = context;
  const accepted = await client<LinkOperation>({
    ...request,
    idempotencyKey: randomUUID(),
    waitSeconds: heldSeconds,
  });
  const { id } = accepted.body;
  let operation: LinkOperation;
  try {
    operation = await followOperation(context, accepted);
  } catch (error) {
    note(`Not done yet. The service goes on. To see its end: invite-spool watch ${id}`);
    throw error;
  }
  const isDone = operation.status === 'succeeded';
  context.setExitCode(isDone ? 0 : 1);
  if (json) {
    print(JSON.stringify(operation, null, 2));
  } else if (isDone) {
    const { body } = await client<Invite>({ method: 'GET', path: pathOf(operation.invite_id) });
    print(formatInvite(body, now()));
  }
}
