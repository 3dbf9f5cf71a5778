import { useMemo } from 'preact/hooks';
import { usePages } from '../../api/use-pages.ts';
import { Button, ButtonLink } from '../../parts/button.tsx';
import { EmptyState } from '../../parts/empty-state.tsx';
import { ProblemNote } from '../../parts/problem-note.tsx';
import { Skeleton } from '../../parts/skeleton.tsx';
import { type Column, Table } from '../../parts/table.tsx';
import { Time } from '../../parts/time.tsx';
import { routeTo } from '../../router.ts';
import { text } from '../../strings.ts';
import { CancelJob } from './cancel-job.tsx';
import { isFinal, type Job, peerText } from './job.ts';
import { JobBadge, JobResult } from './job-state.tsx';
import { useLiveJobs } from './use-live-jobs.ts';
import { useRowWindow } from './use-row-window.ts';

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
  const { items, first, error, refresh } = pages;
  const jobs = useLiveJobs(items ?? [], first?.items.length ?? 0);
  const columns = useMemo(() => toColumns(refresh), [refresh]);
  const { shown, newer, older } = useRowWindow(jobs, pages);
  if (items === undefined) {
    return error === undefined ? <Skeleton lines={8} /> : <ProblemNote error={error} onRetry={refresh} />;
  }
  return (
    <>
      {error && <ProblemNote error={error} onRetry={refresh} />}
      {jobs.length > 0 ? (
        <>
          {newer && (
            <div class="actions">
              <Button onClick={newer}>{text.jobs.newer}</Button>
            </div>
          )}
          <Table label={text.jobs.table} rows={shown} keyOf={({ id }) => id} columns={columns} />
          {shown.length === 0 && <Skeleton lines={8} />}
        </>
      ) : (
        <NoJobs isFiltered={isFiltered} isMore={pages.hasMore} />
      )}
      {(older || pages.hasMore) && (
        <div class="actions">
          <Button isBusy={pages.isLoadingMore} onClick={older ?? pages.loadMore}>
            {older ? text.jobs.older : jobs.length > 0 ? text.common.loadMore : text.jobs.lookFurther}
          </Button>
        </div>
      )}
    </>
  );
}

function NoJobs({ isFiltered, isMore }: { isFiltered: boolean; isMore: boolean }) {
  const { emptyTitle, empty, makeOne, noneTitle, none, noneSoFar, clear } = text.jobs;
  if (!isFiltered) {
    return (
      <EmptyState icon="clock" title={emptyTitle}>
        <p>{empty}</p>
        <ButtonLink kind="primary" icon="plus" href={routeTo('new-link')}>
          {makeOne}
        </ButtonLink>
      </EmptyState>
    );
  }
  return (
    <EmptyState icon="search" title={noneTitle}>
      <p>{isMore ? noneSoFar : none}</p>
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
