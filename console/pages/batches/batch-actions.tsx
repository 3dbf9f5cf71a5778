import { useRef, useState } from 'preact/hooks';
import { downloadCsv } from '../../api/download-csv.ts';
import { makeKey } from '../../api/make-key.ts';
import { call } from '../../api/request.ts';
import { useAction } from '../../api/use-action.ts';
import { Button } from '../../parts/button.tsx';
import { Confirm } from '../../parts/confirm.tsx';
import { ProblemNote } from '../../parts/problem-note.tsx';
import { useScope, useSession } from '../../session.ts';
import { text } from '../../strings.ts';
import { type Batch, leftOf } from './batch.ts';

/** What can be done with a batch: have it as a file, and stop it. */
export function BatchActions({ batch, onChange }: { batch: Batch; onChange(): void }) {
  const { cancel } = text.batches;
  const { apiKey } = useSession();
  const mayCancel = useScope('invites:write');
  const [isAsking, setAsking] = useState(false);
  const { run, isBusy, error } = useAction(() =>
    downloadCsv(apiKey, `/v1/batches/${batch.id}/invites.csv`, `${batch.id}.csv`),
  );
  return (
    <>
      {error && <ProblemNote error={error} />}
      <div class="actions">
        <Button icon="download" isBusy={isBusy} onClick={run}>
          {text.live.csv}
        </Button>
        {mayCancel && leftOf(batch) > 0 && (
          <Button kind="danger" onClick={() => setAsking(true)}>
            {cancel}
          </Button>
        )}
      </div>
      {isAsking && <CancelDialog batch={batch} onChange={onChange} onClose={() => setAsking(false)} />}
    </>
  );
}

function CancelDialog({ batch, onChange, onClose }: { batch: Batch; onChange(): void; onClose(): void }) {
  const { cancelTitle, cancelText, cancelKept, cancelYes } = text.batches;
  const session = useSession();
  // A repeat after a lost answer is the same request.
  const idempotencyKey = useRef(makeKey('cancel')).current;
  const count = leftOf(batch);
  return (
    <Confirm
      title={cancelTitle}
      yes={cancelYes(count)}
      onClose={onClose}
      onYes={async () => {
        await call(session, 'POST', '/v1/batches/{id}/cancel', { params: { id: batch.id }, idempotencyKey });
        onChange();
        onClose();
      }}
    >
      <p>
        {cancelText(count)} {cancelKept}
      </p>
    </Confirm>
  );
}
