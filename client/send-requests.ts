import { ApiError, readProblem, UnreachableError } from './api-error.ts';

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
  /** Ends this request, beside the signal of the sender. */
  signal?: AbortSignal;
}

export interface Answer<T> {
  body: T;
  /** When the API says it is worth asking again. */
  retryAfterSeconds: number | undefined;
  /** The API had this request before. */
  isReplayed: boolean;
  /** The answer was held, as the request had asked. */
  isHeld: boolean;
  /** Id of the operation that was accepted beside what the body tells. */
  operationId: string | undefined;
  /** Path of what follows on the answer. */
  nextPath: string | undefined;
}

export type Send = <T>(request: ApiRequest) => Promise<Answer<T>>;

/** How long a request is repeated before its error is thrown. */
export interface Patience {
  /** The pauses after silence and server errors, in seconds. As many failures are put up with. */
  pauseSeconds: readonly number[];
  /** A request that the API puts off (429) is given up after this. */
  maxPutOffMs: number;
  /** Whether silence is put up with before the first answer: else it is taken for a wrong address. */
  isPatientAtFirst: boolean;
}

export interface SendDeps {
  baseUrl: string;
  apiKey: string;
  fetch: typeof fetch;
  /** Rejects with the signal's reason when it is aborted. */
  sleep(ms: number, signal: AbortSignal | undefined): Promise<void>;
  now(): number;
  signal?: AbortSignal;
  patience: Patience;
  /** A request is repeated at that time, and why. */
  onRetry?(reason: string, atMs: number): void;
}

/** API Gateway gives up after 30 s. */
const answerTimeoutMs = 35_000;

/** What a server error asks for may be anybody's, such as a proxy's page of maintenance. */
const longestPauseAfterFailureSeconds = 60;

/** It is asked again within a day, whatever is asked for: a timer of 25 days or more would end at once. */
const longestRetryAfterSeconds = 86_400;

/**
 * Sends requests to the API. Every one of them may be repeated, so a lost answer and a 5xx are; a 429 is, when the API says
 * so, for it is not refused but put off: not for ever, and not while the account needs its operator.
 */
