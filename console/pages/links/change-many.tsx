import { useEffect, useState } from 'preact/hooks';
import { makeKey } from '../../api/make-key.ts';
import { askPatiently, type Operation } from '../../api/operation.ts';
import { call } from '../../api/request.ts';
import { Button } from '../../parts/button.tsx';
import { Confirm } from '../../parts/confirm.tsx';
import { ProblemNote } from '../../parts/problem-note.tsx';
import { type Session, useSession } from '../../session.ts';
import { text } from '../../strings.ts';
import { type Filters, toListQuery, toRevokeFilters } from './filters.ts';
import { isGone } from './link.ts';

/** The links that something is done to: these, or all that the filters match. */
export type Chosen = 'all' | ReadonlySet<string>;

type Ask = (id: string, idempotencyKey: string) => Promise<Operation | undefined>;
type Kind = 'revoke' | 'delete';

/** What can be done to many links at once. */
export function ChangeMany({
  filters,
  chosen,
  isAny,
  onChoose,
  onStart,
  onBatches,
}: {
  filters: Filters;
  chosen: Chosen;
  /** There is something to choose. */
  isAny: boolean;
  onChoose(chosen: Chosen): void;
  /** One request for each link. */
  onStart(ids: string[], ask: Ask): void;
  /** The service does it, as these batches. */
  onBatches(ids: string[]): void;
}) {
  const [asked, setAsked] = useState<Kind>();
  const words = text.links;
  const isChosen = chosen === 'all' || chosen.size > 0;
  return (
    <div class="row">
      <span aria-live="polite">
        {chosen === 'all' ? words.allMatching : isChosen ? words.selected(chosen.size) : ''}
      </span>
      {isChosen && (
        <>
          {filters.status !== 'revoked' && filters.status !== 'deleted' && (
            <Button kind="danger" onClick={() => setAsked('revoke')}>
              {words.revoke}
            </Button>
          )}
          <Button kind="danger" onClick={() => setAsked('delete')}>
            {words.delete}
          </Button>
          <Button kind="quiet" onClick={() => onChoose(new Set())}>
            {words.unselect}
          </Button>
        </>
      )}
      {isAny && chosen !== 'all' && (
        <Button kind="quiet" onClick={() => onChoose('all')}>
          {words.selectAll}
        </Button>
      )}
      {asked && (
        <AskMany
          kind={asked}
          filters={filters}
          chosen={chosen}
          onStart={onStart}
          onBatches={onBatches}
          onClose={() => setAsked(undefined)}
        />
      )}
    </div>
  );
}

/** What the question is about. */
interface Found {
  count: number;
  /** Requests that match and have no link yet. */
  unfinished: number;
  /** Undefined where the service finds them by itself. */
  ids: string[] | undefined;
  isComplete: boolean;
}

function AskMany({
  kind,
  filters,
  chosen,
  onStart,
  onBatches,
  onClose,
}: {
  kind: Kind;
  filters: Filters;
  chosen: Chosen;
  onStart(ids: string[], ask: Ask): void;
  onBatches(ids: string[]): void;
  onClose(): void;
}) {
  const session = useSession();
  const [found, setFound] = useState<Found>({ count: 0, unfinished: 0, ids: undefined, isComplete: false });
  const [error, setError] = useState<Error>();
  const [key] = useState(() => makeKey('console'));
  const [revokeFilters] = useState(() => (kind === 'revoke' ? toRevokeFilters(filters) : undefined));
  useEffect(() => {
    if (chosen !== 'all') {
      setFound({ count: chosen.size, unfinished: 0, ids: [...chosen], isComplete: true });
      return;
    }
    const controller = new AbortController();
    const search =
      revokeFilters === undefined
        ? collectIds(session, kind, filters, setFound, controller.signal)
        : countMatching(session, revokeFilters, setFound, controller.signal);
    search.catch((failure) => {
      if (!controller.signal.aborted) {
        setError(failure);
      }
    });
    return () => controller.abort();
  }, []);
  const { count, unfinished, ids, isComplete } = found;
  const words = text.links;
  const named = words.linkCount(count);
  async function go() {
    if (ids === undefined && revokeFilters !== undefined) {
      onBatches(await revokeMatching(session, revokeFilters, key));
    } else {
      onStart(ids ?? [], (id, idempotencyKey) => askFor(session, kind, id, idempotencyKey));
    }
    onClose();
  }
  return (
    <Confirm
      title={
        !isComplete
          ? words.counting(count)
          : kind === 'revoke'
            ? words.revokeTitle(named)
            : words.deleteTitle(named)
      }
      yes={words[kind]}
      count={count}
      isReady={isComplete && count > 0}
      onYes={go}
      onClose={onClose}
    >
      <p>{kind === 'revoke' ? words.revokeText : words.deleteText}</p>
      {count !== 1 && <p>{words.standing}</p>}
      {isComplete && count === 0 && <p>{words.nothingMatches}</p>}
      {unfinished > 0 && <p>{words.unfinished(unfinished)}</p>}
      {error && <ProblemNote error={error} />}
    </Confirm>
  );
}

