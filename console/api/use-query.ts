import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import type { paths } from '../../client/openapi.ts';
import { useSession } from '../session.ts';
import { onConnection } from './connection.ts';
import { NetworkFailure, ProblemFailure } from './failures.ts';
import { type AnswerOf, call, type Reply, toUrl } from './request.ts';

export interface Query<T> {
  /** The last answer. It stays while it is asked for anew, and when that fails. */
  data: T | undefined;
  error: Error | undefined;
  isLoading: boolean;
  /** When `data` came. */
  loadedAtMs: number | undefined;
  refresh(): void;
}

export interface QueryOptions<T> {
  /** The pause until the data are asked for again; undefined: they are not. Nothing is asked in a hidden tab. */
  everyMs?: number | ((reply: Reply<T>) => number | undefined);
}

/** How soon a service that does not answer is tried again. */
const goneRetryMs = 4_000;

/**
 * Loads data and keeps them current.
 *
 * @param name of what is loaded: another name is other data; undefined: nothing is loaded yet.
 */
export function useQuery<T>(
  name: string | undefined,
  load: (signal: AbortSignal) => Promise<Reply<T>>,
  { everyMs }: QueryOptions<T> = {},
): Query<T> {
  const [state, setState] = useState<Omit<Query<T>, 'refresh'> & { name: string | undefined }>(() =>
    emptyState(name),
  );
  const [round, setRound] = useState(0);
  const refresh = useCallback(() => setRound((each) => each + 1), []);
  // The newest closures, without a new request for each render.
  const latest = useRef({ load, everyMs });
  latest.current = { load, everyMs };

  useEffect(() => {
    if (name === undefined) {
      setState(emptyState(undefined));
      return;
    }
    const controller = new AbortController();
    setState((old) => (old.name === name ? { ...old, isLoading: true } : { ...emptyState(name) }));
    let forget: (() => void) | undefined;
    ask(controller.signal, latest.current.load).then((outcome) => {
      if (controller.signal.aborted) {
        return;
      }
      if ('reply' in outcome) {
        const { reply } = outcome;
        setState({ name, data: reply.body, error: undefined, isLoading: false, loadedAtMs: Date.now() });
        const { everyMs } = latest.current;
        forget = planRefresh(typeof everyMs === 'function' ? everyMs(reply) : everyMs, refresh);
      } else {
        setState((old) => ({ ...old, error: outcome.error, isLoading: false }));
        forget = planRepeat(outcome.error, latest.current.everyMs !== undefined, refresh);
      }
    });
    return () => {
      controller.abort();
      forget?.();
    };
  }, [name, round]);

  const current = state.name === name ? state : emptyState<T>(name);
  return { ...current, refresh };
}

/** `useQuery` of a GET of the API. @param path undefined: nothing is loaded yet. */
export function useGet<P extends keyof paths>(
  path: P | undefined,
  given: { params?: Record<string, string>; query?: Record<string, string | number | undefined> } = {},
  options: QueryOptions<AnswerOf<P, 'GET'>> = {},
): Query<AnswerOf<P, 'GET'>> {
  const session = useSession();
  const url = path === undefined ? undefined : toUrl(path, given.params, given.query);
  return useQuery(url, (signal) => call(session, 'GET', path as P, { ...given, signal }), options);
}

function emptyState<T>(name: string | undefined) {
  return {
    name,
    data: undefined as T | undefined,
    error: undefined,
    isLoading: name !== undefined,
    loadedAtMs: undefined,
  };
}

async function ask<T>(
  signal: AbortSignal,
  load: (signal: AbortSignal) => Promise<Reply<T>>,
): Promise<{ reply: Reply<T> } | { error: Error }> {
  try {
    return { reply: await load(signal) };
  } catch (error) {
    return { error: error as Error };
  }
}

/** After a failure: when the service said, when it is back, or not at all. */
function planRepeat(error: Error, isPolled: boolean, refresh: () => void): () => void {
  if (error instanceof NetworkFailure) {
    const forgetTimer = planRefresh(goneRetryMs, refresh);
    const forgetConnection = onConnection(({ isGone }) => {
      if (!isGone) {
        refresh();
      }
    });
    return () => {
      forgetTimer();
      forgetConnection();
    };
  }
  if (error instanceof ProblemFailure && error.retryAtMs !== undefined) {
    return planRefresh(Math.max(error.retryAtMs - Date.now(), 1_000), refresh);
  }
  const isPassing = error instanceof ProblemFailure && error.status >= 500;
  return planRefresh(isPassing || isPolled ? 15_000 : undefined, refresh);
}

/** Refreshes after the pause, or when the tab is shown again if it is hidden then. @returns forgets it. */
export function planRefresh(pauseMs: number | undefined, refresh: () => void): () => void {
  if (pauseMs === undefined) {
    return () => {};
  }
  function refreshIfShown() {
    if (document.visibilityState === 'visible') {
      document.removeEventListener('visibilitychange', refreshIfShown);
      refresh();
    }
  }
  const timer = setTimeout(() => {
    document.addEventListener('visibilitychange', refreshIfShown);
    refreshIfShown();
  }, pauseMs);
  return () => {
    clearTimeout(timer);
    document.removeEventListener('visibilitychange', refreshIfShown);
  };
}