export function createSend(deps: SendDeps): Send {
  // By itself: a browser's fetch refuses to be the method of another object.
  const { baseUrl, apiKey, patience, fetch: ask } = deps;
  checkBaseUrl(baseUrl);
  checkHeader('The API key', apiKey);
  let isReached = patience.isPatientAtFirst;

  return async function send<T>(request: ApiRequest): Promise<Answer<T>> {
    let failures = 0;
    let putOffFromMs: number | undefined;
    while (true) {
      const reply = await attempt(request);
      if ('response' in reply && reply.response.ok) {
        return toAnswer<T>(reply.response.headers, reply.text, request.isText === true);
      }
      const { error, isPassing, waitSeconds } = judge(reply, deps.now());
      const isPutOff = error instanceof ApiError && error.status === 429;
      const backoff = patience.pauseSeconds[failures];
      if (!isPassing || (!isPutOff && backoff === undefined)) {
        throw error;
      }
      const longest = isPutOff ? longestRetryAfterSeconds : longestPauseAfterFailureSeconds;
      const pauseMs = 1000 * Math.min(waitSeconds ?? backoff ?? 1, longest);
      if (isPutOff) {
        putOffFromMs ??= deps.now();
        refuseToWait(error, deps.now() - putOffFromMs, pauseMs);
      }
      failures += isPutOff ? 0 : 1;
      deps.onRetry?.(error.message, deps.now() + pauseMs);
      await deps.sleep(pauseMs, signalOf(request));
    }
  };

  function toAnswer<T>(headers: Headers, text: string, isText: boolean): Answer<T> {
    return {
      body: isText ? (text as T) : readJson<T>(text),
      retryAfterSeconds: readRetryAfter(headers, deps.now()),
      isReplayed: headers.get('idempotent-replayed') === 'true',
      isHeld: headers.has('preference-applied'),
      operationId: /\/v1\/operations\/(op_\w+)$/.exec(headers.get('location') ?? '')?.[1],
      nextPath: /^<(\/[^>]*)>; rel="next"$/.exec(headers.get('link') ?? '')?.[1],
    };
  }

  function signalOf({ signal }: ApiRequest): AbortSignal | undefined {
    return anyOf([deps.signal, signal]);
  }

  async function attempt(request: ApiRequest): Promise<Reply> {
    const { method, path, body, idempotencyKey, waitSeconds } = request;
    if (idempotencyKey !== undefined) {
      checkHeader('The idempotency key', idempotencyKey);
    }
    const signal = signalOf(request);
    const timeout = AbortSignal.timeout(answerTimeoutMs);
    signal?.throwIfAborted();
    try {
      const response = await ask(`${baseUrl}${path}`, {
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
        signal: signal === undefined ? timeout : AbortSignal.any([signal, timeout]),
      });
      const text = await response.text();
      isReached = true;
      return { response, text };
    } catch (error) {
      signal?.throwIfAborted();
      return { silence: explainSilence(error), isPassing: isReached };
    }
  }

  function explainSilence(error: unknown): UnreachableError {
    const { cause, message } = error as Error & { cause?: Error & { code?: string } };
    return new UnreachableError(
      `Nothing answers at ${baseUrl} (${cause?.code ?? cause?.message ?? message}).`,
    );
  }

  /** @throws ApiError when there is no sense in asking again. */
  function refuseToWait({ status, problem }: ApiError, waitedMs: number, pauseMs: number): void {
    const { accountStatus = 'active', detail = problem.title } = problem;
    if (accountStatus !== 'active') {
      throw new ApiError(status, { ...problem, detail: `${detail} Ask again after that.` });
    }
    if (waitedMs >= patience.maxPutOffMs || pauseMs > patience.maxPutOffMs) {
      throw new ApiError(status, {
        ...problem,
        detail:
          waitedMs >= patience.maxPutOffMs
            ? `${detail} Given up, after ${describeTime(waitedMs)} without room.`
            : `${detail} Given up: there is room in ${describeTime(pauseMs)}.`,
      });
    }
  }
}

/** Aborted as soon as one of them is. */
export function anyOf(signals: (AbortSignal | undefined)[]): AbortSignal | undefined {
  const given = signals.filter((each) => each !== undefined);
  return given.length === 0 ? undefined : AbortSignal.any(given);
}

function describeTime(ms: number): string {
  const minutes = Math.round(ms / 60_000);
  return minutes < 120 ? `${minutes} minutes` : `${Math.round(minutes / 60)} hours`;
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
  return Number.isFinite(seconds) ? Math.min(Math.max(seconds, 1), longestRetryAfterSeconds) : undefined;
}

function readJson<T>(text: string): T {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new UnreachableError('What answers there is not this API: its answer is no JSON.', {
      cause: error,
    });
  }
  if (typeof value !== 'object' || value === null) {
    throw new UnreachableError('What answers there is not this API: its answer is no JSON object.');
  }
  return value as T;
}

/** No request can be sent to another address: that would be taken for silence, and repeated. */
function checkBaseUrl(baseUrl: string): void {
  // A page may leave out its own address.
  const isOfPage = 'location' in globalThis && /^(\/(?!\/)|$)/.test(baseUrl);
  if (!isOfPage && !(/^https?:\/\//i.test(baseUrl) && URL.canParse(baseUrl))) {
    throw new TypeError(
      'baseUrl must be an address with http:// or https://, such as http://127.0.0.1:3000.',
    );
  }
}

/** `fetch` quotes a value that it refuses, and a key must not get into a message. */
function checkHeader(name: string, value: string): void {
  if (!/^[\x20-\x7e]+$/.test(value)) {
    throw new TypeError(`${name} must be printable ASCII on one line.`);
  }
}
