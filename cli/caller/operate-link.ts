import { randomUUID } from 'node:crypto';
import type { Answer, ApiRequest } from '../../client/send-requests.ts';
import type { JsonOption } from '../../operator/terminal/program.ts';
import type { CallerContext } from './caller-context.ts';
import { followOperation, heldSeconds } from './follow-operation.ts';
import { formatInvite } from './format-resources.ts';
import { noteUnanswered } from './note-unanswered.ts';
import { type Invite, type LinkOperation, pathOf } from './resources.ts';

type OperationRequest = Pick<ApiRequest, 'method' | 'path' | 'body'>;

/** Asks for an operation on one link, follows it to its end, and prints the invite as it is then. */
export async function operateLink(
  context: CallerContext,
  request: OperationRequest,
  { json }: JsonOption,
): Promise<void> {
  const { client, print, now } = context;
  const operation = await runOperation(context, request);
  if (json) {
    print(JSON.stringify(operation, null, 2));
  } else if (operation.status === 'succeeded' && operation.invite_id !== undefined) {
    const { body } = await client<Invite>({ method: 'GET', path: pathOf(operation.invite_id) });
    print(formatInvite(body, now()));
  }
}

/** Asks for an operation, follows it to its end, and sets the exit code by that. */
export async function runOperation(
  context: CallerContext,
  request: OperationRequest,
): Promise<LinkOperation> {
  const accepted = await noteUnanswered(
    context,
    context.client<LinkOperation>({ ...request, idempotencyKey: randomUUID(), waitSeconds: heldSeconds }),
    'To see: invite-spool operations',
  );
  const operation = await followToEnd(context, accepted);
  context.setExitCode(operation.status === 'succeeded' ? 0 : 1);
  return operation;
}

/** Follows an operation to its end. Where that is broken off, the command that goes on is told. */
export async function followToEnd(
  context: CallerContext,
  accepted: Answer<LinkOperation>,
): Promise<LinkOperation> {
  try {
    return await followOperation(context, accepted);
  } catch (error) {
    const { id } = accepted.body;
    context.note(`Not done yet. The service goes on. To see its end: invite-spool watch ${id}`);
    throw error;
  }
}
