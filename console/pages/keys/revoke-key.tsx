import { useState } from 'preact/hooks';
import { Button } from '../../parts/button.tsx';
import { Dialog } from '../../parts/dialog.tsx';
import { Command } from '../../parts/needs-scope.tsx';
import { text } from '../../strings.ts';

/** How a key is taken away, or replaced: keys are the operator's. */
export function RevokeKey({ apiKey: { id, name } }: { apiKey: { id: string; name: string } }) {
  const { revoke, revokeWhich, revokeTitle, revokeText, rotateText } = text.keys;
  const [isOpen, setOpen] = useState(false);
  return (
    <div>
      <Button kind="quiet" label={revokeWhich(name)} onClick={() => setOpen(true)}>
        {revoke}
      </Button>
      {isOpen && (
        <Dialog title={revokeTitle(name)} onClose={() => setOpen(false)}>
          <p>{revokeText}</p>
          <Command value={`npm run key -- revoke ${id}`} />
          <p>{rotateText}</p>
          <Command value={`npm run key -- rotate ${id} --overlap 24h`} />
        </Dialog>
      )}
    </div>
  );
}
