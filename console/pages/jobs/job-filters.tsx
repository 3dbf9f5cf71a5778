import { useGet } from '../../api/use-query.ts';
import { Select } from '../../parts/field.tsx';
import { LaterField } from '../../parts/later-field.tsx';
import { routeTo } from '../../router.ts';
import { useScope } from '../../session.ts';
import { text } from '../../strings.ts';
import { goTo } from '../../use-route.ts';
import { jobStatuses } from './job.ts';

/** What the address names is what is shown: a filtered list can be kept as a bookmark. */
export function JobFilters({ query }: { query: Record<string, string> }) {
  const { filters, status, account, search, anyStatus, anyAccount, statuses } = text.jobs;
  const maySeeAccounts = useScope('accounts:read');
  const { data } = useGet(maySeeAccounts ? '/v1/accounts' : undefined);
  const names = new Set([...(data?.accounts.map(({ name }) => name) ?? []), query.account ?? '']);
  function choose(changes: Record<string, string>) {
    goTo(routeTo('jobs', [], { ...query, ...changes }), { replace: true });
  }
  return (
    <search class="fields" aria-label={filters}>
      <Select
        label={status}
        value={query.status ?? ''}
        options={[
          { value: '', label: anyStatus },
          ...jobStatuses.map((value) => ({ value, label: statuses[value] })),
        ]}
        onChange={(value) => choose({ status: value })}
      />
      <Select
        label={account}
        value={query.account ?? ''}
        options={[
          { value: '', label: anyAccount },
          ...[...names].filter(Boolean).map((value) => ({ value, label: value })),
        ]}
        onChange={(value) => choose({ account: value })}
      />
      <LaterField
        label={search}
        type="search"
        value={query.title ?? ''}
        onInput={(title) => choose({ title })}
      />
    </search>
  );
}
