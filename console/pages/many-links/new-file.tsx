import { useMemo, useState } from 'preact/hooks';
import { useGet } from '../../api/use-query.ts';
import { Button } from '../../parts/button.tsx';
import { Field, Select } from '../../parts/field.tsx';
import { Section } from '../../parts/page.tsx';
import { Note } from '../../parts/problem-note.tsx';
import { useSession } from '../../session.ts';
import { text } from '../../strings.ts';
import { checkFile, type FileDefaults } from './check-file.ts';
import { Columns } from './columns.tsx';
import { FileDrop, type GivenFile } from './file-drop.tsx';
import { FileFaults } from './file-faults.tsx';
import { FilePreview } from './file-preview.tsx';
import { hashFile, startUpload } from './upload.ts';

/** Gives a file, shows what is in it, and sends it. */
export function NewFile() {
  const session = useSession();
  const accounts = useGet('/v1/accounts').data?.accounts;
  const [given, setGiven] = useState<GivenFile>();
  const [account, setAccount] = useState('');
  const [peer, setPeer] = useState('');
  const [isRefused, setRefused] = useState(false);
  const words = text.manyLinks;
  // The only account there is needs not be named in each row.
  const only = accounts?.length === 1 ? accounts[0]?.name : undefined;
  const usual = account === '' ? only : account;
  const defaults: FileDefaults = {
    ...(usual === undefined ? {} : { account: usual }),
    ...(peer.trim() === '' ? {} : { peer: peer.trim() }),
  };
  const defaultsText = JSON.stringify(defaults);
  const checkedAtMs = useMemo(() => Date.now(), [given]);
  const file = useMemo(
    () => given && checkFile(given.text, JSON.parse(defaultsText), checkedAtMs),
    [given, defaultsText, checkedAtMs],
  );

  async function send() {
    if (given === undefined || file === undefined) {
      return;
    }
    const contentHash = await hashFile(given.bytes, file, defaults);
    if (contentHash === undefined) {
      setRefused(true);
      return;
    }
    startUpload(session, {
      fileName: given.name,
      text: given.text,
      defaults,
      checkedAtMs,
      contentHash,
      batchIds: [],
      replayed: 0,
      isPaused: false,
    });
  }

  if (file === undefined) {
    return (
      <>
        <FileDrop onFile={setGiven} />
        <Columns />
      </>
    );
  }
  return (
    <Section
      title={given?.name ?? ''}
      actions={<Button onClick={() => setGiven(undefined)}>{words.otherFile}</Button>}
    >
      <details open={file.isFilledUp || file.faults.length > 0}>
        <summary>{words.defaults}</summary>
        <div class="fields">
          <Select
            label={words.defaultAccount}
            value={usual ?? ''}
            options={[
              ...(only === undefined ? [{ value: '', label: words.none }] : []),
              ...(accounts ?? []).map(({ name }) => ({ value: name, label: name })),
            ]}
            onChange={setAccount}
            hint={words.defaultAccountHint}
          />
          <Field
            label={words.defaultChat}
            value={peer}
            onInput={setPeer}
            placeholder="@name"
            hint={words.defaultChatHint}
          />
        </div>
      </details>
      {file.faults.length > 0 ? (
        <FileFaults faults={file.faults} rows={file.rows.length} />
      ) : (
        <>
          <Note tone="good" title={words.allGood(file.rows.length)}>
            {words.allGoodNext}
          </Note>
          <FilePreview file={file} />
          {isRefused && <Note tone="bad">{words.needsHttps}</Note>}
          <div class="actions">
            <Button kind="primary" icon="link" onClick={send}>
              {words.send(file.rows.length)}
            </Button>
          </div>
        </>
      )}
    </Section>
  );
}
