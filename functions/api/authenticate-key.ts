import { timingSafeEqual } from 'node:crypto';
import type { MiddlewareObj } from '@middy/core';
import { type ApiKey, hashApiKey, isLive } from '../core/account/api-key.ts';
import type { ApiEvent, ApiResponse } from './api-event.ts';
import { ProblemError } from './problem-error.ts';
import { remember } from './remember.ts';

/** A request whose key is known. */
export type KeyedEvent = ApiEvent & { key: ApiKey; tenantId: string };

export interface AuthenticateKeyDeps {
  findKey(keyHash: string): Promise<ApiKey | undefined>;
  now(): number;
}

/** A found key is believed this long, so this is also how long a revoked one still works. */
export const keyBelievedMs = 60_000;

/** A key beyond these is read again. */
const maxKeysBelieved = 1000;

/**
 * Admits a request by its bearer key and puts the key and its tenant beside it. Unknown, revoked, expired and malformed
 * look alike.
 */
export function authenticateKey(deps: AuthenticateKeyDeps): MiddlewareObj<KeyedEvent, ApiResponse> {
  const checkKey = createKeyCheck(deps);
  return {
    before: async function authenticate({ event }) {
      const key = await checkKey(event.headers.authorization);
      event.key = key;
      event.tenantId = key.tenantId;
    },
  };
}

/** Makes what finds the key of an Authorization header, and throws a ProblemError when it names none that works. */
export function createKeyCheck(deps: AuthenticateKeyDeps) {
  const findKey = createKeyCache(deps);
  return async function checkKey(authorization: string | undefined): Promise<ApiKey> {
    const token = /^Bearer +(isk_[\w-]{8,128})$/i.exec(authorization ?? '')?.[1];
    if (token === undefined) {
      throw unauthorized();
    }
    const keyHash = hashApiKey(token);
    const key = await findKey(keyHash);
    if (key === undefined || !isLive(key, deps.now()) || !isEqual(key.keyHash, keyHash)) {
      throw unauthorized();
    }
    return key;
  };
}

/** Keys that were not found are looked up every time: a new key works at once, and a guess costs the guesser a read. */
function createKeyCache({ findKey, now }: AuthenticateKeyDeps) {
  const believed = new Map<string, { key: ApiKey; untilMs: number }>();
  return async function findKeyCached(keyHash: string): Promise<ApiKey | undefined> {
    const entry = believed.get(keyHash);
    if (entry !== undefined && entry.untilMs > now()) {
      return entry.key;
    }
    const askedAtMs = now();
    const key = await findKey(keyHash);
    if (key === undefined) {
      believed.delete(keyHash);
    } else {
      remember(believed, keyHash, { key, untilMs: askedAtMs + keyBelievedMs }, maxKeysBelieved);
    }
    return key;
  };
}

function isEqual(a: string, b: string): boolean {
  return a.length === b.length && timingSafeEqual(Buffer.from(a), Buffer.from(b));
}

function unauthorized(): ProblemError {
  return new ProblemError({
    slug: 'unauthorized',
    detail: 'This needs a valid API key: "Authorization: Bearer isk_...".',
    headers: { 'www-authenticate': 'Bearer realm="invite-spool"' },
  });
}
