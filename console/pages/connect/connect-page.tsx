import { EmptyState } from '../../parts/empty-state.tsx';
import { Page } from '../../parts/page.tsx';
import { text } from '../../strings.ts';

export function ConnectPage() {
  const { title, purpose, emptyTitle, empty } = text.connect;
  return (
    <Page title={title} purpose={purpose}>
      <EmptyState icon="phone" title={emptyTitle}>
        <p>{empty}</p>
      </EmptyState>
    </Page>
  );
}
