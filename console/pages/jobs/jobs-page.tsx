import { EmptyState } from '../../parts/empty-state.tsx';
import { Page } from '../../parts/page.tsx';
import { text } from '../../strings.ts';

export function JobsPage() {
  const { title, purpose, emptyTitle, empty } = text.jobs;
  return (
    <Page title={title} purpose={purpose}>
      <EmptyState icon="clock" title={emptyTitle}>
        <p>{empty}</p>
      </EmptyState>
    </Page>
  );
}
