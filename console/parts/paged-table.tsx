import type { ComponentChildren } from 'preact';
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { Pages } from '../api/use-pages.ts';
import { enoughRows, useShortPages } from '../api/use-short-pages.ts';
import { text } from '../strings.ts';
import { Button } from './button.tsx';
import { EmptyState } from './empty-state.tsx';
import { ProblemNote } from './problem-note.tsx';
import { Skeleton } from './skeleton.tsx';
import { Table, type TableProps } from './table.tsx';

/** Rows that stand in the page at once. Those before them are taken out. */
const maxRows = 200;
const step = 100;

/** A list of the API as a table, in all its states: loading, failed, empty, and the rows page by page. Give it a key for each list. */
export function PagedTable<T extends object>({
  pages,
  empty,
  ...table
}: Omit<TableProps<T>, 'rows'> & {
  pages: Pages<T, unknown>;
  /** What stands where nothing is. */
  empty: ComponentChildren;
}) {
  const [end, setEnd] = useState(step);
  const isAskedFor = useRef(false);
  const { items, hasMore, isLoadingMore, error } = pages;
  const count = items?.length ?? 0;
  const { isShort, lookFurther: lookOn } = useShortPages(pages);
  useEffect(() => {
    if (isAskedFor.current && count > end) {
      isAskedFor.current = false;
      setEnd(end + step);
    }
  }, [count, end]);
  const start = Math.max(0, end - maxRows);
  const rows = items?.slice(start, end) ?? [];
  // The rows are as before while a page is being loaded.
  const shownRows = useMemo(
    () => rows.length > 0 && <Table {...table} rows={rows} />,
    [items, start, end, table.columns, table.selection?.keys],
  );
  if (items === undefined) {
    return error ? <ProblemNote error={error} onRetry={pages.refresh} /> : <Skeleton lines={5} />;
  }
  const isMore = hasMore || count > end;
  const { shown, showEarlier, noneSoFar, noneSoFarNext, lookFurther } = text.live;
  function goOn() {
    if (count > end) {
      setEnd(end + step);
    } else {
      isAskedFor.current = true;
      lookOn();
    }
  }
  return (
    <div class="stack">
      {error && <ProblemNote error={error} onRetry={pages.refresh} />}
      {start > 0 && (
        <div>
          <Button onClick={() => setEnd(end - step)}>{showEarlier}</Button>
        </div>
      )}
      {shownRows}
      {count === 0 && !hasMore && empty}
      {count === 0 && hasMore && (
        <EmptyState icon="search" title={isShort ? noneSoFar : text.common.loading}>
          <p>{noneSoFarNext}</p>
        </EmptyState>
      )}
      <div class="row">
        {isMore && (
          <Button isBusy={isLoadingMore} onClick={goOn}>
            {count === 0 ? lookFurther : text.common.loadMore}
          </Button>
        )}
        <span class="hint" aria-live="polite">
          {(isMore || count > enoughRows) && count > 0 && shown(start + 1, start + rows.length, isMore)}
        </span>
      </div>
    </div>
  );
}
