import { EmptyState } from '../../parts/empty-state.tsx';
import { Page } from '../../parts/page.tsx';
import { text } from '../../strings.ts';

export function RequestsPage() {
  const { title, purpose, emptyTitle, empty } = text.requests;
  return (
    <Page title={title} purpose={purpose}>
      <EmptyState icon="door" title={emptyTitle}>
        <p>{empty}</p>
      </EmptyState>
    </Page>
  );
}
