import type { JsonOption } from '../../../operator/terminal/program.ts';
import { alignColumns, toPlainText } from '../../../operator/terminal/table.ts';
import { type ChatOptions, readPlace } from '../asked-place.ts';
import type { CallerContext } from '../caller-context.ts';
import { printFound } from '../load-pages.ts';
import { loadRequests, lookAtRequests } from '../load-requests.ts';
import type { JoinRequest } from '../resources.ts';

export interface RequestsOptions extends ChatOptions, JsonOption {
  refresh?: true;
  limit: number;
}

/** `requests`: who asks to join, newest first. */
export async function requests(
  context: CallerContext,
  id: string | undefined,
  { json, refresh, limit, ...chat }: RequestsOptions,
): Promise<void> {
  const place = readPlace(id, chat);
  if (refresh) {
    await lookAtRequests(context, place);
  }
  const found = await loadRequests(context, place, limit);
  if (json) {
    context.print(JSON.stringify(found.items, null, 2));
    return;
  }
  printFound(context, found, (items) =>
    alignColumns(items.map(toCells))
      .map((line) => line.trimEnd())
      .join('\n'),
  );
}

function toCells(request: JoinRequest): string[] {
  const { user_id, requested_at, first_name = '', username, invite_id = '', about = '' } = request;
  return [
    user_id,
    requested_at.slice(0, 19).replace('T', ' '),
    invite_id,
    toPlainText(`${first_name}${username === undefined ? '' : ` @${username}`}  ${about}`),
  ];
}
