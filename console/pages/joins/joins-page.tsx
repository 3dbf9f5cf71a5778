import { EmptyState } from '../../parts/empty-state.tsx';
import { Page } from '../../parts/page.tsx';
import { text } from '../../strings.ts';

export function JoinsPage() {
  const { title, purpose, emptyTitle, empty } = text.joins;
  return (
    <Page title={title} purpose={purpose}>
      <EmptyState icon="users" title={emptyTitle}>
        <p>{empty}</p>
      </EmptyState>
    </Page>
  );
}
