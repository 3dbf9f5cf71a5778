import { useState } from 'preact/hooks';
import { downloadCsv } from '../../api/download-csv.ts';
import { call, toUrl } from '../../api/request.ts';
import { useAction } from '../../api/use-action.ts';
import { Button } from '../../parts/button.tsx';
import { ChosenLink } from '../../parts/chosen-link.tsx';
import { Confirm } from '../../parts/confirm.tsx';
import { Field } from '../../parts/field.tsx';
import { LaterChatField } from '../../parts/later-field.tsx';
import { NeedsScope } from '../../parts/needs-scope.tsx';
import { Page, Section } from '../../parts/page.tsx';
import { Note, ProblemNote } from '../../parts/problem-note.tsx';
import { AccountField } from '../../parts/where-fields.tsx';
import { type PageProps, routeTo } from '../../router.ts';
import { useScope, useSession } from '../../session.ts';
import { text } from '../../strings.ts';
import { goTo } from '../../use-route.ts';
import { JoinTable, whoIs } from './join-table.tsx';

interface Asked {
  id: string;
  who: string;
}

export function JoinsPage({ route: { query } }: PageProps) {
  const { title, purpose } = text.joins;
  return (
    <Page title={title} purpose={purpose}>
      <NeedsScope scope="joins:read">
        <Joins filters={query} />
      </NeedsScope>
    </Page>
  );
}

function Joins({ filters }: { filters: Record<string, string> }) {
  const session = useSession();
  const mayForget = useScope('joins:write');
  const [asked, setAsked] = useState<Asked>();
  const [erased, setErased] = useState<{ count: number; round: number }>();
  const { link, account, chat, since } = filters;
  const query = {
    ...(link ? {} : { account, peer: chat }),
    since: since ? new Date(`${since}T00:00`).toISOString() : undefined,
  };
  const csv = useAction(() =>
    downloadCsv(
      session.apiKey,
      link ? toUrl('/v1/invites/{id}/joins.csv', { id: link }, query) : toUrl('/v1/joins.csv', {}, query),
      'joins.csv',
    ),
  );
  const words = text.joins;
  async function forget(id: string) {
    const { body } = await call(session, 'DELETE', '/v1/joins', { query: { user_id: id } });
    setErased({ count: body?.erased ?? 0, round: (erased?.round ?? 0) + 1 });
    setAsked(undefined);
  }
  return (
    <>
      <JoinFilters filters={filters} />
      <div class="row">
        <Button icon="download" isBusy={csv.isBusy} onClick={csv.run}>
          {text.live.csv}
        </Button>
      </div>
      {csv.error && <ProblemNote error={csv.error} onRetry={csv.run} />}
      {erased && <Note tone="good">{words.forgotten(erased.count)}</Note>}
      <JoinTable
        key={erased?.round ?? 0}
        link={link}
        query={query}
        onForget={mayForget ? (join) => setAsked({ id: join.user_id, who: whoIs(join) }) : undefined}
      />
      <ForgetSection onAsk={(id) => setAsked({ id, who: words.user(id) })} />
      {asked && (
        <Confirm
          title={words.forgetAsk(asked.who)}
          yes={words.forget}
          onYes={() => forget(asked.id)}
          onClose={() => setAsked(undefined)}
        >
          <p>{words.forgetText}</p>
        </Confirm>
      )}
    </>
  );
}

function JoinFilters({ filters }: { filters: Record<string, string> }) {
  const words = text.joins;
  const { link = '', account = '', chat = '', since = '' } = filters;
  function change(changes: Record<string, string>) {
    goTo(routeTo('joins', [], { ...filters, ...changes }), { replace: true });
  }
  return (
    <>
      {link !== '' && <ChosenLink id={link} onClear={() => change({ link: '' })} />}
      <search class="fields" aria-label={words.filters}>
        {link === '' && (
          <>
            <AccountField
              value={account}
              any={text.live.anyAccount}
              onChange={(value) => change({ account: value })}
            />
            <LaterChatField account={account} value={chat} onChange={(value) => change({ chat: value })} />
          </>
        )}
        <Field label={words.since} type="date" value={since} onInput={(value) => change({ since: value })} />
      </search>
    </>
  );
}

/** A person asks to be forgotten, and may not be in the list any more. */
function ForgetSection({ onAsk }: { onAsk(id: string): void }) {
  const [id, setId] = useState('');
  const { forgetTitle, forgetText, forgetField, forgetHint, forget } = text.joins;
  return (
    <Section title={forgetTitle}>
      <NeedsScope scope="joins:write">
        <p class="dim">{forgetText}</p>
        <form
          class="stack narrow"
          onSubmit={(event) => {
            event.preventDefault();
            onAsk(id.trim());
          }}
        >
          <Field label={forgetField} hint={forgetHint} inputMode="numeric" value={id} onInput={setId} />
          <div>
            <Button kind="danger" type="submit" isDisabled={!/^\d+$/.test(id.trim())}>
              {forget}
            </Button>
          </div>
        </form>
      </NeedsScope>
    </Section>
  );
}
