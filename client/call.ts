import type { operations } from './openapi.ts';
import { routes } from './routes.ts';
import type { Answer, ApiRequest, Send } from './send-requests.ts';

export type OperationId = keyof typeof routes & keyof operations;

type Content<R> = R extends { content: infer C } ? C[keyof C] : never;

type Responses<K extends OperationId> = operations[K]['responses'];

/** What an operation answers when it goes well. */
export type AnswerOf<K extends OperationId> = Content<Responses<K>[keyof Responses<K>]>;

/** The body that an operation takes. */
export type BodyOf<K extends OperationId> = Content<NonNullable<operations[K]['requestBody']>>;

/** The query that an operation takes. */
export type QueryOf<K extends OperationId> = NonNullable<operations[K]['parameters']['query']>;

type PathOf<K extends OperationId> = operations[K]['parameters'] extends { path: infer P }
  ? { path: P }
  : { path?: never };

/** What every method takes beside what it is about. */
export interface CallOptions {
  /**
   * Under the same key the same request has its effect once: give one where your program may run twice. Without it each call
   * makes its own, under which the call is repeated while it is not answered.
   */
  idempotencyKey?: string;
  /** Ends the call, and its repeats. */
  signal?: AbortSignal;
}

export type CallInput<K extends OperationId> = PathOf<K> &
  CallOptions & {
    query?: QueryOf<K> | undefined;
    body?: BodyOf<K> | undefined;
    /** Holds the answer until the job is final, for so many seconds at most: `Prefer: wait`. */
    waitSeconds?: number;
  };

export type Call = <K extends OperationId>(
  operationId: K,
  input: CallInput<K>,
) => Promise<Answer<AnswerOf<K>>>;

/** Calls of the operations of the API by their names, with the types of its OpenAPI document. */
export function createCall(send: Send): Call {
  return function call(operationId, { path, query, body, idempotencyKey, waitSeconds, signal }) {
    const { method, path: template, ...route } = routes[operationId];
    const key = 'isKeyed' in route ? (idempotencyKey ?? crypto.randomUUID()) : undefined;
    return send({
      method,
      path: fillPath(template, path as Record<string, string> | undefined) + toQuery(query ?? {}),
      ...(body === undefined ? {} : { body }),
      ...(key === undefined ? {} : { idempotencyKey: key }),
      ...(waitSeconds === undefined ? {} : { waitSeconds }),
      ...(signal === undefined ? {} : { signal }),
      ...(template.endsWith('.csv') ? { isText: true } : {}),
    } satisfies ApiRequest);
  };
}

function fillPath(template: string, values: Record<string, string> | undefined): string {
  const known = new Map<string, string>(Object.entries(values ?? {}));
  return template.replaceAll(/\{(\w+)\}/g, (_, name) => encodeURIComponent(known.get(name) ?? ''));
}

/** `metadata: {order: '4711'}` is `metadata.order=4711`. */
function toQuery(query: Record<string, unknown>): string {
  const pairs = Object.entries(query).flatMap(([name, value]): [string, string][] => {
    if (value === undefined) {
      return [];
    }
    if (typeof value === 'object' && value !== null) {
      return Object.entries(value).map(([key, each]) => [`${name}.${key}`, String(each)]);
    }
    return [[name, String(value)]];
  });
  return pairs.length === 0 ? '' : `?${new URLSearchParams(pairs)}`;
}
