import { randomBytes } from 'node:crypto';
import { badRequest } from '../rpc-error.ts';
import type { AuthKey, LoginToken, User } from './entities.ts';
import type { LoginRules } from './login-rules.ts';

/** The tokens shown as QR codes, each from its creation to its login (https://core.telegram.org/api/qr-login). */
export interface LoginTokens {
  issue(authKey: AuthKey, exceptIds: bigint[], nowMs: number): LoginToken;
  /**
   * Marks the token as accepted by that account.
   * @throws RpcError AUTH_TOKEN_INVALIDX, AUTH_TOKEN_EXPIRED, AUTH_TOKEN_ALREADY_ACCEPTED, AUTH_TOKEN_EXCEPTION
   */
  accept(token: Buffer, user: User, nowMs: number): LoginToken;
  /** The accepted token of a key whose login is still to be fetched. */
  findAccepted(authKey: AuthKey, nowMs: number): LoginToken | undefined;
  /**
   * The token, while it can be scanned or its login can be fetched.
   * @throws RpcError AUTH_TOKEN_INVALIDX, AUTH_TOKEN_EXPIRED, AUTH_TOKEN_ALREADY_ACCEPTED (its login is done)
   */
  findLive(token: Buffer, nowMs: number): LoginToken;
}

/** https://core.telegram.org/api/links#qr-code-login-links */
const LOGIN_URL = /^tg:\/\/login\/?\?token=([\w-]+=*)$/;

export function createLoginTokens(rules: LoginRules): LoginTokens {
  const tokens = new Map<string, LoginToken>();

  function issue(authKey: AuthKey, exceptIds: bigint[], nowMs: number): LoginToken {
    const issued: LoginToken = {
      token: randomBytes(32),
      authKey,
      exceptIds,
      expiresAtMs: nowMs + rules.tokenLifetimeMs,
      userId: undefined,
      isUsed: false,
    };
    tokens.set(issued.token.toString('hex'), issued);
    return issued;
  }

  function findLive(token: Buffer, nowMs: number): LoginToken {
    const known = tokens.get(token.toString('hex'));
    if (known === undefined) {
      throw badRequest('AUTH_TOKEN_INVALIDX');
    }
    if (known.isUsed) {
      throw badRequest('AUTH_TOKEN_ALREADY_ACCEPTED');
    }
    if (nowMs >= known.expiresAtMs) {
      throw badRequest('AUTH_TOKEN_EXPIRED');
    }
    return known;
  }

  function accept(token: Buffer, user: User, nowMs: number): LoginToken {
    const known = findLive(token, nowMs);
    if (known.userId !== undefined) {
      throw badRequest('AUTH_TOKEN_ALREADY_ACCEPTED');
    }
    if (known.exceptIds.includes(user.id)) {
      throw badRequest('AUTH_TOKEN_EXCEPTION');
    }
    known.userId = user.id;
    known.expiresAtMs = nowMs + rules.tokenLifetimeMs;
    return known;
  }

  function findAccepted(authKey: AuthKey, nowMs: number): LoginToken | undefined {
    return [...tokens.values()].find(
      (token) =>
        token.authKey === authKey && token.userId !== undefined && !token.isUsed && nowMs < token.expiresAtMs,
    );
  }

  return { issue, accept, findAccepted, findLive };
}

/** The URL in the QR code of that token. */
export function loginUrlOf(token: Buffer): string {
  return `tg://login?token=${token.toString('base64url')}`;
}

/** @throws RpcError AUTH_TOKEN_INVALIDX for text that is not a login URL */
export function tokenOfLoginUrl(url: string): Buffer {
  const token = LOGIN_URL.exec(url)?.[1];
  if (token === undefined) {
    throw badRequest('AUTH_TOKEN_INVALIDX');
  }
  return Buffer.from(token, 'base64url');
}
