import type { ComponentChildren } from 'preact';
import { Icon } from '../../parts/icon.tsx';
import { Countdown } from '../../parts/time.tsx';
import { routeTo } from '../../router.ts';
import { text } from '../../strings.ts';
import type { Account } from '../accounts/account.ts';
import { AccountTrouble } from '../accounts/account-state.tsx';
import { MendAccount } from '../accounts/mend-account.tsx';
import { EnableWebhook, LastAnswer } from '../webhooks/webhooks-page.tsx';
import type { Need, Pool, Rotation, Webhook } from './find-needs.ts';

/** One thing that needs somebody: what, why, and what mends it. */
export function NeedNote({ need, onDone }: { need: Need; onDone(outcome: string): void }) {
  switch (need.kind) {
    case 'account':
      return <AccountNeed account={need.account} onDone={onDone} />;
    case 'webhook':
      return <WebhookNeed webhook={need.webhook} onDone={onDone} />;
    case 'pool':
      return <PoolNeed pool={need.pool} />;
    case 'rotation':
      return <RotationNeed rotation={need.rotation} />;
  }
}

function Item({
  tone,
  title,
  href,
  children,
}: {
  tone: 'bad' | 'wait';
  title: string;
  href: string;
  children: ComponentChildren;
}) {
  return (
    <li class={`note need ${tone}`}>
      <Icon name={tone === 'bad' ? 'alert' : 'clock'} />
      <div class="stack">
        <h3>
          <a href={href}>{title}</a>
        </h3>
        {children}
      </div>
    </li>
  );
}

function AccountNeed({ account, onDone }: { account: Account; onDone(outcome: string): void }) {
  const { dead, halted, waiting, waitingDetail, waitingJobs, anyMoment } = text.overview;
  const { name, status, pending, blocked_until: until } = account;
  const href = routeTo('accounts', name);
  const jobs = pending > 0 && <p class="dim">{waitingJobs(pending)}</p>;
  if (status === 'active' && until !== undefined) {
    return (
      <Item tone="wait" title={waiting(name)} href={href}>
        <p>
          {waitingDetail} <Countdown until={until} over={anyMoment} />
        </p>
        {jobs}
      </Item>
    );
  }
  return (
    <Item tone="bad" title={status === 'dead' ? dead(name) : halted(name)} href={href}>
      <AccountTrouble account={account} />
      {jobs}
      <MendAccount account={account} onDone={onDone} />
    </Item>
  );
}

function WebhookNeed({ webhook, onDone }: { webhook: Webhook; onDone(outcome: string): void }) {
  const { failing, disabled, disabledDetail } = text.overview;
  const isDisabled = webhook.state === 'disabled';
  return (
    <Item
      tone={isDisabled ? 'bad' : 'wait'}
      title={isDisabled ? disabled(webhook.url) : failing(webhook.url)}
      href={routeTo('webhooks')}
    >
      {isDisabled && <p>{disabledDetail}</p>}
      <LastAnswer webhook={webhook} />
      {isDisabled && <EnableWebhook url={webhook.url} onDone={onDone} />}
    </Item>
  );
}

function PoolNeed({ pool: { name, error, ready, size, full_at: fullAt } }: { pool: Pool }) {
  const { pool, poolEmpty, poolLow, poolReady, poolFullIn } = text.overview;
  return (
    <Item
      tone={error ? 'bad' : 'wait'}
      title={error ? pool(name) : ready === 0 ? poolEmpty(name) : poolLow(name)}
      href={routeTo('pools', name)}
    >
      <p>
        {poolReady(ready, size)}{' '}
        {fullAt && (
          <>
            {poolFullIn} <Countdown until={fullAt} over={text.overview.anyMoment} />
          </>
        )}
      </p>
      {error && <p>{error.detail}</p>}
    </Item>
  );
}

function RotationNeed({ rotation: { name, error } }: { rotation: Rotation }) {
  return (
    <Item tone="bad" title={text.overview.rotation(name)} href={routeTo('rotations', name)}>
      <p>{error?.detail}</p>
    </Item>
  );
}
