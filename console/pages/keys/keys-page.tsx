import { EmptyState } from '../../parts/empty-state.tsx';
import { Page } from '../../parts/page.tsx';
import { text } from '../../strings.ts';

export function KeysPage() {
  const { title, purpose, emptyTitle, empty } = text.keys;
  return (
    <Page title={title} purpose={purpose}>
      <EmptyState icon="key" title={emptyTitle}>
        <p>{empty}</p>
      </EmptyState>
    </Page>
  );
}
