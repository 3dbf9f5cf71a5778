import type { JsonOption } from '../../../operator/terminal/program.ts';
import type { CallerContext } from '../caller-context.ts';
import { operateLink } from '../operate-link.ts';
import { pathOf } from '../resources.ts';

/** `edit`: changes a link. */
export async function edit(
  context: CallerContext,
  changes: Record<string, unknown>,
  id: string,
  options: JsonOption,
): Promise<void> {
  await operateLink(context, { method: 'PATCH', path: pathOf(id), body: changes }, options);
}
