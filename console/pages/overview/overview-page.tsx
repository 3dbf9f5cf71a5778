import { useMemo, useState } from 'preact/hooks';
import { useGet } from '../../api/use-query.ts';
import { ButtonLink } from '../../parts/button.tsx';
import { EmptyState } from '../../parts/empty-state.tsx';
import { Icon, type IconName } from '../../parts/icon.tsx';
import { Page, Section } from '../../parts/page.tsx';
import { Note, ProblemNote } from '../../parts/problem-note.tsx';
import { Skeleton } from '../../parts/skeleton.tsx';
import { Table } from '../../parts/table.tsx';
import { routeTo } from '../../router.ts';
import { useScope } from '../../session.ts';
import { text } from '../../strings.ts';
import { isFinal } from '../jobs/job.ts';
import { toColumns } from '../jobs/job-list.tsx';
import { NeedNote } from './need-note.tsx';
import { type Needs, useNeeds } from './use-needs.ts';

/** The start: what needs somebody, what can be done, and what happened last. */
export function OverviewPage() {
  const { title, purpose, needs: needsTitle, quick } = text.overview;
  const needs = useNeeds();
  const seesJobs = useScope('invites:read');
  return (
    <Page title={title} purpose={purpose}>
      <Section title={needsTitle}>
        <NeedList needs={needs} />
      </Section>
      <Section title={quick}>
        <QuickActions />
      </Section>
      {seesJobs && <RecentJobs />}
    </Page>
  );
}

function NeedList({ needs: { needs, accounts, unseen, error, refresh } }: { needs: Needs }) {
  const { fine, notSeen, kinds } = text.overview;
  const [outcome, setOutcome] = useState<string>();
  function note(said: string) {
    setOutcome(said);
    refresh();
  }
  if (needs === undefined) {
    return <Skeleton lines={1} />;
  }
  return (
    <div class="stack" aria-live="polite">
      {error && <ProblemNote error={error} onRetry={refresh} />}
      {outcome && <Note tone="good">{outcome}</Note>}
      {accounts?.length === 0 && <ConnectFirst />}
      {needs.length > 0 && (
        <ul class="cards">
          {needs.map((need) => (
            <NeedNote key={nameOf(need)} need={need} onDone={note} />
          ))}
        </ul>
      )}
      {needs.length === 0 && error === undefined && accounts?.length !== 0 && <Note tone="good">{fine}</Note>}
      {unseen.length > 0 && <p class="hint">{notSeen(unseen.map((each) => kinds[each]).join(', '))}</p>}
    </div>
  );
}

function nameOf(need: NonNullable<Needs['needs']>[number]): string {
  switch (need.kind) {
    case 'account':
      return `account ${need.account.name}`;
    case 'webhook':
      return need.webhook.url;
    case 'pool':
      return `pool ${need.pool.name}`;
    case 'rotation':
      return `rotation ${need.rotation.name}`;
  }
}

function ConnectFirst() {
  const { connectTitle, connect, connectButton } = text.overview;
  return (
    <EmptyState icon="phone" title={connectTitle}>
      <p>{connect}</p>
      <ButtonLink kind="primary" icon="plus" href={routeTo('connect')}>
        {connectButton}
      </ButtonLink>
    </EmptyState>
  );
}

const quickPages: [keyof typeof text.overview.actions, string, IconName][] = [
  ['newLink', 'new-link', 'plus'],
  ['manyLinks', 'many-links', 'table'],
  ['links', 'links', 'search'],
  ['requests', 'requests', 'door'],
];

function QuickActions() {
  return (
    <ul class="quick">
      {quickPages.map(([name, page, icon]) => (
        <li key={name}>
          <a class="card" href={routeTo(page)}>
            <Icon name={icon} />
            <span>
              <span class="strong">{text.overview.actions[name].title}</span>
              <span class="hint">{text.overview.actions[name].detail}</span>
            </span>
          </a>
        </li>
      ))}
    </ul>
  );
}

const recentCount = 6;
const busyMs = 3_000;
const quietMs = 15_000;

function RecentJobs() {
  const { recent, allJobs, noJobs } = text.overview;
  const { data, error, refresh } = useGet(
    '/v1/invites',
    { query: { limit: recentCount } },
    { everyMs: ({ body }) => (body?.items.every(isFinal) ? quietMs : busyMs) },
  );
  const columns = useMemo(() => toColumns(refresh), [refresh]);
  return (
    <Section title={recent} actions={<ButtonLink href={routeTo('jobs')}>{allJobs}</ButtonLink>}>
      {error && <ProblemNote error={error} onRetry={refresh} />}
      {data === undefined ? (
        error === undefined && <Skeleton lines={recentCount} />
      ) : data.items.length === 0 ? (
        <p class="dim">{noJobs}</p>
      ) : (
        <Table label={recent} rows={data.items} keyOf={({ id }) => id} columns={columns} />
      )}
    </Section>
  );
}
