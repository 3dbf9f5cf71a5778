import { useState } from 'preact/hooks';
import { ProblemFailure } from './api/failures.ts';
import { type KeyFacts, readKeyFacts } from './api/key-facts.ts';
import { Button } from './parts/button.tsx';
import { Field } from './parts/field.tsx';
import { Icon } from './parts/icon.tsx';
import { Command } from './parts/needs-scope.tsx';
import { Note, ProblemNote } from './parts/problem-note.tsx';
import { text } from './strings.ts';

/** Asks for the API key, once, and checks it. @param reason why the session before has ended. */
export function SignInPage({
  reason,
  onSignIn,
}: {
  reason: string | undefined;
  onSignIn(apiKey: string, facts: KeyFacts | undefined): void;
}) {
  const { title, purpose, field, hint, button, howTitle, howLocal, command } = text.signIn;
  const [apiKey, setApiKey] = useState('');
  const [problem, setProblem] = useState<string>();
  const [failure, setFailure] = useState<Error>();
  const [isBusy, setBusy] = useState(false);

  async function signIn() {
    const given = apiKey.trim();
    setFailure(undefined);
    const found = findKeyProblem(given);
    setProblem(found);
    if (found !== undefined || isBusy) {
      return;
    }
    setBusy(true);
    try {
      onSignIn(given, await readKeyFacts(given));
    } catch (error) {
      setBusy(false);
      if (error instanceof ProblemFailure && error.status === 401) {
        setProblem(text.signIn.wrong);
      } else {
        setFailure(error as Error);
      }
    }
  }

  return (
    <main class="sign-in">
      <p class="brand">
        <Icon name="link" />
        {text.frame.name}
      </p>
      <h1>{title}</h1>
      <p class="purpose">{purpose}</p>
      {reason && <Note tone="info">{reason}</Note>}
      <form
        class="stack"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          signIn();
        }}
      >
        <Field
          label={field}
          type="password"
          value={apiKey}
          onInput={setApiKey}
          placeholder="isk_…"
          hint={hint}
          problem={problem}
        />
        <div class="unseen" role="alert">
          {problem}
        </div>
        {failure && <ProblemNote error={failure} />}
        <Button kind="primary" type="submit" isBusy={isBusy}>
          {button}
        </Button>
      </form>
      <details>
        <summary>{howTitle}</summary>
        <p>{howLocal}</p>
        <Command value={command} />
      </details>
    </main>
  );
}

function findKeyProblem(apiKey: string): string | undefined {
  if (apiKey === '') {
    return text.signIn.missing;
  }
  return /^isk_[\w-]*$/.test(apiKey) ? undefined : text.signIn.notAKey;
}
