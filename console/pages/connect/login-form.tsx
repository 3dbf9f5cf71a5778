import { useState } from 'preact/hooks';
import { ProblemFailure, slugOf } from '../../api/failures.ts';
import {
  cancelLogin,
  followLogin,
  type Login,
  type Operator,
  type OperatorFacts,
  startLogin,
} from '../../api/operator.ts';
import { useGet } from '../../api/use-query.ts';
import { Button } from '../../parts/button.tsx';
import { Field } from '../../parts/field.tsx';
import { Section } from '../../parts/page.tsx';
import { Note, ProblemNote } from '../../parts/problem-note.tsx';
import { text } from '../../strings.ts';
import type { FormProblems, LoginFormValues } from './form-values.ts';
import { HowToLogIn } from './how-to-log-in.tsx';

/** Asks whom to log in, and begins the login. */
export function LoginForm({
  operator,
  facts,
  form,
  onForm,
  onLogin,
}: {
  operator: Operator;
  facts: OperatorFacts;
  form: LoginFormValues;
  onForm(form: LoginFormValues): void;
  onLogin(login: Login): void;
}) {
  const { formTitle, name, nameHint, nameTaken, start } = text.connect;
  const { data: known } = useGet('/v1/accounts');
  const [problems, setProblems] = useState<FormProblems>({});
  const [failure, setFailure] = useState<Error>();
  const [isBusy, setBusy] = useState(false);
  const isTaken = known?.accounts.some((account) => account.name === form.name) ?? false;

  async function run(work: () => Promise<Login | undefined>) {
    if (isBusy) {
      return;
    }
    setBusy(true);
    setFailure(undefined);
    try {
      const login = await work();
      setBusy(false);
      if (login !== undefined) {
        onLogin(login);
      }
    } catch (error) {
      setBusy(false);
      setFailure(error as Error);
    }
  }

  function begin() {
    const found = findProblems(form, facts);
    setProblems(found);
    if (Object.keys(found).length === 0) {
      run(() => startLogin(operator, form.name, toRequest(form, facts)));
    }
  }

  const other = loginInTheWay(failure);
  return (
    <Section title={formTitle}>
      {facts.people && <Demonstration people={facts.people} />}
      <form
        class="card stack narrow"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          begin();
        }}
      >
        <Field
          label={name}
          value={form.name}
          placeholder="main"
          hint={problems.name !== undefined ? undefined : isTaken ? nameTaken : nameHint}
          problem={problems.name}
          onInput={(value) => onForm({ ...form, name: value.trim().toLowerCase() })}
        />
        <HowToLogIn form={form} problems={problems} asksApp={!facts.has_app} onForm={onForm} />
        <div class="unseen" role="alert">
          {Object.values(problems).join(' ')}
        </div>
        {failure && other === undefined && <ProblemNote error={failure} />}
        {other !== undefined && (
          <LoginInTheWay
            onGoOn={() => run(() => followLogin(operator, { account: form.name, id: other }))}
            onCancel={() =>
              run(async () => void (await cancelLogin(operator, { account: form.name, id: other })))
            }
          />
        )}
        <div class="actions">
          <Button kind="primary" type="submit" isBusy={isBusy}>
            {start}
          </Button>
        </div>
      </form>
    </Section>
  );
}

function LoginInTheWay({ onGoOn, onCancel }: { onGoOn(): void; onCancel(): void }) {
  const { busyTitle, busy, goOn, cancelIt } = text.connect;
  return (
    <Note tone="info" title={busyTitle}>
      <p>{busy}</p>
      <div class="actions">
        <Button onClick={onGoOn}>{goOn}</Button>
        <Button kind="quiet" onClick={onCancel}>
          {cancelIt}
        </Button>
      </div>
    </Note>
  );
}

function Demonstration({ people }: { people: NonNullable<OperatorFacts['people']> }) {
  const { demoTitle, demo, demoPerson } = text.connect;
  return (
    <Note tone="info" title={demoTitle}>
      <p>{demo}</p>
      <ul>
        {people.map(({ name, phone, code, password }) => (
          <li key={phone}>{demoPerson(name, phone, code, password)}</li>
        ))}
      </ul>
    </Note>
  );
}

function loginInTheWay(failure: Error | undefined): string | undefined {
  if (!(failure instanceof ProblemFailure) || slugOf(failure.problem) !== 'login-in-progress') {
    return undefined;
  }
  return (failure.problem as { login_id?: string }).login_id;
}

/** As the service would say it, but beside the field and before anything is sent. */
function findProblems(form: LoginFormValues, { has_app: hasApp }: OperatorFacts): FormProblems {
  const { nameWrong, phoneWrong, apiIdWrong, apiHashWrong } = text.connect;
  const isPhone = form.phone.replaceAll(/\D/g, '').length >= 5;
  return {
    ...(/^[a-z0-9][a-z0-9_-]{0,31}$/.test(form.name) ? {} : { name: nameWrong }),
    ...(form.method === 'qr' || isPhone ? {} : { phone: phoneWrong }),
    ...(hasApp || /^[1-9]\d{0,9}$/.test(form.apiId.trim()) ? {} : { apiId: apiIdWrong }),
    ...(hasApp || /^[0-9a-f]{32}$/i.test(form.apiHash.trim()) ? {} : { apiHash: apiHashWrong }),
  };
}

function toRequest({ method, phone, apiId, apiHash }: LoginFormValues, { has_app: hasApp }: OperatorFacts) {
  return {
    method,
    ...(method === 'phone' ? { phone: phone.trim() } : {}),
    ...(hasApp ? {} : { api_id: Number(apiId.trim()), api_hash: apiHash.trim() }),
  };
}
