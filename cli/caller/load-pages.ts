import type { CallerContext } from './caller-context.ts';

interface Page<T> {
  items: T[];
  next_cursor?: string;
}

/** The newest of a collection. */
export interface Found<T, P = Page<T>> {
  items: T[];
  hasMore: boolean;
  /** The first page, which may say more than its items. */
  first: P;
}

/** Reads pages until there are enough. They may be short, or empty, and not be the last: only the cursor tells. */
export async function loadPages<T, P extends Page<T> = Page<T>>(
  { client }: Pick<CallerContext, 'client'>,
  path: string,
  filters: Record<string, string | undefined>,
  limit: number,
): Promise<Found<T, P>> {
  const query = new URLSearchParams({ limit: String(Math.min(limit, 100)) });
  for (const [option, value] of Object.entries(filters)) {
    if (value !== undefined) {
      query.set(toParameter(option), value);
    }
  }
  const items: T[] = [];
  let first: P | undefined;
  let cursor: string | undefined;
  do {
    const { body } = await client<P>({ method: 'GET', path: `${path}?${query}` });
    first ??= body;
    items.push(...body.items);
    cursor = body.next_cursor;
    query.set('cursor', cursor ?? '');
  } while (cursor !== undefined && items.length < limit);
  return { items: items.slice(0, limit), hasMore: cursor !== undefined || items.length > limit, first };
}

/** `createdAfter` is `created_after`; the name of a pair of metadata stays as it is. */
function toParameter(option: string): string {
  return option.startsWith('metadata.')
    ? option
    : option.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

/** Prints a table of what was found, and says what is not in it. */
export function printFound<T>(
  { print, note }: Pick<CallerContext, 'print' | 'note'>,
  { items, hasMore }: Pick<Found<T>, 'items' | 'hasMore'>,
  format: (items: T[]) => string,
): void {
  if (items.length > 0) {
    print(format(items));
  }
  const found = items.length === 0 ? 'None.' : undefined;
  const rest = hasMore ? 'There are more: --limit.' : found;
  if (rest !== undefined) {
    note(rest);
  }
}
