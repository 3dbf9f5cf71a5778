import { NetworkFailure } from '../../api/failures.ts';
import { Badge } from '../../parts/badge.tsx';
import { Section } from '../../parts/page.tsx';
import { Note, ProblemNote } from '../../parts/problem-note.tsx';
import { ProgressBar } from '../../parts/progress-bar.tsx';
import { Countdown } from '../../parts/time.tsx';
import { useSession } from '../../session.ts';
import { text } from '../../strings.ts';
import { FileFaults } from './file-faults.tsx';
import { toRowFaults } from './row-faults.ts';
import { sendOn, type UploadState } from './upload.ts';
import { UploadActions } from './upload-actions.tsx';
import { type Counts, type Progress, useProgress } from './use-upload.ts';

/** A file that is being sent, or was: how far it is, what holds it up, and its links as a file. */
export function UploadProgress({ state }: { state: UploadState }) {
  const { upload, file, batches } = state;
  const progress = useProgress(upload.batchIds);
  const words = text.manyLinks;
  const total = file.rows.length;
  const done = countDone(progress.counts);
  const isSent = upload.batchIds.length === batches.length;
  const isDone = isSent && progress.isDone;
  return (
    <Section title={upload.fileName}>
      <div class="card stack">
        <div class="stack" aria-live="polite">
          <div class="row">
            <StateBadge state={state} isSent={isSent} isDone={isDone} />
            <span>
              {isDone
                ? words.doneNow(progress.counts.succeeded, total)
                : upload.isPaused && progress.isDone
                  ? words.pausedNow
                  : words.stillNow}
            </span>
          </div>
          {isSent && upload.replayed === batches.length && <Note tone="info">{words.replayed}</Note>}
        </div>
        <ProgressBar label={words.progress(done, total)} done={done} of={total} />
        <Figures progress={progress} unsent={total - countAll(progress.counts)} />
        {!isDone && progress.estimatedDoneAt && (
          <p>
            {isSent ? words.estimate : words.estimateSent}{' '}
            <Countdown until={progress.estimatedDoneAt} over={words.soon} />
          </p>
        )}
        <Obstacle state={state} />
        {progress.error && !(progress.error instanceof NetworkFailure) && (
          <ProblemNote error={progress.error} />
        )}
        <UploadActions state={state} isSent={isSent} isDone={isDone} isIdle={progress.isDone} />
      </div>
      {!isDone && <p class="dim">{words.mayLeave}</p>}
    </Section>
  );
}

function StateBadge({ state, isSent, isDone }: { state: UploadState; isSent: boolean; isDone: boolean }) {
  const { done, paused, held, making, sending } = text.manyLinks.states;
  if (isDone) {
    return <Badge tone="good">{done}</Badge>;
  }
  if (state.upload.isPaused && !isSent) {
    return <Badge tone="idle">{paused}</Badge>;
  }
  if (state.failure) {
    return <Badge tone={state.retryAtMs === undefined ? 'bad' : 'wait'}>{held}</Badge>;
  }
  return <Badge tone="busy">{isSent ? making : sending}</Badge>;
}

/** Numbers in words; those that are 0 are left out. */
function Figures({ progress: { counts, waits }, unsent }: { progress: Progress; unsent: number }) {
  const { figures, waitsUntil } = text.manyLinks;
  const shown: [string, number][] = [
    [figures.succeeded, counts.succeeded],
    [figures.failed, counts.failed + counts.expired],
    [figures.cancelled, counts.cancelled],
    [figures.waiting, counts.waiting],
    [figures.blocked, counts.blocked],
    [figures.queued, counts.queued + counts.running],
    [figures.unsent, unsent],
  ];
  const [wait] = waits;
  return (
    <>
      <dl class="figures">
        {shown
          .filter(([, count]) => count > 0)
          .map(([name, count]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{count}</dd>
            </div>
          ))}
      </dl>
      {counts.waiting > 0 && wait && (
        <p>
          {text.newLink.waits[wait.reason] ?? text.newLink.waitsOther} {waitsUntil}{' '}
          <Countdown until={wait.retry_at} over={text.newLink.soon} />
        </p>
      )}
    </>
  );
}

/** Why no more is sent. */
function Obstacle({ state }: { state: UploadState }) {
  const { failure, retryAtMs } = state;
  const session = useSession();
  const { full, again } = text.manyLinks;
  // What is paused is not tried again.
  if (failure === undefined || failure instanceof NetworkFailure || (state.upload.isPaused && retryAtMs)) {
    return null;
  }
  const faults = toRowFaults(failure, state.batches[state.upload.batchIds.length]);
  if (faults.length > 0) {
    return <FileFaults faults={faults} rows={state.file.rows.length} />;
  }
  if (retryAtMs === undefined) {
    return <ProblemNote error={failure} onRetry={() => sendOn(session)} />;
  }
  return (
    <Note tone="wait" title={full}>
      <p>{failure.message}</p>
      <p>
        {again} <Countdown until={retryAtMs} />
      </p>
    </Note>
  );
}

function countDone({ succeeded, failed, cancelled, expired }: Counts): number {
  return succeeded + failed + cancelled + expired;
}

function countAll(counts: Counts): number {
  return Object.values(counts).reduce((sum, count) => sum + count, 0);
}
