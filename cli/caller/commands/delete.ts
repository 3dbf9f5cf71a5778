import { ApiError } from '../../../client/api-error.ts';
import type { JsonOption } from '../../../operator/terminal/program.ts';
import type { CallerContext } from '../caller-context.ts';
import { operateLink } from '../operate-link.ts';
import { hasOpenLink, type Invite, isFinal, pathOf } from '../resources.ts';

/** `delete`: deletes a revoked link at Telegram; with --revoke any link. */
export async function deleteLink(
  context: CallerContext,
  id: string,
  { revoke, ...options }: JsonOption & { revoke?: true },
): Promise<void> {
  const path = `${pathOf(id)}${revoke ? '?revoke=true' : ''}`;
  try {
    await operateLink(context, { method: 'DELETE', path }, options);
  } catch (error) {
    throw error instanceof ApiError && error.status === 409 ? await nameCommand(context, id, error) : error;
  }
}

/** The API names its own requests. A link that is not revoked has a command here. */
async function nameCommand({ client }: CallerContext, id: string, error: ApiError): Promise<ApiError> {
  const { body: invite } = await client<Invite>({ method: 'GET', path: pathOf(id) });
  return hasOpenLink(invite) || !isFinal(invite.status)
    ? new ApiError(error.status, {
        ...error.problem,
        detail: `The link is not revoked, and Telegram deletes revoked links only. To do both: invite-spool delete ${id} --revoke`,
      })
    : error;
}
