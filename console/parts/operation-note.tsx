import type { ComponentChildren } from 'preact';
import { useEffect } from 'preact/hooks';
import { isOver, type Operation } from '../api/operation.ts';
import { useGet } from '../api/use-query.ts';
import { routeTo } from '../router.ts';
import { text } from '../strings.ts';
import { Note, ProblemNote } from './problem-note.tsx';
import { Countdown } from './time.tsx';
import type { Tone } from './tone.ts';

const minPauseMs = 1_000;
const maxPauseMs = 15_000;

export const operationTones: Record<Operation['status'], Tone> = {
  queued: 'idle',
  running: 'busy',
  waiting: 'wait',
  blocked: 'bad',
  succeeded: 'good',
  failed: 'bad',
  cancelled: 'idle',
  expired: 'bad',
};

/** Follows an operation to its end, in words. @param children what is said of its success, in place of the usual sentence. */
export function OperationNote({
  operation,
  onEnd,
  children,
}: {
  operation: Operation;
  onEnd?(operation: Operation): void;
  children?(operation: Operation): ComponentChildren;
}) {
  const { data, error } = useGet(
    isOver(operation) ? undefined : '/v1/operations/{id}',
    { params: { id: operation.id } },
    {
      everyMs: ({ body, retryAfterMs = minPauseMs }) =>
        body && isOver(body) ? undefined : Math.min(Math.max(retryAfterMs, minPauseMs), maxPauseMs),
    },
  );
  const now = data ?? operation;
  const hasEnded = isOver(now);
  useEffect(() => {
    if (hasEnded) {
      onEnd?.(now);
    }
  }, [now.id, hasEnded]);
  const { doing, done, states, mayLeave, toAccount } = text.live;
  if (error && !hasEnded) {
    return <ProblemNote error={error} />;
  }
  if (now.status === 'succeeded') {
    return <Note tone="good">{children?.(now) ?? <p>{done[now.kind]}</p>}</Note>;
  }
  const title = `${doing[now.kind]}: ${states[now.status]}`;
  return (
    <Note tone={hasEnded || now.status === 'blocked' ? 'bad' : 'wait'} title={title}>
      {now.wait && <WaitWords wait={now.wait} />}
      {now.error && <FailureWords error={now.error} />}
      {now.status === 'blocked' && (
        <p>
          <a href={routeTo('accounts', now.account)}>{toAccount}</a>
        </p>
      )}
      {!hasEnded && <p class="hint">{mayLeave}</p>}
    </Note>
  );
}

export function WaitWords({ wait }: { wait: NonNullable<Operation['wait']> }) {
  const { waits, waitsOther, goesOn, soon } = text.newLink;
  return (
    <p>
      {wait.reason === 'EARLIER_OPERATION' ? text.live.earlierFirst : (waits[wait.reason] ?? waitsOther)}{' '}
      {goesOn} <Countdown until={wait.retry_at} over={soon} />.
    </p>
  );
}

/** Why Telegram or the service has refused, and where more is written. */
export function FailureWords({ error: { type, detail } }: { error: { type: string; detail: string } }) {
  return (
    <p>
      {detail}{' '}
      <a href={`/problems/${type}`} target="_blank" rel="noreferrer">
        {text.common.whatItMeans}
      </a>
    </p>
  );
}
