import type { AccountOwner, Chat } from '../../functions/core/account/account.ts';
import { parseRpcError, TelegramError } from '../../functions/core/rpc/rpc-error.ts';
import { resend } from '../../functions/telegram/log-in.ts';
import type { LogInAccountInput } from '../../operator/login/log-in-account.ts';
import type { LoginFailure } from './login-failure.ts';

/** Where a login stands. None of it is secret but the `url` of a QR code, which logs in whoever scans it. */
export type LoginState =
  /** Telegram is asked for something. */
  | { state: 'working' }
  | { state: 'qr'; url: string; expiresAtMs: number }
  | { state: 'code'; how: string; length: number; resendAtMs?: number; problem?: string }
  | { state: 'password'; hint?: string; problem?: string }
  | { state: 'done'; owner: AccountOwner; chats: Chat[] | undefined }
  | ({ state: 'failed' } & LoginFailure);

export interface Login {
  loginId: string;
  accountId: string;
  name: string;
  /** Rises with each change. */
  version: number;
  /** It is broken off then. */
  endsAtMs: number;
  current: LoginState;
  /** What went wrong on the way, without ending the login. */
  notes: string[];
}

/** An answer of the person who logs in. */
export type LoginAnswer =
  | { to: 'code'; code: string }
  | { to: 'code'; resend: true }
  | { to: 'password'; password: string };

/** How Telegram is shown who it is. */
export type LoginMethod = { method: 'qr' } | { method: 'phone'; phone: string };

/** A login with what runs it. */
export interface LoginRun {
  login: Login;
  stop: AbortController;
  question: { to: LoginAnswer['to']; resolve(answer: LoginAnswer): void } | undefined;
  /** Called at each change. */
  listeners: Set<() => void>;
  ended: Promise<void>;
}

export function isFinal({ current }: Login): boolean {
  return current.state === 'done' || current.state === 'failed';
}

export function change({ login, listeners }: LoginRun, current: LoginState): void {
  login.current = current;
  login.version += 1;
  for (const listener of [...listeners]) {
    listener();
  }
}

/** The questions of a login, each of which becomes a state until it is answered. */
export function toHow(run: LoginRun, by: LoginMethod, now: () => number): LogInAccountInput['how'] {
  return by.method === 'qr'
    ? {
        by: 'qr',
        prompts: {
          showToken: (url, expiresAtMs) => change(run, { state: 'qr', url, expiresAtMs }),
          password,
          signal: run.stop.signal,
        },
      }
    : {
        by: 'code',
        prompts: {
          async phone(problem) {
            if (problem !== undefined) {
              // It was typed before the login began: with another one another login begins.
              throw new TelegramError(parseRpcError(400, 'PHONE_NUMBER_INVALID'));
            }
            return by.phone;
          },
          async code({ how, length, resendAfterSeconds }, problem) {
            const answer = await ask(run, 'code', {
              state: 'code',
              how,
              length,
              ...(resendAfterSeconds === undefined ? {} : { resendAtMs: now() + resendAfterSeconds * 1000 }),
              ...(problem === undefined ? {} : { problem }),
            });
            return 'code' in answer ? answer.code : resend;
          },
          password,
        },
      };

  async function password(hint: string | undefined, problem?: string): Promise<string> {
    const answer = await ask(run, 'password', {
      state: 'password',
      ...(hint === undefined ? {} : { hint }),
      ...(problem === undefined ? {} : { problem }),
    });
    return 'password' in answer ? answer.password : '';
  }
}

/** Waits for an answer, or for the end of the login: then this rejects with its reason. */
async function ask(run: LoginRun, to: LoginAnswer['to'], shown: LoginState): Promise<LoginAnswer> {
  const { promise, resolve, reject } = Promise.withResolvers<LoginAnswer>();
  const { signal } = run.stop;
  function breakOff() {
    reject(signal.reason);
  }
  signal.addEventListener('abort', breakOff);
  if (signal.aborted) {
    breakOff();
  }
  run.question = { to, resolve };
  change(run, shown);
  try {
    return await promise;
  } finally {
    run.question = undefined;
    signal.removeEventListener('abort', breakOff);
  }
}
