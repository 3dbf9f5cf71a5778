import type { JsonOption } from '../../../operator/terminal/program.ts';
import type { CallerContext } from '../caller-context.ts';
import { operateLink } from '../operate-link.ts';
import { pathOf } from '../resources.ts';

/** `delete`: deletes a revoked link at Telegram; with --revoke any link. */
export async function deleteLink(
  context: CallerContext,
  id: string,
  { revoke, ...options }: JsonOption & { revoke?: true },
): Promise<void> {
  const path = `${pathOf(id)}${revoke ? '?revoke=true' : ''}`;
  await operateLink(context, { method: 'DELETE', path }, options);
}
