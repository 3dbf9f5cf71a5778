import { useEffect, useRef, useState } from 'preact/hooks';
import { makeKey } from '../../api/make-key.ts';
import type { Operation } from '../../api/operation.ts';
import { useAction } from '../../api/use-action.ts';
import { usePages } from '../../api/use-pages.ts';
import { BulkNote, useBulk } from '../../parts/bulk-note.tsx';
import { Button } from '../../parts/button.tsx';
import { EmptyState } from '../../parts/empty-state.tsx';
import { NeedsScope } from '../../parts/needs-scope.tsx';
import { OperationNote } from '../../parts/operation-note.tsx';
import { PagedTable } from '../../parts/paged-table.tsx';
import { ProblemNote } from '../../parts/problem-note.tsx';
import type { Column } from '../../parts/table.tsx';
import { Time } from '../../parts/time.tsx';
import { routeTo } from '../../router.ts';
import { useScope, useSession } from '../../session.ts';
import { text } from '../../strings.ts';
import { Person, whoIs } from '../joins/join-table.tsx';
import { AskDecision, type Asked } from './ask-decision.tsx';
import {
  type Decision,
  decide,
  type JoinRequest,
  type JoinRequestPage,
  look,
  paramsOf,
  pathOf,
  queryOf,
  type Source,
} from './source.ts';

const everyMs = 30_000;

/** Who asks, and the answers to give. */
export function RequestList({ source }: { source: Source }) {
  const session = useSession();
  const mayDecide = useScope('joins:write');
  const pages = usePages(
    pathOf(source),
    { params: paramsOf(source), query: { ...queryOf(source), limit: 100 } },
    (body) => (body as JoinRequestPage).items,
    (request) => request.user_id,
    { everyMs },
  );
  const [keys, setKeys] = useState<ReadonlySet<string>>(new Set());
  const [asked, setAsked] = useState<Asked>();
  const [looked, setLooked] = useState<{ at?: string | undefined; operation?: Operation }>({});
  const [ofAll, setOfAll] = useState<Operation>();
  const looking = useAction(async () => {
    const answer = await look(session, source);
    if (answer !== undefined && 'kind' in answer) {
      setLooked({ operation: answer });
    } else {
      setLooked({ at: answer?.as_of });
      pages.refresh();
    }
  });
  useFirstLook(pages.items, looking.run);
  const bulk = useBulk(pages.refresh);
  const words = text.requests;
  async function go({ decision, ids }: Asked) {
    if (ids === undefined) {
      setOfAll(await decide(session, source, decision, undefined, makeKey('console')));
    } else {
      bulk.start(ids, (id, key) => decide(session, source, decision, id, key));
    }
    setKeys(new Set());
    setAsked(undefined);
  }
  function askOne(decision: Decision, person: JoinRequest) {
    setAsked({ decision, ids: [person.user_id], who: whoIs(person) });
  }
  function askSelected(decision: Decision) {
    setAsked({ decision, ids: [...keys], who: words.people(keys.size) });
  }
  const isAny = (pages.items?.length ?? 0) > 0;
  return (
    <>
      <BulkNote bulk={bulk} outcome={describeOutcome} />
      {ofAll && (
        <OperationNote key={ofAll.id} operation={ofAll} onEnd={pages.refresh}>
          {({ kind }) => <p>{words.allDone[kind as Decision]}</p>}
        </OperationNote>
      )}
      {looking.error && <ProblemNote error={looking.error} onRetry={looking.run} />}
      {looked.operation && (
        <OperationNote
          key={looked.operation.id}
          operation={looked.operation}
          onEnd={({ finished_at: at, status }) => {
            if (status === 'succeeded') {
              setLooked({ at });
              pages.refresh();
            }
          }}
        />
      )}
      <div class="row between">
        <div class="row">
          <Button icon="refresh" isBusy={looking.isBusy} onClick={looking.run}>
            {words.look}
          </Button>
          <span class="hint" aria-live="polite">
            {looking.isBusy ? (
              words.looking
            ) : looked.at === undefined ? (
              words.asOfLast
            ) : (
              <>
                {words.asOf} <Time at={looked.at} />.
              </>
            )}
          </span>
        </div>
        {mayDecide && isAny && (
          <div class="row">
            {keys.size > 0 ? (
              <>
                <span aria-live="polite">{text.links.selected(keys.size)}</span>
                <Button kind="primary" icon="check" onClick={() => askSelected('approve')}>
                  {words.approve}
                </Button>
                <Button kind="danger" onClick={() => askSelected('decline')}>
                  {words.decline}
                </Button>
                <Button kind="quiet" onClick={() => setKeys(new Set())}>
                  {text.links.unselect}
                </Button>
              </>
            ) : (
              <>
                <Button icon="check" onClick={() => setAsked({ decision: 'approve' })}>
                  {words.approveAll}
                </Button>
                <Button kind="danger" onClick={() => setAsked({ decision: 'decline' })}>
                  {words.declineAll}
                </Button>
              </>
            )}
          </div>
        )}
      </div>
      {!mayDecide && <NeedsScope scope="joins:write">{null}</NeedsScope>}
      <PagedTable
        label={words.title}
        pages={pages}
        columns={columnsOf('link' in source, mayDecide ? askOne : undefined)}
        keyOf={(request) => request.user_id}
        nameOf={whoIs}
        selection={mayDecide ? { keys, onChange: setKeys } : undefined}
        empty={
          <EmptyState icon="door" title={looking.isBusy ? words.looking : words.emptyTitle}>
            <p>{words.empty}</p>
          </EmptyState>
        }
      />
      {asked && (
        <AskDecision
          source={source}
          asked={asked}
          onYes={() => go(asked)}
          onClose={() => setAsked(undefined)}
        />
      )}
    </>
  );
}

