import { EmptyState } from '../../parts/empty-state.tsx';
import { Page } from '../../parts/page.tsx';
import { text } from '../../strings.ts';

export function LinksPage() {
  const { title, purpose, emptyTitle, empty } = text.links;
  return (
    <Page title={title} purpose={purpose}>
      <EmptyState icon="link" title={emptyTitle}>
        <p>{empty}</p>
      </EmptyState>
    </Page>
  );
}
