import { usePages } from '../../api/use-pages.ts';
import { Badge } from '../../parts/badge.tsx';
import { Button, ButtonLink } from '../../parts/button.tsx';
import { EmptyState } from '../../parts/empty-state.tsx';
import { NeedsScope } from '../../parts/needs-scope.tsx';
import { Page } from '../../parts/page.tsx';
import { ProblemNote } from '../../parts/problem-note.tsx';
import { Skeleton } from '../../parts/skeleton.tsx';
import { ChatName } from '../../parts/where-fields.tsx';
import { routeTo } from '../../router.ts';
import { text } from '../../strings.ts';
import { type Pool, poolTones, stateOf } from './pool.ts';
import { PoolBar } from './pool-bar.tsx';

const everyMs = 5_000;

export function PoolList() {
  const { title, purpose, create } = text.pools;
  return (
    <Page
      title={title}
      purpose={purpose}
      actions={
        <ButtonLink kind="primary" icon="plus" href={routeTo('pools', '+')}>
          {create}
        </ButtonLink>
      }
    >
      <NeedsScope scope="invites:read">
        <Pools />
      </NeedsScope>
    </Page>
  );
}

function Pools() {
  const { items, error, hasMore, isLoadingMore, loadMore, refresh } = usePages(
    '/v1/pools',
    { query: { limit: 100 } },
    (body) => body.pools,
    ({ name }) => name,
    { everyMs },
  );
  const { title, emptyTitle, empty, create } = text.pools;
  return (
    <>
      {error && <ProblemNote error={error} onRetry={refresh} />}
      {items === undefined && !error && <Skeleton lines={4} />}
      {items?.length === 0 && !hasMore && (
        <EmptyState icon="layers" title={emptyTitle}>
          <p>{empty}</p>
          <ButtonLink kind="primary" icon="plus" href={routeTo('pools', '+')}>
            {create}
          </ButtonLink>
        </EmptyState>
      )}
      {items && items.length > 0 && (
        <ul class="cards" aria-label={title}>
          {items.map((pool) => (
            <li key={pool.name} class="card stack">
              <PoolCard pool={pool} />
            </li>
          ))}
        </ul>
      )}
      {hasMore && (
        <div>
          <Button isBusy={isLoadingMore} onClick={loadMore}>
            {text.common.loadMore}
          </Button>
        </div>
      )}
    </>
  );
}

function PoolCard({ pool }: { pool: Pool }) {
  const { states, taken } = text.pools;
  const state = stateOf(pool);
  return (
    <>
      <div class="row between">
        <div>
          <h2>
            <a href={routeTo('pools', pool.name)}>{pool.name}</a>
          </h2>
          <span class="dim">
            <ChatName account={pool.account} peer={pool.peer} /> · {taken(pool.taken)}
          </span>
        </div>
        <Badge tone={poolTones[state]}>{states[state]}</Badge>
      </div>
      <PoolBar pool={pool} />
      {pool.error && <p class="field-problem">{pool.error.detail}</p>}
    </>
  );
}
