import { useState } from 'preact/hooks';
import { useAccountNames } from '../../api/chats.ts';
import { makeKey } from '../../api/make-key.ts';
import { isOver, type Operation, waitSeconds } from '../../api/operation.ts';
import { call } from '../../api/request.ts';
import { useAction } from '../../api/use-action.ts';
import { Button } from '../../parts/button.tsx';
import { Dialog } from '../../parts/dialog.tsx';
import { Checkbox } from '../../parts/field.tsx';
import { OperationNote } from '../../parts/operation-note.tsx';
import { ProblemNote } from '../../parts/problem-note.tsx';
import { AccountField, ChatField } from '../../parts/where-fields.tsx';
import { routeTo } from '../../router.ts';
import { useSession } from '../../session.ts';
import { text } from '../../strings.ts';

/** Reads the links of a chat at Telegram, and adopts those that were made elsewhere. */
export function SyncLinks({ account: wanted, onClose }: { account: string | undefined; onClose(): void }) {
  const session = useSession();
  const names = useAccountNames();
  const [chosen, setChosen] = useState(wanted ?? '');
  const [chat, setChat] = useState('');
  const [isRevoked, setRevoked] = useState(false);
  const [isAll, setAll] = useState(false);
  const [operation, setOperation] = useState<Operation>();
  const account = chosen || (names[0] ?? '');
  const words = text.links;
  const { run, isBusy, error } = useAction(async () => {
    const { body } = await call(session, 'POST', '/v1/accounts/{name}/links/sync', {
      params: { name: account },
      body: {
        ...(chat.trim() === '' ? {} : { peer: chat.trim() }),
        ...(isRevoked ? { revoked: true } : {}),
        ...(isAll ? { admins: 'all' } : {}),
      },
      idempotencyKey: makeKey('console'),
      waitSeconds,
    });
    setOperation(body);
  });
  const [isEnded, setEnded] = useState(false);
  return (
    <Dialog
      title={words.sync}
      onClose={onClose}
      actions={
        (operation === undefined || isEnded) && (
          <Button
            kind="primary"
            isBusy={isBusy}
            isDisabled={account === ''}
            onClick={() => {
              setEnded(false);
              setOperation(undefined);
              run();
            }}
          >
            {words.syncYes}
          </Button>
        )
      }
    >
      <p>{words.syncText}</p>
      <AccountField value={account} onChange={setChosen} />
      <ChatField
        account={account}
        value={chat}
        onChange={setChat}
        hint={`${text.live.chatHint} ${text.live.defaultChat}`}
      />
      <Checkbox label={words.syncRevoked} isChecked={isRevoked} onChange={setRevoked} />
      <Checkbox label={words.syncAll} hint={words.syncAllHint} isChecked={isAll} onChange={setAll} />
      {error && <ProblemNote error={error} />}
      {operation && (
        <OperationNote key={operation.id} operation={operation} onEnd={(ended) => setEnded(isOver(ended))}>
          {({ progress }) => (
            <>
              {progress && <p>{words.syncDone(progress.links, progress.adopted, progress.updated)}</p>}
              {progress && progress.left > 0 && <p>{words.syncLeft(progress.left)}</p>}
              <p>
                <a href={routeTo('links', [], { origin: 'adopted', account })} onClick={onClose}>
                  {words.seeAdopted}
                </a>
              </p>
            </>
          )}
        </OperationNote>
      )}
    </Dialog>
  );
}
