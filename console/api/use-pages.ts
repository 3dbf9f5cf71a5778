import { useCallback, useEffect, useMemo, useState } from 'preact/hooks';
import type { paths } from '../../client/openapi.ts';
import { useSession } from '../session.ts';
import { type AnswerOf, call, toUrl } from './request.ts';
import { type QueryOptions, useGet } from './use-query.ts';

export interface Pages<T, B> {
  /** All that was loaded so far; undefined before the first page. */
  items: T[] | undefined;
  /** The first page's whole answer. */
  first: B | undefined;
  hasMore: boolean;
  isLoading: boolean;
  isLoadingMore: boolean;
  error: Error | undefined;
  loadedAtMs: number | undefined;
  loadMore(): void;
  /** Asks for the first page again. What was loaded behind it stays. */
  refresh(): void;
}

interface More<T> {
  url: string;
  items: T[];
  cursor: string | undefined;
  error: Error | undefined;
  isLoading: boolean;
}

/**
 * A list of the API, page by page with its cursor. The first page is kept current, as `useQuery` does.
 *
 * @param pick the items of an answer.
 * @param keyOf what tells two items apart: an item that has moved into the first page is not shown twice.
 */
export function usePages<P extends keyof paths, T>(
  path: P | undefined,
  given: { params?: Record<string, string>; query?: Record<string, string | number | undefined> },
  pick: (body: NonNullable<AnswerOf<P, 'GET'>>) => T[],
  keyOf: (item: T) => string,
  options: QueryOptions<AnswerOf<P, 'GET'>> = {},
): Pages<T, AnswerOf<P, 'GET'>> {
  const session = useSession();
  const query = useGet(path, given, options);
  const url = path === undefined ? '' : toUrl(path, given.params, given.query);
  const [more, setMore] = useState<More<T>>(noMore(url));
  useEffect(() => setMore(noMore(url)), [url]);
  const behind = useMemo(() => (more.url === url ? more : noMore<T>(url)), [more, url]);
  const isBegun = behind.items.length > 0 || behind.cursor !== undefined;
  const cursor = isBegun ? behind.cursor : cursorOf(query.data);
  const next = isBegun ? behind.cursor : cursor;

  const loadMore = useCallback(async () => {
    if (path === undefined || next === undefined || behind.isLoading) {
      return;
    }
    setMore({ ...behind, isLoading: true, error: undefined });
    try {
      const { body } = await call(session, 'GET', path, {
        ...given,
        query: { ...given.query, cursor: next },
      });
      const items = pick(body as NonNullable<AnswerOf<P, 'GET'>>);
      // What newer items push out of the first page is still shown.
      const before = isBegun || query.data === undefined ? [] : pick(query.data);
      setMore((old) =>
        old.url === url
          ? {
              url,
              items: [...old.items, ...before, ...items],
              cursor: cursorOf(body) ?? end,
              error: undefined,
              isLoading: false,
            }
          : old,
      );
    } catch (error) {
      setMore((old) => (old.url === url ? { ...old, error: error as Error, isLoading: false } : old));
    }
  }, [url, next, behind, session]);

  // The same array while nothing has come: thousands of rows are not compared for each render.
  const items = useMemo(() => {
    if (query.data === undefined) {
      return undefined;
    }
    const firstItems = pick(query.data as NonNullable<AnswerOf<P, 'GET'>>);
    const seen = new Set(firstItems.map(keyOf));
    return [...firstItems, ...behind.items.filter((item) => !seen.has(keyOf(item)))];
  }, [query.data, behind.items]);
  return {
    items,
    first: query.data,
    hasMore: next !== undefined && next !== end,
    isLoading: query.isLoading,
    isLoadingMore: behind.isLoading,
    error: query.error ?? behind.error,
    loadedAtMs: query.loadedAtMs,
    loadMore,
    refresh: query.refresh,
  };
}

/** In place of a cursor: the last page was loaded. */
const end = '';

function noMore<T>(url: string): More<T> {
  return { url, items: [], cursor: undefined, error: undefined, isLoading: false };
}

function cursorOf(body: unknown): string | undefined {
  return (body as { next_cursor?: string } | undefined)?.next_cursor;
}
