import { useEffect } from 'preact/hooks';
import { isOver, type Operation } from '../../api/operation.ts';
import { usePages } from '../../api/use-pages.ts';
import { Badge } from '../../parts/badge.tsx';
import { FailureWords, operationTones, WaitWords } from '../../parts/operation-note.tsx';
import { Section } from '../../parts/page.tsx';
import { PagedTable } from '../../parts/paged-table.tsx';
import type { Column } from '../../parts/table.tsx';
import { Time } from '../../parts/time.tsx';
import { text } from '../../strings.ts';

const busyMs = 3_000;

/** What was done to the link, the newest first. @param rounds another number: something was asked for. */
export function LinkHistory({ id, rounds }: { id: string; rounds: number }) {
  const pages = usePages(
    '/v1/invites/{id}/operations',
    { params: { id }, query: { limit: 20 } },
    (body) => body.items,
    (operation) => operation.id,
    { everyMs: ({ body }) => (body?.items.some((each) => !isOver(each)) ? busyMs : undefined) },
  );
  useEffect(() => {
    if (rounds > 0) {
      pages.refresh();
    }
  }, [rounds]);
  const { history, historyEmpty } = text.links;
  return (
    <Section title={history}>
      <PagedTable
        label={history}
        pages={pages}
        columns={columns}
        keyOf={(operation) => operation.id}
        empty={<p class="dim">{historyEmpty}</p>}
      />
    </Section>
  );
}

const { what, state, by, when } = text.links.historyColumns;

const columns: Column<Operation>[] = [
  {
    name: what,
    cell: ({ kind, changes }) => (
      <>
        {text.jobs.events.operations[kind]}
        {changes && (
          <p class="hint">
            {text.links.changed(
              Object.keys(changes)
                .map((name) => text.links.changes[name] ?? name)
                .join(', '),
            )}
          </p>
        )}
      </>
    ),
  },
  {
    name: state,
    cell: ({ status, wait, error }) => (
      <>
        <Badge tone={operationTones[status]}>{text.live.states[status]}</Badge>
        {wait && <WaitWords wait={wait} />}
        {error && <FailureWords error={error} />}
      </>
    ),
  },
  { name: by, cell: ({ key }) => key ?? '' },
  { name: when, cell: ({ created_at: at }) => <Time at={at} /> },
];
