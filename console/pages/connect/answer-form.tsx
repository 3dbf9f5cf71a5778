import type { ComponentChildren } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { Button } from '../../parts/button.tsx';
import { Field } from '../../parts/field.tsx';
import { Countdown, useNow } from '../../parts/time.tsx';
import { text } from '../../strings.ts';

/** Asks for the code or the password. @param problem why the last answer was not accepted. */
export function AnswerForm({
  why,
  label,
  hint,
  problem,
  missing,
  round,
  isSecret = false,
  onAnswer,
  children,
}: {
  why: string;
  label: string;
  hint: string | undefined;
  problem: string | undefined;
  /** Said when nothing was entered. */
  missing: string;
  /** Another one is another question: what was entered is wiped. */
  round: number;
  isSecret?: boolean;
  onAnswer(answer: string): Promise<void>;
  children?: ComponentChildren;
}) {
  const [value, setValue] = useState('');
  const [isMissing, setMissing] = useState(false);
  const [isBusy, setBusy] = useState(false);
  useEffect(() => setValue(''), [round]);
  const said = isMissing ? missing : problem;

  async function answer() {
    setMissing(value.trim() === '');
    if (value.trim() === '' || isBusy) {
      return;
    }
    setBusy(true);
    await onAnswer(value);
    setBusy(false);
  }

  return (
    <form
      class="card stack narrow"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        answer();
      }}
    >
      <p>{why}</p>
      <Field
        label={label}
        type={isSecret ? 'password' : 'text'}
        inputMode={isSecret ? 'text' : 'numeric'}
        autoComplete={isSecret ? 'off' : 'one-time-code'}
        value={value}
        onInput={setValue}
        hint={hint}
        problem={said}
      />
      <div class="unseen" role="alert">
        {said}
      </div>
      <div class="actions">
        <Button kind="primary" type="submit" isBusy={isBusy}>
          {text.connect.send}
        </Button>
        {children}
      </div>
    </form>
  );
}

/** Has the code sent another way, from the time on that Telegram allows it. */
export function ResendButton({ at, onResend }: { at: string; onResend(): Promise<void> }) {
  const nowMs = useNow(1_000);
  const { resend, resendIn } = text.connect;
  return nowMs < Date.parse(at) ? (
    <span class="hint">
      {resendIn} <Countdown until={at} />
    </span>
  ) : (
    <Button kind="quiet" onClick={onResend}>
      {resend}
    </Button>
  );
}
