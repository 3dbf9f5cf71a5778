import { useMemo } from 'preact/hooks';
import { usePages } from '../../api/use-pages.ts';
import { ButtonLink } from '../../parts/button.tsx';
import { EmptyState } from '../../parts/empty-state.tsx';
import { PagedTable } from '../../parts/paged-table.tsx';
import type { Column } from '../../parts/table.tsx';
import { Time } from '../../parts/time.tsx';
import { routeTo } from '../../router.ts';
import { text } from '../../strings.ts';
import { CancelJob } from './cancel-job.tsx';
import { isFinal, type Job, peerText } from './job.ts';
import { JobBadge, JobResult } from './job-state.tsx';
import { useLiveJobs } from './use-live-jobs.ts';

const pageSize = 50;

/** While something is under way, and while nothing is: new jobs come from elsewhere too. */
const busyMs = 3_000;
const quietMs = 15_000;
/** A filter may read a thousand jobs to find its page. */
const filteredMs = 10_000;

/** The jobs of a query, newest first. */
export function JobList({ query: { status, account, title, batch } }: { query: Record<string, string> }) {
  const isFiltered = [status, account, title, batch].some(Boolean);
  const pages = usePages(
    '/v1/invites',
    { query: { status, account, title, batch, limit: pageSize } },
    (page) => page.items,
    ({ id }) => id,
    {
      everyMs: ({ body }) => (body?.items.every(isFinal) ? quietMs : isFiltered ? filteredMs : busyMs),
    },
  );
  const { items, first, refresh } = pages;
  const live = useLiveJobs(items ?? [], first?.items.length ?? 0);
  const columns = useMemo(() => toColumns(refresh), [refresh]);
  return (
    <PagedTable
      label={text.jobs.table}
      pages={{ ...pages, items: items && live }}
      columns={columns}
      keyOf={({ id }) => id}
      empty={isFiltered ? <NoneFound /> : <NoJobs />}
    />
  );
}

function NoJobs() {
  const { emptyTitle, empty, makeOne } = text.jobs;
  return (
    <EmptyState icon="clock" title={emptyTitle}>
      <p>{empty}</p>
      <ButtonLink kind="primary" icon="plus" href={routeTo('new-link')}>
        {makeOne}
      </ButtonLink>
    </EmptyState>
  );
}

function NoneFound() {
  const { noneTitle, none, clear } = text.jobs;
  return (
    <EmptyState icon="search" title={noneTitle}>
      <p>{none}</p>
      <ButtonLink href={routeTo('jobs')}>{clear}</ButtonLink>
    </EmptyState>
  );
}

export function toColumns(onChange: () => void): Column<Job>[] {
  const { columns, forChat, noTitle } = text.jobs;
  return [
    {
      name: columns.what,
      cell: ({ id, title, peer, account }) => (
        <div id={id}>
          <a class="strong" href={routeTo('jobs', id)}>
            {title || noTitle}
          </a>
          <div class="dim">{forChat(peerText(peer), account)}</div>
        </div>
      ),
    },
    { name: columns.status, cell: ({ status }) => <JobBadge status={status} /> },
    {
      name: columns.result,
      cell: (job) => (
        <div class="row">
          <JobResult job={job} />
          <CancelJob job={job} onCancelled={onChange} />
        </div>
      ),
    },
    { name: columns.asked, cell: ({ created_at: at }) => <Time at={at} /> },
  ];
}
