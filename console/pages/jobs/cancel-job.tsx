import { useRef, useState } from 'preact/hooks';
import { call } from '../../api/request.ts';
import { Button } from '../../parts/button.tsx';
import { Dialog } from '../../parts/dialog.tsx';
import { ProblemNote } from '../../parts/problem-note.tsx';
import { useScope, useSession } from '../../session.ts';
import { text } from '../../strings.ts';
import { isFinal, type Job, jobName } from './job.ts';

/** Cancels a job after a question. Nothing for a job that has ended, or a key that may not. */
export function CancelJob({ job, onCancelled }: { job: Job; onCancelled(): void }) {
  const { cancel, cancelWhich } = text.jobs;
  const [isAsking, setAsking] = useState(false);
  const mayCancel = useScope('invites:write');
  if (isFinal(job) || !mayCancel) {
    return null;
  }
  return (
    <>
      <Button kind="quiet" label={cancelWhich(jobName(job))} onClick={() => setAsking(true)}>
        {cancel}
      </Button>
      {isAsking && <CancelDialog job={job} onCancelled={onCancelled} onClose={() => setAsking(false)} />}
    </>
  );
}

function CancelDialog({ job, onCancelled, onClose }: { job: Job; onCancelled(): void; onClose(): void }) {
  const { cancelTitle, cancelText, cancelYes } = text.jobs;
  const session = useSession();
  const [isBusy, setBusy] = useState(false);
  const [error, setError] = useState<Error>();
  // A repeat after a lost answer is the same request.
  const idempotencyKey = useRef(crypto.randomUUID());
  async function cancel() {
    setBusy(true);
    setError(undefined);
    try {
      await call(session, 'POST', '/v1/invites/{id}/cancel', {
        params: { id: job.id },
        idempotencyKey: idempotencyKey.current,
      });
      onCancelled();
      onClose();
    } catch (failure) {
      setError(failure as Error);
      setBusy(false);
    }
  }
  return (
    <Dialog
      title={cancelTitle}
      onClose={onClose}
      actions={
        <Button kind="danger" isBusy={isBusy} onClick={cancel}>
          {cancelYes}
        </Button>
      }
    >
      <p>{cancelText(jobName(job))}</p>
      {error && <ProblemNote error={error} />}
    </Dialog>
  );
}