/** An empty list may be one that nobody has looked for yet: Telegram is asked once. */
function useFirstLook(items: JoinRequest[] | undefined, run: () => void): void {
  const hasLooked = useRef(false);
  const isEmpty = items?.length === 0;
  useEffect(() => {
    if (isEmpty && !hasLooked.current) {
      hasLooked.current = true;
      run();
    }
  }, [isEmpty]);
}

function columnsOf(
  isOfLink: boolean,
  onAsk: ((decision: Decision, person: JoinRequest) => void) | undefined,
): Column<JoinRequest>[] {
  const { columns, theLink, approve, approveWho, decline, declineWho } = text.requests;
  return [
    {
      name: columns.who,
      cell: (person) => (
        <>
          <Person person={person} />
          {person.about && <p class="hint">{person.about}</p>}
        </>
      ),
    },
    { name: columns.when, cell: ({ requested_at: at }) => <Time at={at} /> },
    ...(isOfLink
      ? []
      : [
          {
            name: columns.link,
            cell: ({ invite_id: id }: JoinRequest) => id && <a href={routeTo('links', id)}>{theLink}</a>,
          },
        ]),
    ...(onAsk === undefined
      ? []
      : [
          {
            name: columns.answer,
            cell: (person: JoinRequest) => (
              <div class="row">
                <Button label={approveWho(whoIs(person))} onClick={() => onAsk('approve', person)}>
                  {approve}
                </Button>
                <Button label={declineWho(whoIs(person))} onClick={() => onAsk('decline', person)}>
                  {decline}
                </Button>
              </div>
            ),
          },
        ]),
  ];
}

/** What came of the decisions, in a sentence. */
function describeOutcome(ended: Operation[]): string {
  const { outcomes, nothing } = text.requests;
  const names = Object.keys(outcomes) as (keyof typeof outcomes)[];
  const said = names.flatMap((name) => {
    const count = ended.filter(({ decided }) => decided === name).length;
    return count === 0 ? [] : [outcomes[name](count)];
  });
  return `${said.join(', ') || nothing}.`;
}
