import { EmptyState } from '../../parts/empty-state.tsx';
import { Page } from '../../parts/page.tsx';
import { text } from '../../strings.ts';

export function NewLinkPage() {
  const { title, purpose, emptyTitle, empty } = text.newLink;
  return (
    <Page title={title} purpose={purpose}>
      <EmptyState icon="plus" title={emptyTitle}>
        <p>{empty}</p>
      </EmptyState>
    </Page>
  );
}
