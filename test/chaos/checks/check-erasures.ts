import type { EventWrite } from '../aws-watch.ts';
import type { Erasure } from '../callers.ts';
import type { Violation } from './violation.ts';

/**
 * Who was erased is in no row any more, with what was stored until then. Only who still asks to join is found again, and a join by no link
 * where another account that watches the chat looks later.
 */
export function checkErasures(
  erasures: Erasure[],
  events: EventWrite[],
  rows: Record<string, unknown>[],
): Violation[] {
  const left = new Set(rows.map(({ id }) => String(id)));
  return erasures
    .filter(({ doneAtMs }) => Number.isFinite(doneAtMs))
    .flatMap(({ userId, askedAtMs }) => {
      const kept = events.filter(
        (event) =>
          event.userId === userId &&
          event.kind !== 'join_requested' &&
          event.storedAtMs < askedAtMs &&
          !((event.byOthersAtMs ?? 0) >= askedAtMs) &&
          left.has(event.id),
      );
      return kept.map(({ at, kind, number }) => ({
        what: `an erased person is still in the table: ${kind} ${number ?? ''} of ${at}`,
        jobIds: [],
      }));
    });
}
