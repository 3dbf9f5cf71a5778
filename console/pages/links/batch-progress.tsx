import { useEffect } from 'preact/hooks';
import { call } from '../../api/request.ts';
import { useQuery } from '../../api/use-query.ts';
import { Button } from '../../parts/button.tsx';
import { Note, ProblemNote } from '../../parts/problem-note.tsx';
import { ProgressBar } from '../../parts/progress-bar.tsx';
import { Time } from '../../parts/time.tsx';
import { routeTo } from '../../router.ts';
import { useSession } from '../../session.ts';
import { text } from '../../strings.ts';

const everyMs = 2_500;

/** How far the revocation of many links is. The service does it, whether this page is open or not. */
export function BatchProgress({ ids, onEnd, onHide }: { ids: string[]; onEnd(): void; onHide(): void }) {
  const session = useSession();
  const { data, error } = useQuery(
    ids.join(),
    async (signal) => {
      const replies = await Promise.all(
        ids.map((id) =>
          call(session, 'GET', '/v1/batches/{id}', { params: { id }, query: { limit: 1 }, signal }),
        ),
      );
      return {
        status: 200,
        body: replies.flatMap(({ body }) => (body ? [body] : [])),
        retryAfterMs: undefined,
        location: undefined,
      };
    },
    { everyMs: ({ body }) => (body.every(({ status }) => status === 'done') ? undefined : everyMs) },
  );
  const isDone = data?.every(({ status }) => status === 'done') ?? false;
  useEffect(() => {
    if (isDone) {
      onEnd();
    }
  }, [isDone]);
  if (data === undefined) {
    return error ? <ProblemNote error={error} /> : null;
  }
  const size = sum(data.map((batch) => batch.size));
  const done = sum(data.map(({ counts }) => counts.succeeded));
  const ends = data.flatMap(({ estimated_done_at: at }) => (at === undefined ? [] : [at])).sort();
  const last = ends.at(-1);
  const words = text.links;
  if (!isDone) {
    return (
      <div class="card stack">
        <ProgressBar label={words.progress(done, size)} done={done} of={size} />
        <p class="hint">
          {text.live.mayLeave}{' '}
          {last && (
            <>
              {words.estimated} <Time at={last} />.
            </>
          )}
        </p>
      </div>
    );
  }
  return (
    <Note tone={done === size ? 'good' : 'bad'}>
      <div class="row between">
        <p>{done === size ? words.progressDone(size) : words.progressPart(done, size)}</p>
        <Button kind="quiet" onClick={onHide}>
          {text.live.bulk.hide}
        </Button>
      </div>
      {data
        .filter(({ counts, size: all }) => counts.succeeded < all)
        .map(({ id }) => (
          <p key={id}>
            <a href={routeTo('batches', id)}>{words.showThem}</a>
          </p>
        ))}
    </Note>
  );
}

function sum(numbers: number[]): number {
  return numbers.reduce((total, each) => total + each, 0);
}
