import { randomBytes } from 'node:crypto';
import { accountIdOf } from '../../functions/core/ids.ts';
import type { AppCredentials } from '../../functions/telegram/connection.ts';
import type { LoggedInAccount, LogInAccountInput } from '../../operator/login/log-in-account.ts';
import { describeLoginFailure } from './login-failure.ts';
import {
  change,
  isFinal,
  type Login,
  type LoginAnswer,
  type LoginMethod,
  type LoginRun,
  toHow,
} from './login-run.ts';
import { OperatorProblem } from './operator-problem.ts';

export interface LoginRequest {
  tenantId: string;
  name: string;
  app: AppCredentials;
  by: LoginMethod;
}

export interface LoginsDeps {
  /** Logs in, stores the account, and leaves nothing open. */
  logIn(
    input: Pick<LogInAccountInput, 'tenantId' | 'name' | 'app' | 'how'>,
    options: { signal: AbortSignal; print(line: string): void },
  ): Promise<LoggedInAccount>;
  now(): number;
  /** What one login may take, over all questions. */
  limitMs: number;
  /** Told of an error that nobody has foreseen. It is not shown to the person. */
  onUnforeseen(error: unknown): void;
}

export interface Logins {
  /** @throws OperatorProblem login-in-progress */
  start(request: LoginRequest): Login;
  /** @throws OperatorProblem login-not-found */
  find(accountId: string, loginId: string): Login;
  /** @throws OperatorProblem login-state */
  answer(login: Login, answer: LoginAnswer): void;
  /** Breaks a login off. Resolves when nothing of it is left. */
  cancel(login: Login): Promise<void>;
  /** Resolves once the login is as the caller wants it, or is final; after `maxMs`; or when the signal aborts. */
  wait(login: Login, isWanted: (login: Login) => boolean, maxMs: number, signal: AbortSignal): Promise<void>;
  /** Breaks all logins off. */
  close(): Promise<void>;
}

/** Each has a connection to Telegram that waits for a person. */
const maxRunning = 5;
/** Ended logins that can still be looked at. */
const maxEnded = 20;

/** Keeps the logins of accounts in memory, one at a time of each account. */
export function createLogins(deps: LoginsDeps): Logins {
  const runs = new Map<string, LoginRun>();
  return { start, find, answer, cancel, wait, close };

  function start(request: LoginRequest): Login {
    const accountId = accountIdOf(request.tenantId, request.name);
    refuseAnother(
      [...runs.values()].map(({ login }) => login).filter((login) => !isFinal(login)),
      accountId,
    );
    forgetOldest();
    const login: Login = {
      loginId: `log_${randomBytes(12).toString('base64url')}`,
      accountId,
      name: request.name,
      version: 1,
      endsAtMs: deps.now() + deps.limitMs,
      current: { state: 'working' },
      notes: [],
    };
    const run: LoginRun = {
      login,
      stop: new AbortController(),
      question: undefined,
      listeners: new Set(),
      ended: Promise.resolve(),
    };
    runs.set(login.loginId, run);
    run.ended = play(run, request);
    return login;
  }

  async function play(run: LoginRun, { by, ...account }: LoginRequest): Promise<void> {
    const { login, stop } = run;
    const timer = setTimeout(() => stop.abort('EXPIRED'), deps.limitMs);
    try {
      const { owner, chats } = await deps.logIn(
        { ...account, how: toHow(run, by, deps.now) },
        { signal: stop.signal, print: (line) => void login.notes.push(line) },
      );
      change(run, { state: 'done', owner, chats });
    } catch (error) {
      const failure = describeLoginFailure(error, stop.signal.aborted ? stop.signal.reason : undefined);
      if (failure.type === 'INTERNAL') {
        deps.onUnforeseen(error);
      }
      change(run, { state: 'failed', ...failure });
    } finally {
      clearTimeout(timer);
    }
  }

  function find(accountId: string, loginId: string): Login {
    const login = runs.get(loginId)?.login;
    if (login?.accountId !== accountId) {
      throw noSuchLogin();
    }
    return login;
  }

  function answer(login: Login, given: LoginAnswer): void {
    const run = runOf(login);
    const { question } = run;
    if (question?.to !== given.to) {
      throw new OperatorProblem({
        slug: 'login-state',
        detail: `The login does not wait for a ${given.to} now. Look at it again.`,
        extensions: { state: login.current.state },
      });
    }
    // Each question takes one answer, however often it is sent.
    run.question = undefined;
    change(run, { state: 'working' });
    question.resolve(given);
  }

  async function cancel(login: Login): Promise<void> {
    const { stop, ended } = runOf(login);
    stop.abort('CANCELLED');
    await ended;
  }

  async function wait(
    login: Login,
    isWanted: (login: Login) => boolean,
    maxMs: number,
    signal: AbortSignal,
  ): Promise<void> {
    const { listeners } = runOf(login);
    const { promise, resolve } = Promise.withResolvers<void>();
    function look() {
      if (isWanted(login) || isFinal(login) || signal.aborted) {
        resolve();
      }
    }
    const timer = setTimeout(resolve, maxMs);
    listeners.add(look);
    signal.addEventListener('abort', look);
    look();
    await promise;
    clearTimeout(timer);
    listeners.delete(look);
    signal.removeEventListener('abort', look);
  }

  async function close(): Promise<void> {
    await Promise.all([...runs.values()].map(({ login }) => cancel(login)));
  }

  function runOf({ loginId }: Login): LoginRun {
    const run = runs.get(loginId);
    if (run === undefined) {
      throw noSuchLogin();
    }
    return run;
  }

  /** A map keeps the order in which logins began. */
  function forgetOldest(): void {
    const ended = [...runs.values()].filter(({ login }) => isFinal(login));
    for (const { login } of ended.slice(0, Math.max(0, ended.length - maxEnded))) {
      runs.delete(login.loginId);
    }
  }
}

/** Two logins of one account would end each other's, and each costs its person a code. */
function refuseAnother(running: Login[], accountId: string): void {
  const same = running.find((login) => login.accountId === accountId);
  if (same !== undefined) {
    throw new OperatorProblem({
      slug: 'login-in-progress',
      detail: 'This account is being logged in already: go on with that login, or cancel it.',
      extensions: { login_id: same.loginId },
    });
  }
  if (running.length >= maxRunning) {
    throw new OperatorProblem({
      slug: 'login-in-progress',
      detail: `${maxRunning} accounts are being logged in already. Finish or cancel one of those logins first.`,
    });
  }
}

function noSuchLogin(): OperatorProblem {
  return new OperatorProblem({
    slug: 'login-not-found',
    detail: 'There is no such login of this account, or it ended long ago. Begin another.',
  });
}
