import { useRef, useState } from 'preact/hooks';
import { makeKey } from '../../api/make-key.ts';
import { call } from '../../api/request.ts';
import { Button } from '../../parts/button.tsx';
import { Confirm } from '../../parts/confirm.tsx';
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
  // A repeat after a lost answer is the same request.
  const idempotencyKey = useRef(makeKey('cancel')).current;
  return (
    <Confirm
      title={cancelTitle}
      yes={cancelYes}
      onClose={onClose}
      onYes={async () => {
        await call(session, 'POST', '/v1/invites/{id}/cancel', { params: { id: job.id }, idempotencyKey });
        onCancelled();
        onClose();
      }}
    >
      <p>{cancelText(jobName(job))}</p>
    </Confirm>
  );
}
