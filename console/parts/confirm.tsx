import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { useAction } from '../api/use-action.ts';
import { text } from '../strings.ts';
import { Button } from './button.tsx';
import { Dialog } from './dialog.tsx';
import { Field } from './field.tsx';
import { ProblemNote } from './problem-note.tsx';

/** Whoever is about to change more than this writes their number. */
const maxUntyped = 20;

/** Asks before something is done, and shows how it failed. @param onYes closes it when it has succeeded. */
export function Confirm({
  title,
  children,
  yes,
  count = 1,
  isDanger = true,
  isReady = true,
  onYes,
  onClose,
}: {
  title: string;
  children?: ComponentChildren;
  /** What is done: the word on the button. */
  yes: string;
  /** How many it is about. */
  count?: number;
  isDanger?: boolean;
  /** False while it is not known yet what is asked. */
  isReady?: boolean;
  onYes(): Promise<void> | void;
  onClose(): void;
}) {
  const [typed, setTyped] = useState('');
  const { run, isBusy, error } = useAction(async () => onYes());
  const isTyped = count <= maxUntyped || typed.replace(/\D/g, '') === String(count);
  return (
    <Dialog
      title={title}
      onClose={onClose}
      actions={
        <Button
          kind={isDanger ? 'danger' : 'primary'}
          isBusy={isBusy}
          isDisabled={!isTyped || !isReady}
          onClick={run}
        >
          {yes}
        </Button>
      }
    >
      {children}
      {count > maxUntyped && isReady && (
        <Field label={text.live.typeNumber(count)} inputMode="numeric" value={typed} onInput={setTyped} />
      )}
      {error && <ProblemNote error={error} />}
    </Dialog>
  );
}
