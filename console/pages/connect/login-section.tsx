import { useState } from 'preact/hooks';
import { type Login, readOperatorFacts } from '../../api/operator.ts';
import { useQuery } from '../../api/use-query.ts';
import { ProblemNote } from '../../parts/problem-note.tsx';
import { Skeleton } from '../../parts/skeleton.tsx';
import { parseRoute } from '../../router.ts';
import { useSession } from '../../session.ts';
import { emptyForm } from './form-values.ts';
import { isKeyRefused } from './is-key-refused.ts';
import { LoginForm } from './login-form.tsx';
import { LoginSteps } from './login-steps.tsx';

/** The form that begins a login, and then its steps. @param onRefused called when the operator key is not taken any more. */
export function LoginSection({ operatorKey, onRefused }: { operatorKey: string; onRefused(): void }) {
  const { apiKey } = useSession();
  const operator = { operatorKey, apiKey };
  // “Log it in again” names the account.
  const [begun] = useState(() => ({ ...emptyForm, name: parseRoute(location.hash).query.name ?? '' }));
  const [form, setForm] = useState(begun);
  const [login, setLogin] = useState<Login>();
  const { data, error, refresh } = useQuery('operator', async () => {
    try {
      const body = await readOperatorFacts(operator);
      return { status: 200, body, retryAfterMs: undefined, location: undefined };
    } catch (failure) {
      if (isKeyRefused(failure)) {
        onRefused();
      }
      throw failure;
    }
  });
  if (data === undefined) {
    return error === undefined ? <Skeleton lines={5} /> : <ProblemNote error={error} onRetry={refresh} />;
  }
  // Nobody can scan the code of a demonstration.
  const shown = data.people && form === begun ? { ...form, method: 'phone' as const } : form;
  return login === undefined ? (
    <LoginForm operator={operator} facts={data} form={shown} onForm={setForm} onLogin={setLogin} />
  ) : (
    <LoginSteps
      key={login.id}
      operator={operator}
      begun={login}
      onRefused={onRefused}
      onAgain={() => setLogin(undefined)}
      onAnother={() => {
        setForm({ ...emptyForm, apiId: form.apiId, apiHash: form.apiHash });
        setLogin(undefined);
      }}
    />
  );
}
