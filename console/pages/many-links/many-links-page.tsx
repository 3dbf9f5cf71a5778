import { EmptyState } from '../../parts/empty-state.tsx';
import { Page } from '../../parts/page.tsx';
import { text } from '../../strings.ts';

export function ManyLinksPage() {
  const { title, purpose, emptyTitle, empty } = text.manyLinks;
  return (
    <Page title={title} purpose={purpose}>
      <EmptyState icon="table" title={emptyTitle}>
        <p>{empty}</p>
      </EmptyState>
    </Page>
  );
}
