import { useState } from 'preact/hooks';
import type { components } from '../../../client/openapi.ts';
import { call } from '../../api/request.ts';
import { useGet } from '../../api/use-query.ts';
import { Badge } from '../../parts/badge.tsx';
import { Button, ButtonLink } from '../../parts/button.tsx';
import { Note, ProblemNote } from '../../parts/problem-note.tsx';
import { ShownLink } from '../../parts/shown-link.tsx';
import { Skeleton } from '../../parts/skeleton.tsx';
import { Countdown, Time } from '../../parts/time.tsx';
import type { Tone } from '../../parts/tone.ts';
import { routeTo } from '../../router.ts';
import { useSession } from '../../session.ts';
import { text } from '../../strings.ts';

type Invite = components['schemas']['Invite'];

const tones: Record<Invite['status'], Tone> = {
  queued: 'busy',
  running: 'busy',
  waiting: 'wait',
  blocked: 'bad',
  succeeded: 'good',
  failed: 'bad',
  cancelled: 'idle',
  expired: 'bad',
};

/** A link that waits is asked for no more often than this, and no less often than that. */
const minPauseMs = 1_000;
const maxPauseMs = 15_000;

/** A job from its acceptance to its link. @param onAgain makes another link of the same kind. */
export function LinkResult({ id, onAgain }: { id: string; onAgain(): void }) {
  const { data, error, refresh } = useGet(
    '/v1/invites/{id}',
    { params: { id } },
    {
      everyMs: ({ body, retryAfterMs = minPauseMs }) =>
        body === undefined || isFinal(body)
          ? undefined
          : Math.min(Math.max(retryAfterMs, minPauseMs), maxPauseMs),
    },
  );
  if (data === undefined) {
    return error ? <ProblemNote error={error} onRetry={refresh} /> : <Skeleton lines={4} />;
  }
  // A chat that everybody asks to join has no link to give: nothing went wrong, and nothing was made.
  const badge = hasNone(data) ? 'failed' : data.status;
  return (
    <>
      <div class="stack" aria-live="polite">
        <div class="row">
          <Badge tone={hasNone(data) ? 'idle' : tones[badge]}>{text.newLink.states[badge]}</Badge>
          <Progress invite={data} />
        </div>
        {error && <ProblemNote error={error} onRetry={refresh} />}
      </div>
      {data.invite && <MadeLink invite={data} link={data.invite.link} />}
      {isFinal(data) ? (
        <Ending invite={data} onAgain={onAgain} />
      ) : (
        <Underway invite={data} onChange={refresh} />
      )}
    </>
  );
}

function isFinal({ finished_at }: Invite): boolean {
  return finished_at !== undefined;
}

/** The job has succeeded, and there is no link. */
function hasNone({ status, invite }: Invite): boolean {
  return status === 'succeeded' && !invite;
}

/** What happens now, in words. */
function Progress({ invite }: { invite: Invite }) {
  const { status, wait } = invite;
  const { statesNow, waits, waitsOther, goesOn, soon } = text.newLink;
  if (status === 'waiting' && wait) {
    return (
      <span>
        {waits[wait.reason] ?? waitsOther} {goesOn} <Countdown until={wait.retry_at} over={soon} />
      </span>
    );
  }
  return <span>{statesNow[hasNone(invite) ? 'cancelled' : status]}</span>;
}

function MadeLink({ invite, link }: { invite: Invite; link: string }) {
  const { firstSeconds, until, forPeople } = text.newLink;
  const { expire_date, usage_limit } = invite.invite ?? {};
  return (
    <ShownLink link={link} fileName={toFileName(invite)}>
      <p class="dim">
        {usage_limit !== undefined && `${forPeople(usage_limit)} `}
        {expire_date !== undefined && (
          <>
            {until} <Time at={expire_date * 1000} />.
          </>
        )}
      </p>
      <p class="hint">{firstSeconds}</p>
    </ShownLink>
  );
}

/** Such as `invite-order-4711`. */
function toFileName({ title = '', id }: Invite): string {
  const plain = title
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '-')
    .replace(/^-|-$/g, '');
  return `invite-${plain === '' ? id.slice(-6).toLowerCase() : plain}`;
}

function Underway({ invite, onChange }: { invite: Invite; onChange(): void }) {
  const session = useSession();
  const [isBusy, setBusy] = useState(false);
  const [failure, setFailure] = useState<Error>();
  const { mayLeave, cancel, cancelling } = text.newLink;
  async function cancelJob() {
    setBusy(true);
    setFailure(undefined);
    try {
      await call(session, 'POST', '/v1/invites/{id}/cancel', { params: { id: invite.id } });
      onChange();
    } catch (error) {
      setFailure(error as Error);
    }
    setBusy(false);
  }
  return (
    <>
      <p class="dim">{mayLeave}</p>
      {failure && <ProblemNote error={failure} />}
      <div class="actions">
        {invite.cancel_requested_at === undefined ? (
          <Button isBusy={isBusy} onClick={cancelJob}>
            {cancel}
          </Button>
        ) : (
          <span>{cancelling}</span>
        )}
      </div>
    </>
  );
}

function Ending({ invite, onAgain }: { invite: Invite; onAgain(): void }) {
  const { again, allLinks } = text.newLink;
  const { error, detail } = invite;
  return (
    <>
      {error && (
        <Note tone="bad" title={error.type}>
          <p>{error.detail}</p>
          <p>
            <a href={`/problems/${error.type}`} target="_blank" rel="noreferrer">
              {text.common.whatItMeans}
            </a>
          </p>
        </Note>
      )}
      {detail && <Note tone="info">{detail}</Note>}
      <div class="actions">
        {!hasNone(invite) && (
          <Button kind={invite.invite ? 'plain' : 'primary'} icon="plus" onClick={onAgain}>
            {invite.invite ? again : text.common.retry}
          </Button>
        )}
        <ButtonLink href={routeTo('links')}>{allLinks}</ButtonLink>
      </div>
    </>
  );
}
