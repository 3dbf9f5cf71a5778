import { useState } from 'preact/hooks';
import type { components } from '../../../client/openapi.ts';
import { useGet } from '../../api/use-query.ts';
import { Badge } from '../../parts/badge.tsx';
import { Button } from '../../parts/button.tsx';
import { EmptyState } from '../../parts/empty-state.tsx';
import { Command, NeedsScope } from '../../parts/needs-scope.tsx';
import { Page, Section } from '../../parts/page.tsx';
import { ProblemNote } from '../../parts/problem-note.tsx';
import { Skeleton } from '../../parts/skeleton.tsx';
import { type Column, Table } from '../../parts/table.tsx';
import { Time } from '../../parts/time.tsx';
import { text } from '../../strings.ts';
import { MakeKey } from './make-key.tsx';
import { RevokeKey } from './revoke-key.tsx';

type Key = components['schemas']['ApiKey'];

/** The keys of the tenant. Their texts are stored nowhere, so they cannot be shown. */
export function KeysPage() {
  const { title, purpose, makeTitle, table } = text.keys;
  return (
    <Page title={title} purpose={purpose}>
      <Section title={table}>
        <NeedsScope scope="keys:read">
          <KeyList />
        </NeedsScope>
      </Section>
      <Section title={makeTitle}>
        <MakeKey />
      </Section>
    </Page>
  );
}

function KeyList() {
  const { data, error, refresh } = useGet('/v1/keys');
  const own = useGet('/v1/key').data?.id;
  const [isAll, setAll] = useState(false);
  const { emptyTitle, empty, table, showAll, hideOld, more } = text.keys;
  if (data === undefined) {
    return error === undefined ? <Skeleton lines={4} /> : <ProblemNote error={error} onRetry={refresh} />;
  }
  const live = data.keys.filter(isLive);
  const old = data.keys.length - live.length;
  const shown = isAll ? data.keys : live;
  return (
    <>
      {error && <ProblemNote error={error} onRetry={refresh} />}
      {shown.length === 0 ? (
        <EmptyState icon="key" title={emptyTitle}>
          <p>{empty}</p>
        </EmptyState>
      ) : (
        <Table label={table} rows={shown} keyOf={({ id }) => id} columns={toColumns(own)} />
      )}
      {old > 0 && (
        <div class="actions">
          <Button onClick={() => setAll(!isAll)}>{isAll ? hideOld : showAll(old)}</Button>
        </div>
      )}
      {data.has_more && (
        <div class="stack tight">
          <p>{more}</p>
          <Command value="npm run key -- list" />
        </div>
      )}
    </>
  );
}

function isLive({ revoked_at: revoked, expires_at: expires }: Key): boolean {
  return revoked === undefined && (expires === undefined || Date.parse(expires) > Date.now());
}

function toColumns(own: string | undefined): Column<Key>[] {
  const { columns, all, thisOne, endsIn } = text.keys;
  return [
    {
      name: columns.name,
      cell: ({ id, name, last_four: lastFour }) => (
        <>
          <span class="strong">{name}</span> {lastFour && <code class="dim">{endsIn(lastFour)}</code>}{' '}
          {id === own && <Badge tone="busy">{thisOne}</Badge>}
        </>
      ),
    },
    { name: columns.state, cell: (key) => <KeyState apiKey={key} /> },
    { name: columns.may, cell: (key) => <Rights apiKey={key} /> },
    { name: columns.accounts, cell: ({ accounts }) => accounts?.join(', ') ?? all },
    {
      name: columns.made,
      cell: (key) => (
        <div class="stack tight">
          <Time at={key.created_at} />
          {isLive(key) && <RevokeKey apiKey={key} />}
        </div>
      ),
    },
  ];
}

function KeyState({ apiKey }: { apiKey: Key }) {
  const { states } = text.keys;
  const { revoked_at: revoked, expires_at: expires } = apiKey;
  if (revoked !== undefined) {
    return (
      <>
        <Badge tone="idle">{states.revoked}</Badge> <Time at={revoked} />
      </>
    );
  }
  if (expires === undefined) {
    return <Badge tone="good">{states.live}</Badge>;
  }
  return (
    <>
      {isLive(apiKey) ? (
        <Badge tone="wait">{states.ending}</Badge>
      ) : (
        <Badge tone="idle">{states.replaced}</Badge>
      )}{' '}
      <Time at={expires} />
    </>
  );
}

function Rights({ apiKey }: { apiKey: Key }) {
  const { scopes: names, rate, quota, newsTo, nothing } = text.keys;
  const { scopes, max_pending: maxPending, callback_url: url } = apiKey;
  const limits = [rate(apiKey.rate), ...(maxPending === undefined ? [] : [quota(maxPending)])];
  return (
    <>
      <span>{scopes.map((scope) => names[scope] ?? scope).join(', ') || nothing}</span>
      <div class="hint">{limits.join(', ')}</div>
      {url && <div class="hint">{newsTo(url)}</div>}
    </>
  );
}
