import { useState } from 'preact/hooks';
import { downloadCsv } from '../../api/download-csv.ts';
import { toUrl } from '../../api/request.ts';
import { useAction } from '../../api/use-action.ts';
import { usePages } from '../../api/use-pages.ts';
import { Badge } from '../../parts/badge.tsx';
import { BulkNote, useBulk } from '../../parts/bulk-note.tsx';
import { Button, ButtonLink } from '../../parts/button.tsx';
import { EmptyState } from '../../parts/empty-state.tsx';
import { NeedsScope } from '../../parts/needs-scope.tsx';
import { Page } from '../../parts/page.tsx';
import { PagedTable } from '../../parts/paged-table.tsx';
import { ProblemNote } from '../../parts/problem-note.tsx';
import type { Column } from '../../parts/table.tsx';
import { Time } from '../../parts/time.tsx';
import { ChatName } from '../../parts/where-fields.tsx';
import { routeTo } from '../../router.ts';
import { useScope, useSession } from '../../session.ts';
import { text } from '../../strings.ts';
import { goTo } from '../../use-route.ts';
import { BatchProgress } from './batch-progress.tsx';
import { ChangeMany, type Chosen } from './change-many.tsx';
import { type Filters, isFiltered, toListQuery } from './filters.ts';
import { endOf, type Link, linkTones, nameOf } from './link.ts';
import { LinkFilters } from './link-filters.tsx';
import { SyncLinks } from './sync-links.tsx';

/** A page of the list. The API takes no more. */
const pageSize = 100;
const everyMs = 20_000;

export function LinkList({ filters }: { filters: Filters }) {
  const { title, purpose, make } = text.links;
  const [isSyncing, setSyncing] = useState(false);
  const mayWrite = useScope('invites:write');
  return (
    <Page
      title={title}
      purpose={purpose}
      actions={
        mayWrite && (
          <>
            <Button icon="search" onClick={() => setSyncing(true)}>
              {text.links.sync}
            </Button>
            <ButtonLink kind="primary" icon="plus" href={routeTo('new-link')}>
              {make}
            </ButtonLink>
          </>
        )
      }
    >
      <NeedsScope scope="invites:read">
        {isSyncing && <SyncLinks account={filters.account} onClose={() => setSyncing(false)} />}
        <Links filters={filters} />
      </NeedsScope>
    </Page>
  );
}

function Links({ filters }: { filters: Filters }) {
  const query = toListQuery(filters);
  const listName = toUrl('', {}, query);
  const pages = usePages(
    '/v1/invites',
    { query: { ...query, limit: pageSize } },
    // A chat that everybody asks to join has given none.
    (body) => body.items.filter(({ invite }) => invite),
    ({ id }) => id,
    { everyMs },
  );
  const [chosen, setChosen] = useState<{ list: string; which: Chosen }>({ list: '', which: none });
  const which = chosen.list === listName ? chosen.which : none;
  const mayWrite = useScope('invites:write');
  const bulk = useBulk(pages.refresh);
  function choose(changed: Chosen) {
    setChosen({ list: listName, which: changed });
  }
  function change(changes: Filters) {
    goTo(routeTo('links', [], { ...filters, ...changes }), { replace: true });
  }
  const keys = which === 'all' ? new Set(pages.items?.map(({ id }) => id)) : which;
  return (
    <>
      {filters.progress && (
        <BatchProgress
          ids={filters.progress.split(',')}
          onEnd={pages.refresh}
          onHide={() => change({ progress: '' })}
        />
      )}
      <LinkFilters filters={filters} onChange={change} />
      <BulkNote bulk={bulk} />
      <div class="row between">
        {mayWrite ? (
          <ChangeMany
            filters={filters}
            chosen={which}
            isAny={(pages.items?.length ?? 0) > 0}
            onChoose={choose}
            onStart={(ids, ask) => {
              choose(none);
              bulk.start(ids, ask);
            }}
            onBatches={(ids) => {
              choose(none);
              change({ progress: ids.join(',') });
            }}
          />
        ) : (
          <details>
            <summary>{text.links.changeMany}</summary>
            <NeedsScope scope="invites:write">{null}</NeedsScope>
          </details>
        )}
        <CsvButton query={query} />
      </div>
      <PagedTable
        key={listName}
        label={text.links.title}
        pages={pages}
        columns={columns}
        keyOf={({ id }) => id}
        nameOf={nameOf}
        selection={mayWrite ? { keys, onChange: choose } : undefined}
        empty={<NoLinks isFiltered={isFiltered(filters)} />}
      />
    </>
  );
}

const none: Chosen = new Set();

const columns: Column<Link>[] = [
  { name: text.links.columns.link, cell: (link) => <LinkCell link={link} /> },
  { name: text.links.columns.chat, cell: ({ account, peer }) => <ChatName account={account} peer={peer} /> },
  {
    name: text.links.columns.state,
    cell: ({ link_status: status = 'active' }) => (
      <Badge tone={linkTones[status]}>{text.links.states[status]}</Badge>
    ),
  },
  { name: text.links.columns.joined, isNumber: true, cell: (link) => joinedText(link) },
  {
    name: text.links.columns.ends,
    cell: (link) => {
      const end = endOf(link);
      return end === undefined ? <span class="dim">{text.links.never}</span> : <Time at={end} />;
    },
  },
  { name: text.links.columns.made, cell: ({ created_at: at }) => <Time at={at} /> },
];

function LinkCell({ link }: { link: Link }) {
  return (
    <>
      <a class="strong" href={routeTo('links', link.id)}>
        {nameOf(link)}
      </a>
      {link.origin && <span class="dim"> · {text.links.adopted}</span>}
      <br />
      <span class="hint">{link.invite?.link.replace('https://', '')}</span>
    </>
  );
}

function joinedText({ usage = 0, invite }: Link): string {
  const limit = invite?.usage_limit;
  return limit === undefined ? String(usage) : text.links.joinedOf(usage, limit);
}

function NoLinks({ isFiltered: isNarrow }: { isFiltered: boolean }) {
  const { noneTitle, none: noneText, clear, emptyTitle, empty, make } = text.links;
  return isNarrow ? (
    <EmptyState icon="search" title={noneTitle}>
      <p>{noneText}</p>
      <ButtonLink href={routeTo('links')}>{clear}</ButtonLink>
    </EmptyState>
  ) : (
    <EmptyState icon="link" title={emptyTitle}>
      <p>{empty}</p>
      <ButtonLink kind="primary" icon="plus" href={routeTo('new-link')}>
        {make}
      </ButtonLink>
    </EmptyState>
  );
}

function CsvButton({ query }: { query: Record<string, string | undefined> }) {
  const { apiKey } = useSession();
  const { run, isBusy, error } = useAction(() =>
    downloadCsv(apiKey, toUrl('/v1/invites.csv', {}, query), 'links.csv'),
  );
  return (
    <>
      <Button icon="download" isBusy={isBusy} onClick={run}>
        {text.live.csv}
      </Button>
      {error && <ProblemNote error={error} onRetry={run} />}
    </>
  );
}
