import { EmptyState } from '../../parts/empty-state.tsx';
import { Page } from '../../parts/page.tsx';
import { text } from '../../strings.ts';

export function PoolsPage() {
  const { title, purpose, emptyTitle, empty } = text.pools;
  return (
    <Page title={title} purpose={purpose}>
      <EmptyState icon="layers" title={emptyTitle}>
        <p>{empty}</p>
      </EmptyState>
    </Page>
  );
}
