import type { components } from '../../../client/openapi.ts';
import type { useGet } from '../../api/use-query.ts';
import { Badge } from '../../parts/badge.tsx';
import { ButtonLink } from '../../parts/button.tsx';
import { EmptyState } from '../../parts/empty-state.tsx';
import { ProblemNote } from '../../parts/problem-note.tsx';
import { Skeleton } from '../../parts/skeleton.tsx';
import { Countdown } from '../../parts/time.tsx';
import { routeTo } from '../../router.ts';
import { text } from '../../strings.ts';

export type Account = components['schemas']['Account'];

/** The accounts to choose from. */
export function AccountStep({
  accounts,
  onChoose,
}: {
  accounts: ReturnType<typeof useGet<'/v1/accounts'>>;
  onChoose(account: Account): void;
}) {
  const { data, error, refresh } = accounts;
  if (data === undefined) {
    return error ? <ProblemNote error={error} onRetry={refresh} /> : <Skeleton lines={2} />;
  }
  if (data.accounts.length === 0) {
    return (
      <EmptyState icon="phone" title={text.newLink.noAccount}>
        <p>{text.newLink.noAccountNext}</p>
        <ButtonLink kind="primary" href={routeTo('connect')}>
          {text.connect.title}
        </ButtonLink>
      </EmptyState>
    );
  }
  return (
    <ul class="choices">
      {data.accounts.map((account) => (
        <li key={account.name}>
          <button type="button" class="choice" onClick={() => onChoose(account)}>
            <span class="choice-name">
              {account.name}
              {account.user && <span class="dim"> {text.newLink.user(account.user)}</span>}
            </span>
            <span class="row">
              <AccountState account={account} />
              {account.pending > 0 && <span class="dim">{text.newLink.pending(account.pending)}</span>}
            </span>
          </button>
        </li>
      ))}
    </ul>
  );
}

/** Whether the account can make links now, in a word. */
export function AccountState({ account }: { account: Account }) {
  const { ready, waits, halted, dead } = text.newLink.accountStates;
  switch (account.status) {
    case 'halted':
      return <Badge tone="bad">{halted}</Badge>;
    case 'dead':
      return <Badge tone="bad">{dead}</Badge>;
    default:
      return account.blocked_until === undefined ? (
        <Badge tone="good">{ready}</Badge>
      ) : (
        <>
          <Badge tone="wait">{waits}</Badge>
          <Countdown until={account.blocked_until} />
        </>
      );
  }
}
