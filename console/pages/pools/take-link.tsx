import { useState } from 'preact/hooks';
import type { components } from '../../../client/openapi.ts';
import { makeKey } from '../../api/make-key.ts';
import { call } from '../../api/request.ts';
import { useAction } from '../../api/use-action.ts';
import { useGet } from '../../api/use-query.ts';
import { Button } from '../../parts/button.tsx';
import { Dialog } from '../../parts/dialog.tsx';
import { Field, Select } from '../../parts/field.tsx';
import { FailureWords, WaitWords } from '../../parts/operation-note.tsx';
import { Note, ProblemNote } from '../../parts/problem-note.tsx';
import { ShownLink } from '../../parts/shown-link.tsx';
import { routeTo } from '../../router.ts';
import { useSession } from '../../session.ts';
import { text } from '../../strings.ts';
import type { Pool } from './pool.ts';

type Invite = components['schemas']['Invite'];

const everyMs = 1_500;

/** A link by hand: its title and end, then the link itself. */
export function TakeLink({
  pool: { name, ready },
  onTaken,
  onClose,
}: {
  pool: Pool;
  onTaken(): void;
  onClose(): void;
}) {
  const session = useSession();
  const [title, setTitle] = useState('');
  const [ends, setEnds] = useState('');
  const [taken, setTaken] = useState<Invite>();
  const [key, setKey] = useState(() => makeKey('console'));
  const words = text.pools;
  const { endOptions } = text.newLink;
  const { run, isBusy, error } = useAction(async () => {
    const { body } = await call(session, 'POST', '/v1/pools/{name}/take', {
      params: { name },
      body: {
        ...(title.trim() === '' ? {} : { title: title.trim() }),
        ...(ends === '' ? {} : { expire_in: Number(ends) }),
      },
      // A repeat after a lost answer gets the same link.
      idempotencyKey: key,
    });
    setTaken(body);
    onTaken();
  });
  function again() {
    setTaken(undefined);
    setTitle('');
    setKey(makeKey('console'));
  }
  return (
    <Dialog
      title={taken === undefined ? words.takeTitle : words.takenTitle}
      onClose={onClose}
      actions={
        taken === undefined ? (
          <Button kind="primary" icon="link" isBusy={isBusy} onClick={run}>
            {words.take}
          </Button>
        ) : (
          <Button onClick={again}>{words.another}</Button>
        )
      }
    >
      {taken === undefined ? (
        <>
          <p>{words.takeText}</p>
          {ready === 0 && <Note tone="wait">{words.takeEmpty}</Note>}
          <Field label={words.takeFor} value={title} onInput={setTitle} hint={words.takeForHint} />
          <Select
            label={words.takeEnds}
            value={ends}
            options={endOptions.filter(({ value }) => value !== 'date')}
            onChange={setEnds}
          />
          {error && <ProblemNote error={error} />}
        </>
      ) : (
        <Taken key={taken.id} taken={taken} />
      )}
    </Dialog>
  );
}

function Taken({ taken }: { taken: Invite }) {
  const { data = taken, error } = useGet(
    '/v1/invites/{id}',
    { params: { id: taken.id } },
    { everyMs: ({ body }) => (body === undefined || isUnderway(body) ? everyMs : undefined) },
  );
  const words = text.pools;
  const { settle_error: settleError } = data;
  return (
    <>
      {error && <ProblemNote error={error} />}
      {data.invite ? (
        <ShownLink link={data.invite.link} fileName={`link-${data.id.slice(-6).toLowerCase()}`}>
          <div aria-live="polite" class="stack">
            {settleError ? (
              <Note tone="bad" title={words.settleFailed}>
                <FailureWords error={settleError} />
              </Note>
            ) : (
              data.settled !== undefined && <p class="dim">{data.settled ? words.settled : words.settling}</p>
            )}
          </div>
        </ShownLink>
      ) : (
        <Note tone={data.error ? 'bad' : 'wait'} title={words.beingMade}>
          {data.wait && <WaitWords wait={data.wait} />}
          {data.error && <FailureWords error={data.error} />}
          {!data.wait && !data.error && <p>{text.live.mayLeave}</p>}
        </Note>
      )}
      <p>
        <a href={routeTo(data.invite ? 'links' : 'jobs', data.id)}>{words.seeLink}</a>
      </p>
    </>
  );
}

/** It is being made, or does not have its title and its end yet. */
function isUnderway({ finished_at: end, settled, settle_error: settleError }: Invite): boolean {
  return end === undefined || (settled === false && settleError === undefined);
}
