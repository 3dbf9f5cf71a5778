import { useMemo, useState } from 'preact/hooks';
import type { components } from '../../../client/openapi.ts';
import { enableWebhook } from '../../api/operator.ts';
import { useGet } from '../../api/use-query.ts';
import { Badge } from '../../parts/badge.tsx';
import { EmptyState } from '../../parts/empty-state.tsx';
import { Command, NeedsScope } from '../../parts/needs-scope.tsx';
import { Page } from '../../parts/page.tsx';
import { Note, ProblemNote } from '../../parts/problem-note.tsx';
import { Skeleton } from '../../parts/skeleton.tsx';
import { type Column, Table } from '../../parts/table.tsx';
import { Time } from '../../parts/time.tsx';
import type { Tone } from '../../parts/tone.ts';
import { text } from '../../strings.ts';
import { Mend } from '../accounts/mend.tsx';

export type Webhook = components['schemas']['WebhookEndpoint'];

const everyMs = 15_000;

/** Where news goes to, those addresses first that need somebody. */
export function WebhooksPage() {
  const { title, purpose } = text.webhooks;
  return (
    <Page title={title} purpose={purpose}>
      <NeedsScope scope="keys:read">
        <WebhookList />
      </NeedsScope>
    </Page>
  );
}

function WebhookList() {
  const { data, error, refresh } = useGet('/v1/webhooks', {}, { everyMs });
  const [outcome, setOutcome] = useState<string>();
  const columns = useMemo(
    () =>
      toColumns((said) => {
        setOutcome(said);
        refresh();
      }),
    [refresh],
  );
  const { emptyTitle, empty, howTo, table, more } = text.webhooks;
  if (data === undefined) {
    return error === undefined ? <Skeleton lines={4} /> : <ProblemNote error={error} onRetry={refresh} />;
  }
  return (
    <>
      {error && <ProblemNote error={error} onRetry={refresh} />}
      {outcome && <Note tone="good">{outcome}</Note>}
      {data.webhooks.length === 0 ? (
        <EmptyState icon="bell" title={emptyTitle}>
          <p>{empty}</p>
          <a href="/docs">{howTo}</a>
        </EmptyState>
      ) : (
        <Table label={table} rows={data.webhooks} keyOf={({ url }) => url} columns={columns} />
      )}
      {data.has_more && (
        <div class="stack tight">
          <p>{more}</p>
          <Command value="npm run webhook -- list" />
        </div>
      )}
    </>
  );
}

const tones: Record<Webhook['state'], Tone> = { active: 'good', failing: 'wait', disabled: 'bad' };

function toColumns(onChange: (outcome: string) => void): Column<Webhook>[] {
  const { columns, states, waiting, waitingHint } = text.webhooks;
  return [
    { name: columns.url, cell: ({ url }) => <span class="strong">{url}</span> },
    {
      name: columns.state,
      cell: (webhook) => (
        <div class="stack tight">
          <span>
            <Badge tone={tones[webhook.state]}>{states[webhook.state]}</Badge>
          </span>
          {webhook.state === 'disabled' && <EnableWebhook url={webhook.url} onDone={onChange} />}
        </div>
      ),
    },
    { name: columns.last, cell: (webhook) => <LastAnswer webhook={webhook} /> },
    {
      name: columns.waiting,
      isNumber: true,
      cell: ({ waiting: count, more_waiting: isMore = false }) =>
        count === undefined ? '–' : <span title={waitingHint}>{waiting(count, isMore)}</span>,
    },
  ];
}

/** What came back last, and since when it has been so. */
export function LastAnswer({ webhook }: { webhook: Webhook }) {
  const { failingSince, lastDelivered, noDelivery, failed, within } = text.webhooks;
  const { last_failure: failure, failing_since: since, delivered_at: delivered, failures = 0 } = webhook;
  return (
    <div class="stack tight">
      {failure && (
        <p>
          {failure.detail}{' '}
          <span class="dim">
            {failure.at && <Time at={failure.at} />}
            {since && (
              <>
                {' '}
                ({failed(failures)}, {failingSince} <Time at={since} />)
              </>
            )}
          </span>
        </p>
      )}
      <p class="dim">
        {delivered === undefined ? (
          noDelivery
        ) : (
          <span title={within}>
            {lastDelivered} <Time at={delivered} />
          </span>
        )}
      </p>
    </div>
  );
}

/** Switches an address on again, or says how. */
export function EnableWebhook({ url, onDone }: { url: string; onDone(outcome: string): void }) {
  const { enable, enabled } = text.webhooks;
  return (
    <Mend
      label={enable}
      command={`npm run webhook -- enable '${url}'`}
      act={async (operator) => {
        await enableWebhook(operator, url);
        return enabled;
      }}
      onDone={onDone}
    />
  );
}
