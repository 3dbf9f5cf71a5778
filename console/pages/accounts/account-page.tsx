import { useState } from 'preact/hooks';
import { useGet } from '../../api/use-query.ts';
import { ButtonLink } from '../../parts/button.tsx';
import { Facts } from '../../parts/facts.tsx';
import { NeedsScope } from '../../parts/needs-scope.tsx';
import { Page, Section } from '../../parts/page.tsx';
import { Note, ProblemNote } from '../../parts/problem-note.tsx';
import { Skeleton } from '../../parts/skeleton.tsx';
import { routeTo } from '../../router.ts';
import { text } from '../../strings.ts';
import type { Account, Activity } from './account.ts';
import { AccountBadge, AccountTrouble } from './account-state.tsx';
import { ActivityChart } from './activity-chart.tsx';
import { ChatList } from './chat-list.tsx';
import { describeUser } from './describe-user.ts';
import { MendAccount } from './mend-account.tsx';

const everyMs = 4_000;
/** An answer reads up to 500 jobs. */
const activityEveryMs = 60_000;

/** One account: how it does, its last hours, and its chats. */
export function AccountPage({ name }: { name: string }) {
  const { page, pagePurpose, toList, makeLink } = text.accounts;
  return (
    <Page
      title={page(name)}
      purpose={pagePurpose}
      actions={
        <>
          <ButtonLink kind="primary" icon="plus" href={routeTo('new-link', [], { account: name })}>
            {makeLink}
          </ButtonLink>
          <ButtonLink href={routeTo('accounts')}>{toList}</ButtonLink>
        </>
      }
    >
      <NeedsScope scope="accounts:read">
        <AccountParts name={name} />
      </NeedsScope>
    </Page>
  );
}

function AccountParts({ name }: { name: string }) {
  const { data, error, refresh } = useGet('/v1/accounts/{name}', { params: { name } }, { everyMs });
  const activity = useGet('/v1/accounts/{name}/activity', { params: { name } }, { everyMs: activityEveryMs });
  if (data === undefined) {
    return error === undefined ? <Skeleton lines={8} /> : <ProblemNote error={error} onRetry={refresh} />;
  }
  const { state, lastHours, chats } = text.accounts;
  return (
    <>
      {error && <ProblemNote error={error} onRetry={refresh} />}
      <Section title={state}>
        <StateCard account={data} onDone={refresh} />
        <AccountFacts account={data} activity={activity.data} />
      </Section>
      <Section title={lastHours}>
        {activity.data === undefined ? (
          activity.error === undefined ? (
            <Skeleton lines={6} />
          ) : (
            <ProblemNote error={activity.error} onRetry={activity.refresh} />
          )
        ) : (
          <ActivityChart activity={activity.data} />
        )}
      </Section>
      <Section title={chats}>
        <ChatList account={name} />
      </Section>
    </>
  );
}

function StateCard({ account, onDone }: { account: Account; onDone(): void }) {
  const [outcome, setOutcome] = useState<string>();
  return (
    <div class="card stack tight">
      <div class="row" aria-live="polite">
        <AccountBadge account={account} />
        <AccountTrouble account={account} />
      </div>
      {outcome && <Note tone="good">{outcome}</Note>}
      <MendAccount
        account={account}
        onDone={(said) => {
          setOutcome(said);
          onDone();
        }}
      />
    </div>
  );
}

function AccountFacts({ account, activity }: { account: Account; activity: Activity | undefined }) {
  const { inLine, jobs, pace, paceIs, paceBurst, paceHint, user, usualChat } = text.accounts;
  return (
    <Facts
      facts={[
        [
          inLine,
          account.pending === 0 ? (
            jobs(0)
          ) : (
            <a href={routeTo('jobs', [], { account: account.name })}>{jobs(account.pending)}</a>
          ),
        ],
        [
          pace,
          activity ? (
            <span title={paceHint}>
              {paceIs(activity.pace.per_minute)}, {paceBurst(activity.pace.at_once)}
            </span>
          ) : (
            '…'
          ),
        ],
        [user, account.user ? describeUser(account.user) : '–'],
        [usualChat, account.default_peer ?? '–'],
      ]}
    />
  );
}
