import { useState } from 'preact/hooks';
import { call } from '../../api/request.ts';
import { useGet } from '../../api/use-query.ts';
import { Badge } from '../../parts/badge.tsx';
import { Button, ButtonLink } from '../../parts/button.tsx';
import { Confirm } from '../../parts/confirm.tsx';
import { describeDuration } from '../../parts/describe-time.ts';
import { Facts } from '../../parts/facts.tsx';
import { Select } from '../../parts/field.tsx';
import { NeedsScope } from '../../parts/needs-scope.tsx';
import { FailureWords } from '../../parts/operation-note.tsx';
import { Page } from '../../parts/page.tsx';
import { Note, ProblemNote } from '../../parts/problem-note.tsx';
import { Skeleton } from '../../parts/skeleton.tsx';
import { describeTemplate } from '../../parts/template-fields.tsx';
import { Countdown, Time } from '../../parts/time.tsx';
import { ChatName } from '../../parts/where-fields.tsx';
import { routeTo } from '../../router.ts';
import { useScope, useSession } from '../../session.ts';
import { text } from '../../strings.ts';
import { goTo } from '../../use-route.ts';
import { type Pool, poolTones, stateOf } from './pool.ts';
import { PoolBar } from './pool-bar.tsx';
import { TakeLink } from './take-link.tsx';

const everyMs = 3_000;

/** One pool: what lies in it, a link by hand, and its end. */
export function PoolPage({ name }: { name: string }) {
  const { data: pool, error, refresh } = useGet('/v1/pools/{name}', { params: { name } }, { everyMs });
  const { purpose, list } = text.pools;
  return (
    <Page title={name} purpose={purpose} actions={<ButtonLink href={routeTo('pools')}>{list}</ButtonLink>}>
      <NeedsScope scope="invites:read">
        {error && <ProblemNote error={error} onRetry={refresh} />}
        {pool === undefined ? !error && <Skeleton lines={5} /> : <PoolParts pool={pool} onChange={refresh} />}
      </NeedsScope>
    </Page>
  );
}

function PoolParts({ pool, onChange }: { pool: Pool; onChange(): void }) {
  const [asked, setAsked] = useState<'take' | 'delete'>();
  const mayWrite = useScope('invites:write');
  const words = text.pools;
  const state = stateOf(pool);
  const { error } = pool;
  return (
    <>
      <div class="card stack">
        <div class="row between">
          <Badge tone={poolTones[state]}>{words.states[state]}</Badge>
          <span class="dim">
            {words.taken(pool.taken)}
            {pool.full_at && state !== 'full' && (
              <>
                {' · '}
                {words.fullIn} <Countdown until={pool.full_at} over={text.newLink.soon} />
              </>
            )}
          </span>
        </div>
        <PoolBar pool={pool} />
      </div>
      {pool.status === 'deleting' && <Note tone="info">{words.deleting}</Note>}
      {error && (
        <Note tone="bad" title={words.troubleTitle}>
          <FailureWords error={error} />
          <p>
            {words.troubleTimes(error.count)}: <Time at={error.at} />. {words.troubleNext}
          </p>
        </Note>
      )}
      {mayWrite ? (
        <div class="actions">
          <Button
            kind="primary"
            icon="link"
            isDisabled={pool.status === 'deleting'}
            onClick={() => setAsked('take')}
          >
            {words.take}
          </Button>
          <ButtonLink href={routeTo('links', [], { pool: pool.name })}>{words.seeLinks}</ButtonLink>
          <Button kind="danger" isDisabled={pool.status === 'deleting'} onClick={() => setAsked('delete')}>
            {words.delete}
          </Button>
        </div>
      ) : (
        <NeedsScope scope="invites:write">{null}</NeedsScope>
      )}
      <PoolFacts pool={pool} />
      {asked === 'take' && <TakeLink pool={pool} onTaken={onChange} onClose={() => setAsked(undefined)} />}
      {asked === 'delete' && <DeletePool pool={pool} onClose={() => setAsked(undefined)} />}
    </>
  );
}

function PoolFacts({ pool }: { pool: Pool }) {
  const { facts } = text.pools;
  return (
    <Facts
      facts={[
        [facts.chat, <ChatName key="chat" account={pool.account} peer={pool.peer} />],
        [facts.account, <a href={routeTo('accounts', pool.account)}>{pool.account}</a>],
        [facts.size, pool.size],
        [facts.refill, pool.low_water],
        [facts.age, describeDuration(pool.max_age * 1000)],
        [facts.oldest, pool.oldest_at && <Time at={pool.oldest_at} />],
        ...describeTemplate(pool.template),
        [facts.created, <Time at={pool.created_at} />],
      ]}
    />
  );
}

function DeletePool({ pool: { name, ready, making }, onClose }: { pool: Pool; onClose(): void }) {
  const session = useSession();
  const [links, setLinks] = useState('revoke');
  const words = text.pools;
  const left = ready + making;
  async function remove() {
    await call(session, 'DELETE', '/v1/pools/{name}', { params: { name }, query: { links } });
    goTo(routeTo('pools'));
  }
  return (
    <Confirm
      title={words.deleteTitle(name)}
      yes={words.delete}
      count={links === 'revoke' ? left : 1}
      onYes={remove}
      onClose={onClose}
    >
      <p>{words.deleteText}</p>
      <Select
        label={words.left}
        value={links}
        options={[
          { value: 'revoke', label: words.leftRevoke(left) },
          { value: 'keep', label: words.leftKeep },
        ]}
        onChange={setLinks}
      />
    </Confirm>
  );
}
