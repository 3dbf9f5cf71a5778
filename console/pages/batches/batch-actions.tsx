import { useRef, useState } from 'preact/hooks';
import { call } from '../../api/request.ts';
import { Button } from '../../parts/button.tsx';
import { Dialog } from '../../parts/dialog.tsx';
import { ProblemNote } from '../../parts/problem-note.tsx';
import { useScope, useSession } from '../../session.ts';
import { text } from '../../strings.ts';
import { type Batch, leftOf } from './batch.ts';
import { downloadCsv } from './download-csv.ts';

/** What can be done with a batch: have it as a file, and stop it. */
export function BatchActions({ batch, onChange }: { batch: Batch; onChange(): void }) {
  const { download, cancel } = text.batches;
  const { apiKey } = useSession();
  const mayCancel = useScope('invites:write');
  const [isAsking, setAsking] = useState(false);
  const [isBusy, setBusy] = useState(false);
  const [error, setError] = useState<Error>();
  async function save() {
    setBusy(true);
    setError(undefined);
    try {
      await downloadCsv(apiKey, `/v1/batches/${batch.id}/invites.csv`, `${batch.id}.csv`);
    } catch (failure) {
      setError(failure as Error);
    }
    setBusy(false);
  }
  return (
    <>
      {error && <ProblemNote error={error} />}
      <div class="actions">
        <Button icon="download" isBusy={isBusy} onClick={save}>
          {download}
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
  const [isBusy, setBusy] = useState(false);
  const [error, setError] = useState<Error>();
  // A repeat after a lost answer is the same request.
  const idempotencyKey = useRef(crypto.randomUUID());
  async function cancel() {
    setBusy(true);
    setError(undefined);
    try {
      await call(session, 'POST', '/v1/batches/{id}/cancel', {
        params: { id: batch.id },
        idempotencyKey: idempotencyKey.current,
      });
      onChange();
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
          {cancelYes(leftOf(batch))}
        </Button>
      }
    >
      <p>
        {cancelText(leftOf(batch))} {cancelKept}
      </p>
      {error && <ProblemNote error={error} />}
    </Dialog>
  );
}
