import { EmptyState } from '../../parts/empty-state.tsx';
import { Page } from '../../parts/page.tsx';
import { text } from '../../strings.ts';

export function WebhooksPage() {
  const { title, purpose, emptyTitle, empty } = text.webhooks;
  return (
    <Page title={title} purpose={purpose}>
      <EmptyState icon="bell" title={emptyTitle}>
        <p>{empty}</p>
      </EmptyState>
    </Page>
  );
}
