import { useEffect, useRef } from 'preact/hooks';
import type { Pages } from './use-pages.ts';

/** A page of a list may be short, or empty, and still have a next one: so many are looked through without a click. */
const maxShortPages = 10;
/** A list of fewer looks as if there were no more. */
export const enoughRows = 10;

/** Goes on to the next page by itself while little was found. */
export function useShortPages({
  items,
  hasMore,
  isLoading,
  isLoadingMore,
  error,
  loadMore,
}: Pages<unknown, unknown>) {
  const shortPages = useRef(0);
  const count = items?.length ?? 0;
  const isShort = count < enoughRows && hasMore && !isLoading && !isLoadingMore && error === undefined;
  useEffect(() => {
    if (isShort && shortPages.current < maxShortPages) {
      shortPages.current += 1;
      loadMore();
    }
  }, [isShort, count, loadMore]);
  function lookFurther() {
    shortPages.current = 0;
    loadMore();
  }
  return { isShort, lookFurther };
}
