import { useState } from 'preact/hooks';
import { ProblemFailure } from '../../api/failures.ts';
import { readOperatorFacts, storeOperatorKey } from '../../api/operator.ts';
import { Button } from '../../parts/button.tsx';
import { Field } from '../../parts/field.tsx';
import { Section } from '../../parts/page.tsx';
import { Note, ProblemNote } from '../../parts/problem-note.tsx';
import { useSession } from '../../session.ts';
import { text } from '../../strings.ts';

/** Asks for the operator key, once in a tab, and checks it. @param reason why the one before is no good. */
export function OperatorKeyForm({
  reason,
  onKey,
}: {
  reason: string | undefined;
  onKey(operatorKey: string): void;
}) {
  const { keyTitle, keyWhy, key, keyHint, keyButton } = text.connect;
  const { apiKey } = useSession();
  const [value, setValue] = useState('');
  const [problem, setProblem] = useState<string>();
  const [failure, setFailure] = useState<Error>();
  const [isBusy, setBusy] = useState(false);

  async function goOn() {
    const operatorKey = value.trim();
    const found = findProblem(operatorKey);
    setProblem(found);
    setFailure(undefined);
    if (found !== undefined || isBusy) {
      return;
    }
    setBusy(true);
    try {
      await readOperatorFacts({ operatorKey, apiKey });
      storeOperatorKey(operatorKey);
      onKey(operatorKey);
    } catch (error) {
      setBusy(false);
      if (error instanceof ProblemFailure && error.status === 401) {
        setProblem(text.connect.keyWrong);
      } else {
        setFailure(error as Error);
      }
    }
  }

  return (
    <Section title={keyTitle}>
      {reason && <Note tone="info">{reason}</Note>}
      <p>{keyWhy}</p>
      <form
        class="card stack narrow"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          goOn();
        }}
      >
        <Field
          label={key}
          type="password"
          value={value}
          onInput={setValue}
          placeholder="opk_…"
          hint={keyHint}
          problem={problem}
        />
        <div class="unseen" role="alert">
          {problem}
        </div>
        {failure && <ProblemNote error={failure} />}
        <div class="actions">
          <Button kind="primary" type="submit" isBusy={isBusy}>
            {keyButton}
          </Button>
        </div>
      </form>
    </Section>
  );
}

function findProblem(operatorKey: string): string | undefined {
  if (operatorKey === '') {
    return text.connect.keyMissing;
  }
  return /^opk_[\w-]*$/.test(operatorKey) ? undefined : text.connect.notAKey;
}
