import { useState } from 'preact/hooks';
import { call } from '../../api/request.ts';
import { Button, ButtonLink } from '../../parts/button.tsx';
import { Dialog } from '../../parts/dialog.tsx';
import { ProblemNote } from '../../parts/problem-note.tsx';
import { saveFile } from '../../parts/save-file.ts';
import { routeTo } from '../../router.ts';
import { useSession } from '../../session.ts';
import { text } from '../../strings.ts';
import { loadInvites } from './load-invites.ts';
import { toResultFile } from './result-file.ts';
import { endSending, forgetUpload, pauseUpload, resumeUpload, type UploadState } from './upload.ts';

/** What can be done with a file on its way: download, pause, cancel, leave. */
export function UploadActions({
  state,
  isSent,
  isDone,
  isIdle,
}: {
  state: UploadState;
  isSent: boolean;
  isDone: boolean;
  /** Whether all that was sent is done. */
  isIdle: boolean;
}) {
  const session = useSession();
  const [asked, setAsked] = useState<'cancel' | 'forget'>();
  const [isSaving, setSaving] = useState(false);
  const [isCancelling, setCancelling] = useState(false);
  const [failure, setFailure] = useState<Error>();
  const { upload, file } = state;
  const words = text.manyLinks;
  async function save() {
    setSaving(true);
    setFailure(undefined);
    try {
      const invites = await loadInvites(session, upload.batchIds);
      const name = `${upload.fileName.replace(/\.\w+$/, '')}.links.csv`;
      saveFile(name, new Blob([toResultFile(file, (index) => invites[index])], { type: 'text/csv' }));
    } catch (error) {
      setFailure(error as Error);
    }
    setSaving(false);
  }
  async function cancelAll() {
    setAsked(undefined);
    setFailure(undefined);
    setCancelling(true);
    try {
      for (const id of await endSending()) {
        await call(session, 'POST', '/v1/batches/{id}/cancel', { params: { id } });
      }
    } catch (error) {
      setFailure(error as Error);
    }
    setCancelling(false);
  }
  return (
    <>
      {failure && <ProblemNote error={failure} />}
      <div class="actions">
        {upload.batchIds.length > 0 && (
          <Button kind={isDone ? 'primary' : 'plain'} icon="download" isBusy={isSaving} onClick={save}>
            {isDone ? words.save : words.saveNow}
          </Button>
        )}
        {!isSent &&
          (upload.isPaused ? (
            <Button kind="primary" onClick={() => resumeUpload(session)}>
              {words.goOn}
            </Button>
          ) : (
            <Button icon="pause" onClick={pauseUpload}>
              {words.pause}
            </Button>
          ))}
        {!(isIdle && (isSent || upload.isPaused)) && upload.batchIds.length > 0 && (
          <Button kind="danger" isBusy={isCancelling} onClick={() => setAsked('cancel')}>
            {words.cancel}
          </Button>
        )}
        <Button onClick={() => (isDone ? forgetUpload() : setAsked('forget'))}>{words.otherFile}</Button>
        <ButtonLink href={routeTo('batches')}>{text.batches.title}</ButtonLink>
      </div>
      {asked && (
        <Dialog
          title={asked === 'cancel' ? words.cancelTitle : words.leaveTitle}
          onClose={() => setAsked(undefined)}
          actions={
            <Button kind="danger" onClick={asked === 'cancel' ? cancelAll : forgetUpload}>
              {asked === 'cancel' ? words.cancel : words.leave}
            </Button>
          }
        >
          <p>{asked === 'cancel' ? words.cancelAbout(file.rows.length) : words.leaveAbout}</p>
        </Dialog>
      )}
    </>
  );
}
