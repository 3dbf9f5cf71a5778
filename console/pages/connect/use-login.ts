import { useEffect, useState } from 'preact/hooks';
import { NetworkFailure } from '../../api/failures.ts';
import { followLogin, type Login, type Operator } from '../../api/operator.ts';

/** How soon a service that does not answer is asked again. */
const goneRetryMs = 2_000;

export interface FollowedLogin {
  login: Login;
  /** The service does not know the login any more, or does not take the key. */
  error: Error | undefined;
  /** Takes what an answer has told already. */
  setLogin(login: Login): void;
}

/** Keeps a login current until it has ended, by answers that the service holds until something changes. */
export function useLogin(operator: Operator, begun: Login): FollowedLogin {
  const [login, setNewest] = useState(begun);
  const [error, setError] = useState<Error>();
  const { operatorKey, apiKey } = operator;
  const { id, account } = begun;

  function setLogin(told: Login) {
    setNewest((known) => {
      // An answered question stays until the next one: nothing jumps.
      const isShown = told.state !== 'working' || known.state === 'working';
      return isShown && told.version >= known.version ? told : known;
    });
  }

  useEffect(() => {
    const controller = new AbortController();
    follow(
      { operatorKey, apiKey },
      { id, account, version: begun.version },
      controller.signal,
      setLogin,
    ).catch((failure: Error) => {
      if (!controller.signal.aborted) {
        setError(failure);
      }
    });
    return () => controller.abort();
  }, [operatorKey, apiKey, id, account]);
  return { login, error, setLogin };
}

async function follow(
  operator: Operator,
  { version: first, ...login }: Pick<Login, 'id' | 'account' | 'version'>,
  signal: AbortSignal,
  tell: (login: Login) => void,
): Promise<void> {
  let version = first;
  let isFinal = false;
  while (!isFinal && !signal.aborted) {
    try {
      const told = await followLogin(operator, login, version, signal);
      version = told.version;
      isFinal = told.state === 'done' || told.state === 'failed';
      tell(told);
    } catch (error) {
      if (!(error instanceof NetworkFailure)) {
        throw error;
      }
      await new Promise((resolve) => setTimeout(resolve, goneRetryMs));
    }
  }
}
