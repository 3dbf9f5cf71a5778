import { EmptyState } from '../../parts/empty-state.tsx';
import { Page } from '../../parts/page.tsx';
import { text } from '../../strings.ts';

export function OverviewPage() {
  const { title, purpose, emptyTitle, empty } = text.overview;
  return (
    <Page title={title} purpose={purpose}>
      <EmptyState icon="home" title={emptyTitle}>
        <p>{empty}</p>
      </EmptyState>
    </Page>
  );
}
