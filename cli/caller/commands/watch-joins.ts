import { RefusedError, UsageError } from '../../../operator/terminal/operator-errors.ts';
import type { JsonOption } from '../../../operator/terminal/program.ts';
import type { CallerContext } from '../caller-context.ts';
import { toJoinCells, untrackedAdvice } from '../format-joins.ts';
import { type InviteJoins, type Join, pathOf } from '../resources.ts';

/** The service itself looks at Telegram once a minute at most. */
const pauseMs = 10_000;

/** A join may be found late, and then stands among earlier ones. */
const lookBackMs = 3_600_000;

/** `watch --joins`: prints each join as it is seen, until Ctrl-C. What was seen before it began is not printed. */
export async function watchJoins(
  context: CallerContext,
  id: string | undefined,
  { json }: JsonOption,
): Promise<void> {
  if (id !== undefined && !id.startsWith('inv_')) {
    throw new UsageError('--joins follows one invite, or all: name an id that begins with inv_, or none.');
  }
  const since = new Date(context.now() - lookBackMs).toISOString();
  const path = id === undefined ? '/v1/joins' : `${pathOf(id)}/joins`;

  async function load(known: ReadonlySet<string>): Promise<Join[]> {
    const { joins, isTracked } = await loadNew(context, path, since, known);
    if (id !== undefined && !isTracked) {
      throw new RefusedError(untrackedAdvice(id));
    }
    return joins;
  }
  const known = new Set((await load(new Set())).map((join) => join.id));
  context.note('Following who comes in. Ctrl-C ends it.');
  while (true) {
    await context.sleep(pauseMs);
    for (const join of (await load(known)).reverse()) {
      known.add(join.id);
      context.print(json ? JSON.stringify(join) : toJoinCells(join).filter(Boolean).join('  '));
    }
  }
}

/** Joins that are not known yet, newest first, and whether they are told at all. Behind a page that has none, all are known. */
async function loadNew(
  { client }: CallerContext,
  path: string,
  since: string,
  known: ReadonlySet<string>,
): Promise<{ joins: Join[]; isTracked: boolean }> {
  const joins: Join[] = [];
  const query = new URLSearchParams({ since, limit: '100' });
  while (true) {
    const { body } = await client<{
      items: Join[];
      next_cursor?: string;
      track_joins?: InviteJoins['track_joins'];
    }>({
      method: 'GET',
      path: `${path}?${query}`,
    });
    const news = body.items.filter(({ id }) => !known.has(id));
    joins.push(...news);
    if (body.next_cursor === undefined || (body.items.length > 0 && news.length === 0)) {
      return { joins, isTracked: body.track_joins !== false };
    }
    query.set('cursor', body.next_cursor);
  }
}
