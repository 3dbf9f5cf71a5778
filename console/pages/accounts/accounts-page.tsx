import { useGet } from '../../api/use-query.ts';
import { ButtonLink } from '../../parts/button.tsx';
import { EmptyState } from '../../parts/empty-state.tsx';
import { NeedsScope } from '../../parts/needs-scope.tsx';
import { Page } from '../../parts/page.tsx';
import { ProblemNote } from '../../parts/problem-note.tsx';
import { Skeleton } from '../../parts/skeleton.tsx';
import { type Column, Table } from '../../parts/table.tsx';
import { type Route, routeTo } from '../../router.ts';
import { text } from '../../strings.ts';
import type { Account } from './account.ts';
import { AccountPage } from './account-page.tsx';
import { AccountBadge, AccountTrouble } from './account-state.tsx';
import { describeUser } from './describe-user.ts';

const everyMs = 5_000;

/** The accounts, or one of them: `#/accounts/main`. */
export function AccountsPage({ route }: { route: Route }) {
  const [name] = route.rest;
  if (name !== undefined) {
    return <AccountPage key={name} name={name} />;
  }
  const { title, purpose, connect } = text.accounts;
  return (
    <Page
      title={title}
      purpose={purpose}
      actions={
        <ButtonLink icon="plus" href={routeTo('connect')}>
          {connect}
        </ButtonLink>
      }
    >
      <NeedsScope scope="accounts:read">
        <AccountList />
      </NeedsScope>
    </Page>
  );
}

function AccountList() {
  const { data, error, refresh } = useGet('/v1/accounts', {}, { everyMs });
  const { emptyTitle, empty, connect, table } = text.accounts;
  if (data === undefined) {
    return error === undefined ? <Skeleton lines={4} /> : <ProblemNote error={error} onRetry={refresh} />;
  }
  return (
    <>
      {error && <ProblemNote error={error} onRetry={refresh} />}
      {data.accounts.length === 0 ? (
        <EmptyState icon="phone" title={emptyTitle}>
          <p>{empty}</p>
          <ButtonLink kind="primary" icon="plus" href={routeTo('connect')}>
            {connect}
          </ButtonLink>
        </EmptyState>
      ) : (
        <Table label={table} rows={data.accounts} keyOf={({ name }) => name} columns={columns} />
      )}
    </>
  );
}

const { columns: titles } = text.accounts;

const columns: Column<Account>[] = [
  {
    name: titles.name,
    cell: ({ name, user }) => (
      <>
        <a class="strong" href={routeTo('accounts', name)}>
          {name}
        </a>
        {user && <div class="dim">{describeUser(user)}</div>}
      </>
    ),
  },
  {
    name: titles.status,
    cell: (account) => (
      <>
        <AccountBadge account={account} />
        <AccountTrouble account={account} />
      </>
    ),
  },
  {
    name: titles.pending,
    isNumber: true,
    cell: ({ name, pending }) =>
      pending === 0 ? '0' : <a href={routeTo('jobs', [], { account: name })}>{pending}</a>,
  },
  { name: titles.chat, cell: ({ default_peer: peer }) => peer ?? '–' },
];
