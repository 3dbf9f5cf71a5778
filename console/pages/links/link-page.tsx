import { useState } from 'preact/hooks';
import { makeKey } from '../../api/make-key.ts';
import { isOver, type Operation, waitSeconds } from '../../api/operation.ts';
import { call } from '../../api/request.ts';
import { useAction } from '../../api/use-action.ts';
import { useGet } from '../../api/use-query.ts';
import { Badge } from '../../parts/badge.tsx';
import { Button, ButtonLink } from '../../parts/button.tsx';
import { Confirm } from '../../parts/confirm.tsx';
import { NeedsScope } from '../../parts/needs-scope.tsx';
import { OperationNote } from '../../parts/operation-note.tsx';
import { Page } from '../../parts/page.tsx';
import { Note, ProblemNote } from '../../parts/problem-note.tsx';
import { ProgressBar } from '../../parts/progress-bar.tsx';
import { ShownLink } from '../../parts/shown-link.tsx';
import { Skeleton } from '../../parts/skeleton.tsx';
import { Time } from '../../parts/time.tsx';
import { routeTo } from '../../router.ts';
import { useScope, useSession } from '../../session.ts';
import { text } from '../../strings.ts';
import { EditLink } from './edit-link.tsx';
import { isGone, type Link, linkTones, nameOf } from './link.ts';
import { LinkFacts } from './link-facts.tsx';
import { LinkHistory } from './link-history.tsx';
import { LinkJoins } from './link-joins.tsx';

const everyMs = 15_000;

type Asked = 'edit' | 'revoke' | 'delete';

/** One link: to hand on, to look at, to change. */
export function LinkPage({ id }: { id: string }) {
  const { data: link, error, refresh } = useGet('/v1/invites/{id}', { params: { id } }, { everyMs });
  const { title, pagePurpose, toList } = text.links;
  return (
    <Page
      title={link === undefined ? title : nameOf(link)}
      purpose={pagePurpose}
      actions={<ButtonLink href={routeTo('links')}>{toList}</ButtonLink>}
    >
      <NeedsScope scope="invites:read">
        {error && <ProblemNote error={error} onRetry={refresh} />}
        {link === undefined ? !error && <Skeleton lines={6} /> : <LinkParts link={link} onChange={refresh} />}
      </NeedsScope>
    </Page>
  );
}

function LinkParts({ link, onChange }: { link: Link; onChange(): void }) {
  const { notMade, notMadeText, toJob } = text.links;
  const [rounds, setRounds] = useState(0);
  if (!link.invite) {
    return (
      <Note tone="info" title={notMade}>
        <p>{link.detail ?? link.error?.detail ?? notMadeText}</p>
        <div>
          <ButtonLink href={routeTo('jobs', link.id)}>{toJob}</ButtonLink>
        </div>
      </Note>
    );
  }
  return (
    <>
      <div class="card">
        <ShownLink link={link.invite.link} fileName={`link-${link.id.slice(-6).toLowerCase()}`}>
          <State link={link} />
        </ShownLink>
      </div>
      <Actions
        link={link}
        onChange={() => {
          onChange();
          setRounds(rounds + 1);
        }}
      />
      <LinkFacts link={link} />
      <LinkJoins link={link} />
      <LinkHistory id={link.id} rounds={rounds} />
    </>
  );
}

/** How the link is, and how many have used it. */
function State({ link }: { link: Link }) {
  const {
    link_status: status = 'active',
    usage = 0,
    requested = 0,
    as_of: asOf,
    invite,
    replaced_by: next,
  } = link;
  const words = text.links;
  const limit = invite?.usage_limit;
  return (
    <>
      <p class="row">
        <Badge tone={linkTones[status]}>{words.states[status]}</Badge>
        <span>{words.stateWords[status]}</span>
      </p>
      {limit === undefined ? (
        <p>{words.joinedWords(usage)}</p>
      ) : (
        <ProgressBar label={words.joinedWords(usage, limit)} done={usage} of={limit} />
      )}
      {requested > 0 && (
        <p>
          <a href={routeTo('requests', [], { link: link.id })}>{words.waitingPeople(requested)}</a>
        </p>
      )}
      {next && (
        <p>
          {words.replaced} <code>{next.link}</code>
        </p>
      )}
      <p class="hint">
        {asOf === undefined ? (
          words.asOfNever
        ) : (
          <>
            {words.asOf}: <Time at={asOf} />
          </>
        )}
      </p>
    </>
  );
}

function Actions({ link, onChange }: { link: Link; onChange(): void }) {
  const session = useSession();
  const mayWrite = useScope('invites:write');
  const [asked, setAsked] = useState<Asked>();
  const [operation, setOperation] = useState<Operation>();
  const words = text.links;
  const { id, link_status: status } = link;
  function follow(begun: Operation | undefined) {
    setOperation(begun);
    setAsked(undefined);
    onChange();
  }
  const refreshing = useAction(async () => {
    const given = { params: { id }, idempotencyKey: makeKey('console'), waitSeconds };
    follow((await call(session, 'POST', '/v1/invites/{id}/refresh', given)).body);
  });
  const [key, setKey] = useState('');
  function ask(what: Asked) {
    // One key for one question: a second click, or a repeat after a lost answer, is the same request.
    setKey(makeKey('console'));
    setAsked(what);
  }
  async function end(what: 'revoke' | 'delete') {
    const given = { params: { id }, idempotencyKey: key, waitSeconds };
    const { body } =
      what === 'revoke'
        ? await call(session, 'POST', '/v1/invites/{id}/revoke', given)
        : await call(session, 'DELETE', '/v1/invites/{id}', { ...given, query: { revoke: 'true' } });
    follow(body);
  }
  if (!mayWrite) {
    return <NeedsScope scope="invites:write">{null}</NeedsScope>;
  }
  const isRunning = operation !== undefined && !isOver(operation);
  return (
    <>
      <div class="actions">
        <Button
          icon="refresh"
          isBusy={refreshing.isBusy}
          isDisabled={status === 'deleted'}
          onClick={refreshing.run}
        >
          {words.refresh}
        </Button>
        <Button isDisabled={isGone(link)} onClick={() => ask('edit')}>
          {words.edit}
        </Button>
        <Button kind="danger" isDisabled={isGone(link)} onClick={() => ask('revoke')}>
          {words.revoke}
        </Button>
        <Button kind="danger" isDisabled={status === 'deleted'} onClick={() => ask('delete')}>
          {words.delete}
        </Button>
      </div>
      {refreshing.error && <ProblemNote error={refreshing.error} onRetry={refreshing.run} />}
      {operation && (
        <OperationNote
          key={operation.id}
          operation={operation}
          onEnd={() => {
            if (isRunning) {
              onChange();
            }
          }}
        />
      )}
      {asked === 'edit' && <EditLink link={link} onSaved={follow} onClose={() => setAsked(undefined)} />}
      {(asked === 'revoke' || asked === 'delete') && (
        <Confirm
          title={asked === 'revoke' ? words.revokeTitle(nameOf(link)) : words.deleteTitle(nameOf(link))}
          yes={words[asked]}
          onYes={() => end(asked)}
          onClose={() => setAsked(undefined)}
        >
          <p>{asked === 'revoke' ? words.revokeText : words.deleteText}</p>
          {link.invite?.permanent && <p>{words.revokePermanent}</p>}
        </Confirm>
      )}
    </>
  );
}
