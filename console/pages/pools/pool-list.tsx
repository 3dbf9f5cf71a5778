import { useGet } from '../../api/use-query.ts';
import { Badge } from '../../parts/badge.tsx';
import { ButtonLink } from '../../parts/button.tsx';
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
  const { data, error, refresh } = useGet('/v1/pools', {}, { everyMs });
  const { title, emptyTitle, empty, create } = text.pools;
  return (
    <>
      {error && <ProblemNote error={error} onRetry={refresh} />}
      {data === undefined && !error && <Skeleton lines={4} />}
      {data?.pools.length === 0 && (
        <EmptyState icon="layers" title={emptyTitle}>
          <p>{empty}</p>
          <ButtonLink kind="primary" icon="plus" href={routeTo('pools', '+')}>
            {create}
          </ButtonLink>
        </EmptyState>
      )}
      {data && data.pools.length > 0 && (
        <ul class="cards" aria-label={title}>
          {data.pools.map((pool) => (
            <li key={pool.name} class="card stack">
              <PoolCard pool={pool} />
            </li>
          ))}
        </ul>
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
