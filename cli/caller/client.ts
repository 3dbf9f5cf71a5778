import { ApiError, readProblem, UnreachableError } from './api-error.ts';
import type { Destination } from './destination.ts';

export interface ApiRequest {
  method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  path: string;
  body?: unknown;
  /** Makes a POST repeatable: without it, an answer that was lost could mean two links. */
  idempotencyKey?: string;
  /** The API may hold its answer for so long, until what it tells of is final. */
  waitSeconds?: number;
  /** The answer is a file, and no JSON. */
  isText?: true;
}

export interface Answer<T> {
  body: T;
  /** When the API says it is worth asking again. */
  retryAfterSeconds: number | undefined;
  /** The API had this request before. */
  isReplayed: boolean;
  /** Id of the operation that was accepted beside what the body tells. */
  operationId: string | undefined;
  /** Path of what follows on the answer. */
  nextPath: string | undefined;
}

export type Client = <T>(request: ApiRequest) => Promise<Answer<T>>;

export interface ClientDeps {
  fetch: typeof fetch;
  /** Rejects with the signal's reason when it is aborted. */
  sleep(ms: number): Promise<void>;
  now(): number;
  signal: AbortSignal;
  /** A request is repeated at that time, and why. */
  onRetry(reason: string, atMs: number): void;
}

/** API Gateway gives up after 30 s. */
const answerTimeoutMs = 35_000;

/** Silence and server errors are put up with for about four minutes: a deployment, a network that comes back. */
const retrySeconds = [1, 2, 5, 10, 20, 30, 60, 60, 60];

/** A request that the API puts off is given up after this. */
const maxPutOffMs = 6 * 3_600_000;

/**
 * Sends requests to the API. Every one of them may be repeated, so a lost answer and a 5xx are; a 429 is, when the API says
 * so, for it is not refused but put off: for hours at most, and not while the account needs its operator.
 */
export function createClient({ baseUrl, apiKey }: Destination, deps: ClientDeps): Client {
  let isReached = false;

  return async function send<T>(request: ApiRequest): Promise<Answer<T>> {
    let failures = 0;
    let putOffFromMs: number | undefined;
    while (true) {
      const reply = await attempt(request);
      if ('response' in reply && reply.response.ok) {
        const { headers } = reply.response;
        return {
          body: request.isText ? (reply.text as T) : readJson<T>(reply.text),
          retryAfterSeconds: readRetryAfter(headers, deps.now()),
          isReplayed: headers.get('idempotent-replayed') === 'true',
          operationId: /\/v1\/operations\/(op_\w+)$/.exec(headers.get('location') ?? '')?.[1],
          nextPath: /^<(\/[^>]*)>; rel="next"$/.exec(headers.get('link') ?? '')?.[1],
        };
      }
      const { error, isPassing, waitSeconds } = judge(reply, deps.now());
      const isPutOff = error instanceof ApiError && error.status === 429;
      if (isPutOff) {
        putOffFromMs ??= deps.now();
        refuseToWait(error, deps.now() - putOffFromMs);
      }
      const backoff = retrySeconds[failures];
      if (!isPassing || (!isPutOff && backoff === undefined)) {
        throw error;
      }
      failures += isPutOff ? 0 : 1;
      const pauseMs = 1000 * (waitSeconds ?? backoff ?? 1);
      deps.onRetry(error.message, deps.now() + pauseMs);
      await deps.sleep(pauseMs);
    }
  };

  async function attempt(request: ApiRequest): Promise<Reply> {
    const { method, path, body, idempotencyKey, waitSeconds } = request;
    try {
      const response = await deps.fetch(`${baseUrl}${path}`, {
        method,
        // The key is for this host alone.
        redirect: 'manual',
        headers: {
          authorization: `Bearer ${apiKey}`,
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          ...(idempotencyKey === undefined ? {} : { 'idempotency-key': idempotencyKey }),
          ...(waitSeconds === undefined ? {} : { prefer: `wait=${waitSeconds}` }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        signal: AbortSignal.any([deps.signal, AbortSignal.timeout(answerTimeoutMs)]),
      });
      const text = await response.text();
      isReached = true;
      return { response, text };
    } catch (error) {
      deps.signal.throwIfAborted();
      return { silence: explainSilence(error), isPassing: isReached };
    }
  }

  function explainSilence(error: unknown): UnreachableError {
    const { cause, message } = error as Error & { cause?: NodeJS.ErrnoException };
    return new UnreachableError(
      `Nothing answers at ${baseUrl} (${cause?.code ?? cause?.message ?? message}).`,
    );
  }
}

/** @throws ApiError when there is no sense in asking again. */
function refuseToWait({ status, problem }: ApiError, waitedMs: number): void {
  const { accountStatus = 'active', detail = problem.title } = problem;
  if (accountStatus !== 'active') {
    throw new ApiError(status, { ...problem, detail: `${detail} Ask again after that.` });
  }
  if (waitedMs >= maxPutOffMs) {
    const hours = Math.round(waitedMs / 3_600_000);
    throw new ApiError(status, {
      ...problem,
      detail: `${detail} Given up, after ${hours} hours without room.`,
    });
  }
}

type Reply = { response: Response; text: string } | { silence: UnreachableError; isPassing: boolean };

/** Whether a repeated request may succeed, and when the API wants it. */
function judge(
  reply: Reply,
  nowMs: number,
): { error: Error; isPassing: boolean; waitSeconds: number | undefined } {
  if ('silence' in reply) {
    return { error: reply.silence, isPassing: reply.isPassing, waitSeconds: undefined };
  }
  const { response, text } = reply;
  return {
    error: new ApiError(response.status, readProblem(response.status, text)),
    isPassing: response.status === 429 || response.status >= 500,
    waitSeconds: readRetryAfter(response.headers, nowMs),
  };
}

/** Seconds or a date: https://www.rfc-editor.org/rfc/rfc9110#field.retry-after */
function readRetryAfter(headers: Headers, nowMs: number): number | undefined {
  const text = headers.get('retry-after');
  if (text === null) {
    return undefined;
  }
  const seconds = /^\d+$/.test(text) ? Number(text) : Math.ceil((Date.parse(text) - nowMs) / 1000);
  return Number.isFinite(seconds) ? Math.max(seconds, 1) : undefined;
}

function readJson<T>(text: string): T {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new UnreachableError('What answers there is not this API: its answer is no JSON.', {
      cause: error,
    });
  }
}
