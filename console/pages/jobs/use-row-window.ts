import { useState } from 'preact/hooks';

/** Rows that stand on the page at once: a browser is slow with more. */
export const maxRows = 300;

export interface RowWindow<T> {
  shown: T[];
  /** Turns back, where there is something before. */
  newer: (() => void) | undefined;
  /** Turns over, where the page is full and there is something behind. */
  older: (() => void) | undefined;
}

/** Of a long list the rows that stand on the page. It is filled by "Load more" first, and turned over when it is full. */
export function useRowWindow<T>(
  rows: T[],
  { hasMore, loadMore }: { hasMore: boolean; loadMore(): void },
): RowWindow<T> {
  const [start, setStart] = useState(0);
  const isFull = rows.length >= start + maxRows;
  function turn(to: number) {
    setStart(to);
    scrollTo(0, 0);
  }
  return {
    shown: rows.slice(start, start + maxRows),
    newer: start === 0 ? undefined : () => turn(Math.max(start - maxRows, 0)),
    older:
      isFull && (rows.length > start + maxRows || hasMore)
        ? () => {
            if (rows.length === start + maxRows) {
              loadMore();
            }
            turn(start + maxRows);
          }
        : undefined,
  };
}
