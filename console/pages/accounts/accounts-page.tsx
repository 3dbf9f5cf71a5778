import { EmptyState } from '../../parts/empty-state.tsx';
import { Page } from '../../parts/page.tsx';
import { text } from '../../strings.ts';

export function AccountsPage() {
  const { title, purpose, emptyTitle, empty } = text.accounts;
  return (
    <Page title={title} purpose={purpose}>
      <EmptyState icon="gauge" title={emptyTitle}>
        <p>{empty}</p>
      </EmptyState>
    </Page>
  );
}
