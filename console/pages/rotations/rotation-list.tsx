import { usePages } from '../../api/use-pages.ts';
import { Badge } from '../../parts/badge.tsx';
import { ButtonLink } from '../../parts/button.tsx';
import { EmptyState } from '../../parts/empty-state.tsx';
import { NeedsScope } from '../../parts/needs-scope.tsx';
import { Page } from '../../parts/page.tsx';
import { PagedTable } from '../../parts/paged-table.tsx';
import type { Column } from '../../parts/table.tsx';
import { Countdown } from '../../parts/time.tsx';
import { ChatName } from '../../parts/where-fields.tsx';
import { routeTo } from '../../router.ts';
import { text } from '../../strings.ts';
import { describePeriod, type Rotation, rotationTones } from './rotation.ts';

const everyMs = 15_000;

export function RotationList() {
  const { title, purpose, create } = text.rotations;
  return (
    <Page
      title={title}
      purpose={purpose}
      actions={
        <ButtonLink kind="primary" icon="plus" href={routeTo('rotations', '+')}>
          {create}
        </ButtonLink>
      }
    >
      <NeedsScope scope="invites:read">
        <Rotations />
      </NeedsScope>
    </Page>
  );
}

function Rotations() {
  const pages = usePages(
    '/v1/rotations',
    { query: { limit: 100 } },
    (body) => body.rotations,
    ({ name }) => name,
    { everyMs },
  );
  const { title, emptyTitle, empty, create } = text.rotations;
  return (
    <PagedTable
      label={title}
      pages={pages}
      columns={columns}
      keyOf={({ name }) => name}
      empty={
        <EmptyState icon="repeat" title={emptyTitle}>
          <p>{empty}</p>
          <ButtonLink kind="primary" icon="plus" href={routeTo('rotations', '+')}>
            {create}
          </ButtonLink>
        </EmptyState>
      }
    />
  );
}

const names = text.rotations.columns;

const columns: Column<Rotation>[] = [
  {
    name: names.name,
    cell: ({ name, path }) => (
      <>
        <a class="strong" href={routeTo('rotations', name)}>
          {name}
        </a>
        {path && (
          <>
            <br />
            <span class="hint">{path}</span>
          </>
        )}
      </>
    ),
  },
  { name: names.chat, cell: ({ account, peer }) => <ChatName account={account} peer={peer} /> },
  {
    name: names.state,
    cell: ({ status, error }) => (
      <>
        <Badge tone={rotationTones[status]}>{text.rotations.states[status]}</Badge>
        {error && <p class="hint">{error.detail}</p>}
      </>
    ),
  },
  { name: names.period, cell: describePeriod },
  {
    name: names.next,
    cell: ({ next_change_at: next }) => next && <Countdown until={next} over={text.rotations.making} />,
  },
];
