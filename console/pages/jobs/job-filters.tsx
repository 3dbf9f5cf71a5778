import { useEffect, useState } from 'preact/hooks';
import { useGet } from '../../api/use-query.ts';
import { Field, Select } from '../../parts/field.tsx';
import { routeTo } from '../../router.ts';
import { useScope } from '../../session.ts';
import { text } from '../../strings.ts';
import { goTo } from '../../use-route.ts';
import { jobStatuses } from './job.ts';

/** Letters that follow each other faster are one search. */
const typingMs = 350;

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
      <TitleField label={search} value={query.title ?? ''} onChange={(title) => choose({ title })} />
    </search>
  );
}

function TitleField({
  label,
  value,
  onChange,
}: {
  label: string;
  value: string;
  onChange(value: string): void;
}) {
  const [typed, setTyped] = useState(value);
  useEffect(() => setTyped(value), [value]);
  useEffect(() => {
    if (typed !== value) {
      const timer = setTimeout(() => onChange(typed), typingMs);
      return () => clearTimeout(timer);
    }
  }, [typed]);
  return <Field label={label} type="search" value={typed} onInput={setTyped} />;
}
