import { randomUUID } from 'node:crypto';
import { ApiError } from '../../../client/api-error.ts';
import type { JsonOption } from '../../../operator/terminal/program.ts';
import type { CallerContext } from '../caller-context.ts';
import type { Invite } from '../resources.ts';

/** `create`: one request for one link. Without a key of the caller's own a lost answer is still safe to repeat. */
export async function create(
  { client, print, note }: CallerContext,
  request: Record<string, unknown>,
  { json, idempotencyKey = randomUUID() }: JsonOption & { idempotencyKey?: string },
): Promise<void> {
  const asked = client<Invite>({ method: 'POST', path: '/v1/invites', body: request, idempotencyKey });
  const { body, isReplayed } = await asked.catch((error: unknown) => {
    if (!(error instanceof ApiError)) {
      note(
        `No answer came. The service may make the link all the same. To ask again without a second link, add: --idempotency-key ${idempotencyKey}`,
      );
    }
    throw error;
  });
  if (json) {
    print(JSON.stringify(body, null, 2));
    return;
  }
  print(`${body.id}  ${body.status}${isReplayed ? ' (made by an earlier request with this key)' : ''}`);
  print(`Its link: invite-spool watch ${body.id}`);
}
