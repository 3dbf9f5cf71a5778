import { usePages } from '../../api/use-pages.ts';
import { useShortPages } from '../../api/use-short-pages.ts';
import { Button, ButtonLink } from '../../parts/button.tsx';
import { EmptyState } from '../../parts/empty-state.tsx';
import { NeedsScope } from '../../parts/needs-scope.tsx';
import { Page } from '../../parts/page.tsx';
import { ProblemNote } from '../../parts/problem-note.tsx';
import { Skeleton } from '../../parts/skeleton.tsx';
import { type Route, routeTo } from '../../router.ts';
import { text } from '../../strings.ts';
import { BatchCard } from './batch-card.tsx';
import { BatchPage } from './batch-page.tsx';

/** The batches, or one of them: `#/batches/bat_...`. */
export function BatchesPage({ route }: { route: Route }) {
  const [id] = route.rest;
  if (id !== undefined) {
    return <BatchPage id={id} />;
  }
  const { title, purpose, makeMany } = text.batches;
  return (
    <Page
      title={title}
      purpose={purpose}
      actions={
        <ButtonLink kind="primary" icon="plus" href={routeTo('many-links')}>
          {makeMany}
        </ButtonLink>
      }
    >
      <NeedsScope scope="invites:read">
        <BatchList />
      </NeedsScope>
    </Page>
  );
}

/** The service looks at so many requests for a page: most of them may be single ones. */
const pageSize = 50;
const everyMs = 15_000;

function BatchList() {
  const pages = usePages(
    '/v1/batches',
    { query: { limit: pageSize } },
    (page) => page.batches,
    ({ id }) => id,
    { everyMs },
  );
  const { items, error, refresh } = pages;
  const { isShort, lookFurther } = useShortPages(pages);
  const { emptyTitle, empty, makeMany, list } = text.batches;
  const { noneSoFar, noneSoFarNext, lookFurther: further } = text.live;
  if (items === undefined) {
    return error === undefined ? <Skeleton lines={6} /> : <ProblemNote error={error} onRetry={refresh} />;
  }
  return (
    <>
      {error && <ProblemNote error={error} onRetry={refresh} />}
      {items.length === 0 && !pages.hasMore && (
        <EmptyState icon="layers" title={emptyTitle}>
          <p>{empty}</p>
          <ButtonLink kind="primary" icon="plus" href={routeTo('many-links')}>
            {makeMany}
          </ButtonLink>
        </EmptyState>
      )}
      {items.length === 0 && pages.hasMore && (
        <EmptyState icon="search" title={isShort ? noneSoFar : text.common.loading}>
          <p>{noneSoFarNext}</p>
        </EmptyState>
      )}
      <ul class="cards" aria-label={list}>
        {items.map((batch) => (
          <BatchCard key={batch.id} batch={batch} />
        ))}
      </ul>
      {pages.hasMore && (
        <div class="actions">
          <Button isBusy={pages.isLoadingMore} onClick={lookFurther}>
            {items.length === 0 ? further : text.common.loadMore}
          </Button>
        </div>
      )}
    </>
  );
}
