import { useEffect, useState } from 'preact/hooks';
import {
  cancelLogin,
  enterCode,
  enterPassword,
  type Login,
  type Operator,
  resendCode,
} from '../../api/operator.ts';
import { Button } from '../../parts/button.tsx';
import { Note, ProblemNote } from '../../parts/problem-note.tsx';
import { QrCode } from '../../parts/qr-code.tsx';
import { Countdown } from '../../parts/time.tsx';
import { text } from '../../strings.ts';
import { AnswerForm, ResendButton } from './answer-form.tsx';
import { Connected } from './connected.tsx';
import { isKeyRefused } from './is-key-refused.ts';
import { Step } from './step.tsx';
import { useLogin } from './use-login.ts';

/** A login that has begun: what its person has to do now, until it has ended. */
export function LoginSteps({
  operator,
  begun,
  onRefused,
  onAgain,
  onAnother,
}: {
  operator: Operator;
  begun: Login;
  onRefused(): void;
  /** Back to the form, as it was. */
  onAgain(): void;
  /** Back to an empty form. */
  onAnother(): void;
}) {
  const { login, error, setLogin } = useLogin(operator, begun);
  const [failure, setFailure] = useState<Error>();

  useEffect(() => {
    if (isKeyRefused(error)) {
      onRefused();
    }
  }, [error, onRefused]);

  async function tell(answer: Promise<Login>) {
    setFailure(undefined);
    try {
      setLogin(await answer);
    } catch (problem) {
      setFailure(problem as Error);
    }
  }

  if (login.state === 'done') {
    return <Connected login={login} onAnother={onAnother} />;
  }
  if (login.state === 'failed') {
    return <Failed login={login} onAgain={onAgain} />;
  }
  return (
    <Step title={titleOf(login)} name={login.account}>
      <Question
        login={login}
        onCode={(code) => tell(enterCode(operator, login, code))}
        onPassword={(password) => tell(enterPassword(operator, login, password))}
        onResend={() => tell(resendCode(operator, login))}
      />
      {(failure ?? error) && <ProblemNote error={failure ?? (error as Error)} />}
      <div class="actions">
        <Button
          onClick={async () => {
            await tell(cancelLogin(operator, login));
            onAgain();
          }}
        >
          {text.connect.cancel}
        </Button>
      </div>
    </Step>
  );
}

interface QuestionProps {
  login: Login;
  onCode(code: string): Promise<void>;
  onPassword(password: string): Promise<void>;
  onResend(): Promise<void>;
}

function Question({ login, onCode, onPassword, onResend }: QuestionProps) {
  const { codeHow, code, codeLength, codeMissing, passwordWhy, password, passwordHint, passwordMissing } =
    text.connect;
  switch (login.state) {
    case 'qr':
      return <ScanStep url={login.url} expiresAt={login.expires_at} />;
    case 'code':
      return (
        <AnswerForm
          key="code"
          round={login.version}
          why={codeHow(login.how)}
          label={code}
          hint={login.length > 0 ? codeLength(login.length) : undefined}
          problem={login.problem}
          missing={codeMissing}
          onAnswer={onCode}
        >
          {login.resend_at !== undefined && <ResendButton at={login.resend_at} onResend={onResend} />}
        </AnswerForm>
      );
    case 'password':
      return (
        <AnswerForm
          key="password"
          round={login.version}
          isSecret
          why={passwordWhy}
          label={password}
          hint={login.hint === undefined ? undefined : passwordHint(login.hint)}
          problem={login.problem}
          missing={passwordMissing}
          onAnswer={onPassword}
        />
      );
    default:
      return <div class="login-wait">{text.connect.working}</div>;
  }
}

function ScanStep({ url, expiresAt }: { url: string; expiresAt: string }) {
  const { qrLabel, qrSteps, qrRenewed, qrWarning } = text.connect;
  return (
    <div class="scan">
      <QrCode value={url} label={qrLabel} />
      <div class="stack">
        <ol>
          {qrSteps.map((step) => (
            <li key={step}>{step}</li>
          ))}
        </ol>
        <p class="hint">
          {qrRenewed} <Countdown until={expiresAt} />. {qrWarning}
        </p>
      </div>
    </div>
  );
}

function Failed({ login, onAgain }: { login: Extract<Login, { state: 'failed' }>; onAgain(): void }) {
  const { failedTitle, failedWait, again } = text.connect;
  const [failedAtMs] = useState(Date.now());
  return (
    <Step title={failedTitle} name={login.account}>
      <Note tone="bad">
        <p>{login.detail}</p>
        {login.notes.map((note) => (
          <p key={note}>{note}</p>
        ))}
        {login.retry_after !== undefined && (
          <p>
            {failedWait} <Countdown until={failedAtMs + login.retry_after * 1000} />
          </p>
        )}
      </Note>
      <div class="actions">
        <Button kind="primary" icon="refresh" onClick={onAgain}>
          {again}
        </Button>
      </div>
    </Step>
  );
}

function titleOf({ state }: Login): string {
  const { qrTitle, codeTitle, passwordTitle, working } = text.connect;
  return { qr: qrTitle, code: codeTitle, password: passwordTitle }[state as string] ?? working;
}