async function askFor(session: Session, kind: Kind, id: string, idempotencyKey: string) {
  const given = { params: { id }, idempotencyKey };
  const { body } =
    kind === 'revoke'
      ? await call(session, 'POST', '/v1/invites/{id}/revoke', given)
      : await call(session, 'DELETE', '/v1/invites/{id}', { ...given, query: { revoke: 'true' } });
  return body;
}

type RevokeFilters = NonNullable<ReturnType<typeof toRevokeFilters>>;

/** The service tells the number, request by request: each looks at a part of the links. */
async function countMatching(
  session: Session,
  filters: RevokeFilters,
  tell: (found: Found) => void,
  signal: AbortSignal,
): Promise<void> {
  let cursor: string | undefined;
  const found: Found = { count: 0, unfinished: 0, ids: undefined, isComplete: false };
  do {
    const body = { ...filters, dry_run: true, ...(cursor === undefined ? {} : { cursor }) };
    const reply = await askPatiently(
      () => call(session, 'POST', '/v1/invites/revoke', { body, signal }),
      signal,
    );
    found.count += reply.body?.matched ?? 0;
    found.unfinished += reply.body?.unfinished ?? 0;
    cursor = reply.body?.next_cursor;
    tell({ ...found, isComplete: cursor === undefined });
  } while (cursor !== undefined);
}

/** @returns the ids of the batches that do it. */
async function revokeMatching(session: Session, filters: RevokeFilters, key: string): Promise<string[]> {
  const batches: string[] = [];
  const { signal } = new AbortController();
  let cursor: string | undefined;
  for (let part = 1; part === 1 || cursor !== undefined; part += 1) {
    const body = { ...filters, ...(cursor === undefined ? {} : { cursor }) };
    const reply = await askPatiently(
      () => call(session, 'POST', '/v1/invites/revoke', { body, idempotencyKey: `${key}-${part}` }),
      signal,
    );
    const batch = reply.location?.split('/').at(-1);
    if (batch) {
      batches.push(batch);
    }
    cursor = reply.body?.next_cursor;
  }
  return batches;
}

/** Goes through the list, for what the service has no filter for. */
async function collectIds(
  session: Session,
  kind: Kind,
  filters: Filters,
  tell: (found: Found) => void,
  signal: AbortSignal,
): Promise<void> {
  const ids: string[] = [];
  let cursor: string | undefined;
  do {
    const query = { ...toListQuery(filters), limit: 100, cursor };
    const { body } = await askPatiently(() => call(session, 'GET', '/v1/invites', { query, signal }), signal);
    ids.push(
      ...(body?.items ?? [])
        .filter((link) => link.invite && (kind === 'revoke' ? !isGone(link) : link.link_status !== 'deleted'))
        .map(({ id }) => id),
    );
    cursor = body?.next_cursor;
    tell({ count: ids.length, unfinished: 0, ids, isComplete: cursor === undefined });
  } while (cursor !== undefined);
}
