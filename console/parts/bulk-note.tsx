import { useEffect, useRef, useState } from 'preact/hooks';
import { type BulkProgress, type Operation, runBulk } from '../api/operation.ts';
import { useSession } from '../session.ts';
import { text } from '../strings.ts';
import { Button } from './button.tsx';
import { Note } from './problem-note.tsx';
import { ProgressBar } from './progress-bar.tsx';

export interface Bulk {
  progress: BulkProgress | undefined;
  start(ids: string[], ask: (id: string, idempotencyKey: string) => Promise<Operation | undefined>): void;
  stop(): void;
  hide(): void;
}

/** Runs an operation for each of many items while the page is open. @param onEnd when all have ended. */
export function useBulk(onEnd: () => void): Bulk {
  const session = useSession();
  const [progress, setProgress] = useState<BulkProgress>();
  const running = useRef<AbortController | undefined>(undefined);
  useEffect(() => () => running.current?.abort(), []);
  return {
    progress,
    start(ids, ask) {
      running.current?.abort();
      const controller = new AbortController();
      running.current = controller;
      runBulk(
        session,
        ids,
        ask,
        (told) => {
          if (running.current === controller) {
            setProgress(told);
          }
        },
        controller.signal,
      ).then(onEnd);
    },
    stop: () => running.current?.abort(),
    hide: () => setProgress(undefined),
  };
}

/** How far a bulk is, and what did not work. */
export function BulkNote({ bulk, outcome }: { bulk: Bulk; outcome?(ended: Operation[]): string }) {
  const { progress, stop, hide } = bulk;
  if (progress === undefined) {
    return null;
  }
  const { total, asked, done, troubles, isOver, ended } = progress;
  const words = text.live.bulk;
  if (!isOver) {
    return (
      <div class="card stack" role="status">
        {asked < total ? (
          <>
            <ProgressBar label={words.asked(asked, total)} done={asked} of={total} />
            <p class="hint">{words.keepOpen}</p>
            <div>
              <Button onClick={stop}>{words.stop}</Button>
            </div>
          </>
        ) : (
          <ProgressBar label={words.done(done, total)} done={done} of={total} />
        )}
      </div>
    );
  }
  return (
    <Note tone={troubles.length > 0 ? 'bad' : 'good'}>
      <div class="row between">
        <p>
          {asked < total
            ? words.stopped(asked, total)
            : (outcome?.(ended) ?? words.finished(total - troubles.length, total))}
        </p>
        <Button kind="quiet" onClick={hide}>
          {words.hide}
        </Button>
      </div>
      {troubles.length > 0 && (
        <details>
          <summary>{words.troubles(troubles.length)}</summary>
          <ul>
            {troubles.slice(0, 50).map(({ id, detail }) => (
              <li key={id}>
                <code>{id}</code>: {detail}
              </li>
            ))}
          </ul>
        </details>
      )}
    </Note>
  );
}
