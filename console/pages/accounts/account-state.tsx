import { Badge } from '../../parts/badge.tsx';
import { Countdown, Time, useNow } from '../../parts/time.tsx';
import type { Tone } from '../../parts/tone.ts';
import { text } from '../../strings.ts';
import { type Account, type AccountState, stateOf } from './account.ts';

const tones: Record<AccountState, Tone> = {
  active: 'good',
  waiting: 'wait',
  halted: 'bad',
  dead: 'bad',
};

export function AccountBadge({ account }: { account: Account }) {
  const state = stateOf(account, useNow(1_000));
  return <Badge tone={tones[state]}>{text.accounts.statuses[state]}</Badge>;
}

/** Why an account does not make links now, and until when. Nothing where it does. */
export function AccountTrouble({ account }: { account: Account }) {
  const { pausesFor, otherPauses, anyMoment, since } = text.accounts;
  const { error, blocked_until: until, waits } = account;
  const state = stateOf(account, useNow(1_000));
  if (error) {
    return (
      <p>
        {error.detail}{' '}
        {error.at && (
          <span class="dim">
            {since} <Time at={error.at} />.
          </span>
        )}
      </p>
    );
  }
  if (state === 'waiting' && until) {
    return (
      <p>
        {pausesFor} <Countdown until={until} over={anyMoment} />.
      </p>
    );
  }
  const open = waits.filter((wait) => Date.parse(wait.until) > Date.now());
  return open.length === 0 ? null : <p class="dim">{otherPauses(open.length)}</p>;
}
