import { useState } from 'preact/hooks';
import { useGet } from '../../api/use-query.ts';
import { Badge } from '../../parts/badge.tsx';
import { Button, ButtonLink } from '../../parts/button.tsx';
import { Facts } from '../../parts/facts.tsx';
import { NeedsScope } from '../../parts/needs-scope.tsx';
import { FailureWords } from '../../parts/operation-note.tsx';
import { Page } from '../../parts/page.tsx';
import { Note, ProblemNote } from '../../parts/problem-note.tsx';
import { ShownLink } from '../../parts/shown-link.tsx';
import { Skeleton } from '../../parts/skeleton.tsx';
import { describeTemplate } from '../../parts/template-fields.tsx';
import { Countdown, Time } from '../../parts/time.tsx';
import { ChatName } from '../../parts/where-fields.tsx';
import { routeTo } from '../../router.ts';
import { useScope } from '../../session.ts';
import { text } from '../../strings.ts';
import { DeleteRotation } from './delete-rotation.tsx';
import { RotateNow } from './rotate-now.tsx';
import {
  addressOf,
  describeOverlap,
  describePeriod,
  isLoopback,
  type Rotation,
  rotationTones,
} from './rotation.ts';
import { RotationHistory } from './rotation-history.tsx';

const everyMs = 10_000;
const busyMs = 2_000;

/** One rotation: its link, the address to print, the next change. */
export function RotationPage({ name }: { name: string }) {
  const {
    data: rotation,
    error,
    refresh,
  } = useGet(
    '/v1/rotations/{name}',
    { params: { name } },
    { everyMs: ({ body }) => (body?.making === undefined ? everyMs : busyMs) },
  );
  const { purpose, list } = text.rotations;
  return (
    <Page
      title={name}
      purpose={purpose}
      actions={<ButtonLink href={routeTo('rotations')}>{list}</ButtonLink>}
    >
      <NeedsScope scope="invites:read">
        {error && <ProblemNote error={error} onRetry={refresh} />}
        {rotation === undefined ? (
          !error && <Skeleton lines={6} />
        ) : (
          <RotationParts rotation={rotation} onChange={refresh} />
        )}
      </NeedsScope>
    </Page>
  );
}

function RotationParts({ rotation, onChange }: { rotation: Rotation; onChange(): void }) {
  const [asked, setAsked] = useState<'rotate' | 'delete'>();
  const [isRotated, setRotated] = useState(false);
  const mayWrite = useScope('invites:write');
  const words = text.rotations;
  const { name, status, error, path } = rotation;
  const isDeleted = status === 'deleted';
  return (
    <>
      {isDeleted && <Note tone="info">{words.deletedText}</Note>}
      {error && (
        <Note tone="bad" title={words.troubleTitle}>
          <FailureWords error={error} />
          {error.at && (
            <p>
              {words.troubleTimes(error.failures ?? 1)}: <Time at={error.at} />.
            </p>
          )}
          <p>{words.troubleText}</p>
        </Note>
      )}
      <div class="card stack">
        <div class="row">
          <Badge tone={rotationTones[status]}>{words.states[status]}</Badge>
          <NextChange rotation={rotation} />
        </div>
        <h2>{path && !isDeleted ? words.address : words.currentTitle}</h2>
        {path && !isDeleted && <Address name={name} address={addressOf(path)} />}
        {path && !isDeleted && <h2>{words.currentTitle}</h2>}
        <Current rotation={rotation} />
      </div>
      {isRotated && rotation.making && <Note tone="wait">{words.rotated}</Note>}
      {mayWrite ? (
        <div class="actions">
          <Button icon="refresh" isDisabled={isDeleted} onClick={() => setAsked('rotate')}>
            {words.rotate}
          </Button>
          <Button kind="danger" isDisabled={isDeleted} onClick={() => setAsked('delete')}>
            {words.delete}
          </Button>
        </div>
      ) : (
        <NeedsScope scope="invites:write">{null}</NeedsScope>
      )}
      <Facts
        facts={[
          [words.facts.chat, <ChatName key="chat" account={rotation.account} peer={rotation.peer} />],
          [words.facts.account, <a href={routeTo('accounts', rotation.account)}>{rotation.account}</a>],
          [words.facts.period, describePeriod(rotation)],
          [words.facts.zone, rotation.time_zone],
          [words.facts.overlap, describeOverlap(rotation.overlap)],
          ...describeTemplate(rotation.template),
          [words.facts.created, <Time at={rotation.created_at} />],
        ]}
      />
      <RotationHistory rotation={rotation} />
      {asked === 'rotate' && (
        <RotateNow
          name={name}
          onDone={() => {
            setAsked(undefined);
            setRotated(true);
            onChange();
          }}
          onClose={() => setAsked(undefined)}
        />
      )}
      {asked === 'delete' && <DeleteRotation rotation={rotation} onClose={() => setAsked(undefined)} />}
    </>
  );
}

/** When the next link comes, second by second. */
function NextChange({ rotation: { making, next_change_at: next } }: { rotation: Rotation }) {
  const { nextNow, nextRetry, nextIn, making: now } = text.rotations;
  if (making?.retry_at) {
    return (
      <span>
        {nextRetry(making.attempt)} <Countdown until={making.retry_at} />.
      </span>
    );
  }
  if (making) {
    return <span>{nextNow}</span>;
  }
  return next === undefined ? null : (
    <span>
      {nextIn} <Countdown until={next} over={now} />.
    </span>
  );
}

/** The link of this period. Beside an address that stays the same it has no picture: nobody shall print the wrong one. */
function Current({ rotation: { name, status, current, path } }: { rotation: Rotation }) {
  const { noCurrent, since } = text.rotations;
  if (current === undefined) {
    return <p class="dim">{noCurrent}</p>;
  }
  const isAlone = path === undefined || status === 'deleted';
  return (
    <ShownLink link={current.link} fileName={isAlone ? `rotation-${name}-link` : undefined}>
      <p class="dim">
        {since} <Time at={current.since} />.{' '}
        <a href={routeTo('links', current.invite_id)}>{text.pools.seeLink}</a>
      </p>
    </ShownLink>
  );
}

/** The address that stays the same, as a code to print. */
function Address({ name, address }: { name: string; address: string }) {
  const { addressText, addressHere } = text.rotations;
  return (
    <ShownLink link={address} fileName={`rotation-${name}`} isAddress>
      <p class="dim">{addressText}</p>
      {isLoopback() && <Note tone="wait">{addressHere}</Note>}
    </ShownLink>
  );
}
