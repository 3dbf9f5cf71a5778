import { UsageError } from '../../../operator/terminal/operator-errors.ts';
import type { JsonOption } from '../../../operator/terminal/program.ts';
import { alignColumns } from '../../../operator/terminal/table.ts';
import type { CallerContext } from '../caller-context.ts';
import { formatCount, formatTime } from '../format.ts';
import { toJoinCells, untrackedAdvice } from '../format-joins.ts';
import { loadPages, printFound } from '../load-pages.ts';
import { type InviteJoins, type Join, pathOf } from '../resources.ts';

export interface JoinsOptions extends JsonOption {
  peer?: string;
  account?: string;
  since?: string;
  csv?: true;
  limit: number;
}

/** `joins`: who came in, newest first: by one link, or by all. */
export async function joins(
  context: CallerContext,
  id: string | undefined,
  { json, csv, limit, ...filters }: JoinsOptions,
): Promise<void> {
  if (id !== undefined && (filters.peer !== undefined || filters.account !== undefined)) {
    throw new UsageError('An id stands alone: leave out --peer and --account.');
  }
  if (csv && json) {
    throw new UsageError('Choose one: --csv or --json.');
  }
  const path = id === undefined ? '/v1/joins' : `${pathOf(id)}/joins`;
  if (csv) {
    await printFile(context, `${path}.csv`, filters);
  } else if (id === undefined) {
    const found = await loadPages<Join>(context, path, filters, limit);
    printJoins(context, found, json && found.items);
  } else {
    const found = await loadPages<Join, InviteJoins>(context, path, filters, limit);
    const { items: _items, next_cursor: _cursor, ...facts } = found.first;
    noteTracking(context, id, found.first);
    printJoins(context, found, json && { ...facts, items: found.items });
  }
}

function printJoins(
  context: CallerContext,
  found: { items: Join[]; hasMore: boolean },
  json: unknown | undefined,
): void {
  if (json !== undefined) {
    context.print(JSON.stringify(json, null, 2));
    return;
  }
  printFound(context, found, (items) => alignColumns(items.map(toJoinCells)).join('\n'));
}

/** How well the joins of a link are known. */
function noteTracking(context: CallerContext, id: string, known: InviteJoins): void {
  const { track_joins: track, joins, missing = 0, as_of, trouble } = known;
  if (track === false) {
    context.note(untrackedAdvice(id));
  }
  const told = as_of === undefined ? 'not looked at yet' : formatTime(Date.parse(as_of), context.now());
  const unnamed = missing === 0 ? '' : `, and ${formatCount(missing)} whom Telegram does not name`;
  context.note(`Joins: ${formatCount(joins)}${unnamed}. As of: ${told}.`);
  if (trouble !== undefined) {
    context.note(`The chat cannot be watched now: ${trouble.type}: ${trouble.detail}`);
  }
}

/** The files of all pages as one. Each begins with the header row, and the file with the mark by which Excel knows UTF-8: `fetch` drops it. */
async function printFile(
  { client, print }: CallerContext,
  path: string,
  filters: Record<string, string | undefined>,
): Promise<void> {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(filters)) {
    if (value !== undefined) {
      query.set(name, value);
    }
  }
  let next: string | undefined = query.size === 0 ? path : `${path}?${query}`;
  let isFirst = true;
  while (next !== undefined) {
    const answer: { body: string; nextPath: string | undefined } = await client<string>({
      method: 'GET',
      path: next,
      isText: true,
    });
    const file = answer.body.replace(/\r\n$/, '');
    const rows = isFirst ? `\ufeff${file}` : file.split('\r\n').slice(1).join('\r\n');
    if (rows !== '') {
      print(rows);
    }
    next = answer.nextPath;
    isFirst = false;
  }
}
