import type { JsonOption } from '../../../operator/terminal/program.ts';
import type { CallerContext } from '../caller-context.ts';
import { operateLink } from '../operate-link.ts';
import { pathOf } from '../resources.ts';

/** `refresh`: asks Telegram how the link is now, and how many have joined by it. */
export async function refresh(context: CallerContext, id: string, options: JsonOption): Promise<void> {
  await operateLink(context, { method: 'POST', path: `${pathOf(id)}/refresh` }, options);
}
