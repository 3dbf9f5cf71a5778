import type { paths } from '../../client/openapi.ts';
import { text } from '../strings.ts';
import { noteGone, noteReached } from './connection.ts';
import { NetworkFailure, type Problem, ProblemFailure } from './failures.ts';

export type Method = 'GET' | 'POST' | 'PATCH' | 'DELETE';

export interface Reply<T> {
  status: number;
  body: T;
  /** In how many ms the service wants to be asked again, if it says so. */
  retryAfterMs: number | undefined;
  /** The path of what was made. */
  location: string | undefined;
  /** The answer repeats that of an earlier request with the same idempotency key. */
  isReplayed?: boolean;
}

type OperationOf<P extends keyof paths, M extends Method> = paths[P][Lowercase<M> & keyof paths[P]];

type JsonOf<R> = R extends { content: infer C }
  ? 'application/json' extends keyof C
    ? C['application/json']
    : undefined
  : undefined;

/** The JSON that an operation answers with. */
export type AnswerOf<P extends keyof paths, M extends Method> =
  OperationOf<P, M> extends { responses: infer R } ? JsonOf<R[keyof R]> : never;

type BodyOf<P extends keyof paths, M extends Method> =
  OperationOf<P, M> extends { requestBody?: { content: { 'application/json': infer B } } } ? B : never;

export interface CallOptions<P extends keyof paths, M extends Method> {
  /** For the path: `{ name: 'main' }`. */
  params?: Record<string, string>;
  query?: Record<string, string | number | undefined>;
  body?: BodyOf<P, M>;
  /** A repeat with the same key makes nothing twice. */
  idempotencyKey?: string;
  /** Asks the service to hold its answer until the job is final. */
  waitSeconds?: number;
  signal?: AbortSignal;
}

interface Caller {
  apiKey: string;
  signOut(reason?: string): void;
}

/**
 * One call of the public API.
 *
 * @throws ProblemFailure when the service refuses, NetworkFailure when it does not answer. A key that is no longer valid leads back
 * to the sign-in too.
 */
export async function call<P extends keyof paths, M extends Method>(
  caller: Caller,
  method: M,
  path: P,
  { params = {}, query = {}, ...rest }: CallOptions<P, M> = {},
): Promise<Reply<AnswerOf<P, M>>> {
  try {
    return await sendRequest({ apiKey: caller.apiKey, method, url: toUrl(path, params, query), ...rest });
  } catch (error) {
    if (error instanceof ProblemFailure && error.status === 401) {
      caller.signOut(text.signIn.keyRefused);
    }
    throw error;
  }
}

/** `/v1/accounts/{name}/chats` with its parameters and query filled in. */
export function toUrl(
  path: string,
  params: Record<string, string> = {},
  query: Record<string, string | number | undefined> = {},
): string {
  const filled = path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(params[name] ?? ''));
  const given = Object.entries(query).flatMap(([name, value]) =>
    value === undefined || value === '' ? [] : [[name, String(value)]],
  );
  const search = new URLSearchParams(given).toString();
  return search === '' ? filled : `${filled}?${search}`;
}

export interface RawRequest {
  apiKey: string;
  method: Method;
  url: string;
  /** Beside the usual ones. */
  headers?: Record<string, string>;
  body?: unknown;
  idempotencyKey?: string;
  waitSeconds?: number;
  signal?: AbortSignal;
}

/** Sends a request and reads its JSON; for what the OpenAPI document does not have. */
export async function sendRequest<T>(request: RawRequest): Promise<Reply<T>> {
  const { response, read } = await reach(request);
  const retryAfter = Number(response.headers.get('retry-after') ?? Number.NaN);
  const retryAfterMs = Number.isFinite(retryAfter) ? retryAfter * 1000 : undefined;
  if (!response.ok) {
    throw new ProblemFailure(
      toProblem(response.status, read),
      retryAfterMs === undefined ? undefined : Date.now() + retryAfterMs,
    );
  }
  return {
    status: response.status,
    body: read as T,
    retryAfterMs,
    location: response.headers.get('location') ?? undefined,
    isReplayed: response.headers.get('idempotent-replayed') === 'true',
  };
}

/** The answer with its JSON, or word that there is none: also where the connection ends within it. */
async function reach({ apiKey, method, url, signal, ...rest }: RawRequest) {
  const { headers, body, idempotencyKey, waitSeconds } = rest;
  try {
    const response = await fetch(url, {
      method,
      cache: 'no-store',
      credentials: 'omit',
      headers: {
        ...headers,
        authorization: `Bearer ${apiKey}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(idempotencyKey === undefined ? {} : { 'idempotency-key': idempotencyKey }),
        ...(waitSeconds === undefined ? {} : { prefer: `wait=${waitSeconds}` }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      ...(signal === undefined ? {} : { signal }),
    });
    const isJson = /json/.test(response.headers.get('content-type') ?? '');
    const read: unknown = isJson ? await response.json() : undefined;
    noteReached();
    return { response, read };
  } catch (error) {
    if (signal?.aborted) {
      throw error;
    }
    noteGone();
    throw new NetworkFailure(text.common.noAnswer, { cause: error });
  }
}

/** An answer of something before the service, such as a proxy, is no problem of RFC 9457. */
function toProblem(status: number, read: unknown): Problem {
  return typeof read === 'object' && read !== null && 'detail' in read
    ? (read as Problem)
    : { type: 'about:blank', title: text.common.strangeAnswer, status, detail: text.common.status(status) };
}
