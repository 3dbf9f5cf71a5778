import { useState } from 'preact/hooks';
import type { Operator } from '../../api/operator.ts';
import { Button, ButtonLink } from '../../parts/button.tsx';
import { Command } from '../../parts/needs-scope.tsx';
import { Note, ProblemNote } from '../../parts/problem-note.tsx';
import { routeTo } from '../../router.ts';
import { text } from '../../strings.ts';
import { useOperator } from './use-operator.ts';

/**
 * What mends something: a button on the machine of the service, elsewhere the command.
 *
 * @param act does it. @returns what came of it, in words.
 */
export function Mend({
  label,
  command,
  act,
  onDone,
}: {
  label: string;
  command: string;
  act(operator: Operator): Promise<string>;
  onDone(): void;
}) {
  const { needsKey, enterKey, deployed } = text.accounts.mend;
  const { isHere, operator } = useOperator();
  const [isBusy, setBusy] = useState(false);
  const [outcome, setOutcome] = useState<string>();
  const [error, setError] = useState<Error>();
  if (isHere === undefined) {
    return null;
  }
  if (!isHere) {
    return (
      <div class="stack tight">
        <p>{deployed}</p>
        <Command value={command} />
      </div>
    );
  }
  if (operator === undefined) {
    return (
      <div class="row">
        <ButtonLink icon="key" href={routeTo('connect')}>
          {enterKey}
        </ButtonLink>
        <span class="hint">{needsKey}</span>
      </div>
    );
  }
  async function mend(by: Operator) {
    setBusy(true);
    setError(undefined);
    try {
      setOutcome(await act(by));
      onDone();
    } catch (failure) {
      setError(failure as Error);
    }
    setBusy(false);
  }
  return (
    <div class="stack tight">
      {error && <ProblemNote error={error} />}
      {outcome && <Note tone="good">{outcome}</Note>}
      <div class="actions">
        <Button isBusy={isBusy} onClick={() => mend(operator)}>
          {label}
        </Button>
      </div>
    </div>
  );
}
