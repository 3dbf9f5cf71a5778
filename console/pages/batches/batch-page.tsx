import { useMemo } from 'preact/hooks';
import { usePages } from '../../api/use-pages.ts';
import { ButtonLink } from '../../parts/button.tsx';
import { NeedsScope } from '../../parts/needs-scope.tsx';
import { Page, Section } from '../../parts/page.tsx';
import { PagedTable } from '../../parts/paged-table.tsx';
import { ProblemNote } from '../../parts/problem-note.tsx';
import { Skeleton } from '../../parts/skeleton.tsx';
import { Time } from '../../parts/time.tsx';
import { routeTo } from '../../router.ts';
import { text } from '../../strings.ts';
import { toColumns } from '../jobs/job-list.tsx';
import { useLiveJobs } from '../jobs/use-live-jobs.ts';
import { BatchActions } from './batch-actions.tsx';
import { batchPause } from './batch-pause.ts';
import { BatchState } from './batch-state.tsx';

const pageSize = 50;

/** One batch and its links. */
export function BatchPage({ id }: { id: string }) {
  const { title, pagePurpose, toList } = text.batches;
  return (
    <Page
      title={title}
      purpose={pagePurpose}
      actions={<ButtonLink href={routeTo('batches')}>{toList}</ButtonLink>}
    >
      <NeedsScope scope="invites:read">
        <BatchParts id={id} />
      </NeedsScope>
    </Page>
  );
}

function BatchParts({ id }: { id: string }) {
  const pages = usePages(
    '/v1/batches/{id}',
    { params: { id }, query: { limit: pageSize } },
    (batch) => batch.items,
    (job) => job.id,
    { everyMs: batchPause },
  );
  const { first, error, refresh } = pages;
  const items = useLiveJobs(pages.items ?? [], first?.items.length ?? 0);
  const columns = useMemo(() => toColumns(refresh), [refresh]);
  const { progress, started, linksOf, table } = text.batches;
  if (first === undefined) {
    return error === undefined ? <Skeleton lines={8} /> : <ProblemNote error={error} onRetry={refresh} />;
  }
  return (
    <>
      <Section title={progress}>
        <div class="card stack">
          <p class="dim">
            {started} <Time at={first.created_at} />
          </p>
          <BatchState batch={first} />
          <BatchActions batch={first} onChange={refresh} />
        </div>
      </Section>
      <Section title={linksOf}>
        <PagedTable
          label={table}
          pages={{ ...pages, items }}
          columns={columns}
          keyOf={(job) => job.id}
          empty={null}
        />
      </Section>
    </>
  );
}
