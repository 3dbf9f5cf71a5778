import { EmptyState } from '../../parts/empty-state.tsx';
import { Page } from '../../parts/page.tsx';
import { text } from '../../strings.ts';

export function RotationsPage() {
  const { title, purpose, emptyTitle, empty } = text.rotations;
  return (
    <Page title={title} purpose={purpose}>
      <EmptyState icon="repeat" title={emptyTitle}>
        <p>{empty}</p>
      </EmptyState>
    </Page>
  );
}
