import type { Operator } from '../../api/operator.ts';
import { useAction } from '../../api/use-action.ts';
import { Button, ButtonLink } from '../../parts/button.tsx';
import { Command } from '../../parts/needs-scope.tsx';
import { ProblemNote } from '../../parts/problem-note.tsx';
import { routeTo } from '../../router.ts';
import { text } from '../../strings.ts';
import { useOperator } from './use-operator.ts';

/**
 * What mends something: a button on the machine of the service, elsewhere the command.
 *
 * @param act does it. @returns what came of it, in words. @param onDone shows that: this part may be gone then.
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
  onDone(outcome: string): void;
}) {
  const { needsKey, enterKey, deployed } = text.accounts.mend;
  const { isHere, operator } = useOperator();
  const { run, isBusy, error } = useAction(async (by: Operator) => {
    onDone(await act(by));
  });
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
  return (
    <div class="stack tight">
      {error && <ProblemNote error={error} />}
      <div class="actions">
        <Button isBusy={isBusy} onClick={() => run(operator)}>
          {label}
        </Button>
      </div>
    </div>
  );
}
