import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import { toProblemResponse } from '../../functions/api/answer-problems.ts';
import { ProblemError, type ProblemFields } from '../../functions/api/problem-error.ts';
import { createHttpEvent, splitTarget } from './http-event.ts';
import { type HttpReply, readFunctionReply, replyWith } from './http-reply.ts';
import { createRouter } from './http-routes.ts';
import { BodyError, type BodyReaderOptions, createBodyReader } from './read-body.ts';
import type { RouteSettings } from './template.ts';
import { createThrottle } from './throttle.ts';

/** https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-quotas.html */
const maxBodyBytes = 10 * 1024 * 1024;
const maxRequestLineAndHeaderBytes = 10_240;

/**
 * How long the rest of a refused body is read and dropped, for clients that read the answer only after they have sent
 * everything.
 */
const lingerMs = 2_000;
/** Room is free again soon, because each body is held only briefly. */
const noRoomRetrySeconds = 1;

/**
 * Sixteen of the largest bodies that a route takes. A body is copied on its way to the function, so the memory used is
 * about four times this.
 */
const usualBodies: BodyReaderOptions = { maxHeldBytes: 16 * 1024 * 1024, timeoutMs: 30_000 };

/** The refusals of a body, in the form of the API's own problems. */
const bodyProblems: Record<Exclude<BodyError['reason'], 'client gone'>, ProblemFields> = {
  'no room': {
    slug: 'overloaded',
    detail: 'The service has no room for another request body. Send this request again.',
    headers: { 'retry-after': String(noRoomRetrySeconds) },
  },
  'too slow': {
    slug: 'request-timeout',
    detail: `The body of the request did not arrive within ${usualBodies.timeoutMs / 1000} s.`,
  },
};

export interface RequestEvent {
  type: 'request';
  method: string;
  target: string;
  /** Missing when the client had closed the connection. */
  statusCode?: number;
  durationMs: number;
  /** The reason for a 500. */
  error?: string;
}

export interface HttpApi {
  baseUrl: string;
  /** Closes all open connections. */
  close(): Promise<void>;
}

export interface HttpApiOptions {
  routes: RouteSettings[];
  /** 0 means any free port. */
  port: number;
  /** The signal aborts when the client no longer waits for the answer. */
  invoke: (functionArn: string, event: unknown, signal: AbortSignal) => Promise<unknown>;
  onEvent: (event: RequestEvent) => void;
  /** The limit of API Gateway unless given. */
  limitBody?: LimitBody | undefined;
  bodies?: BodyReaderOptions;
  /** What is served here and by no function. */
  beside?: Beside | undefined;
}

/** Requests that this machine answers itself. API Gateway has no such thing. */
export interface Beside {
  /** @param path undecoded. */
  owns(path: string): boolean;
  /** @param gone aborts when the client no longer waits for the answer. */
  answer(request: IncomingMessage, gone: AbortSignal): Promise<HttpReply>;
}

/**
 * How many bytes of a request's body may be held. Of a larger body the function gets one byte more, and refuses it.
 *
 * @throws ProblemError when the request must be refused with it, before its body is read and without the function.
 */
export type LimitBody = (routeKey: string, authorization: string | undefined) => Promise<number>;

/**
 * Serves the template's routes on 127.0.0.1 as an API Gateway HTTP API does, with the same limits and error bodies.
 *
 * @throws the system's error, such as EADDRINUSE, when it cannot listen on the port.
 */
export async function startHttpApi(options: HttpApiOptions): Promise<HttpApi> {
  const { routes, port, invoke, onEvent, bodies = usualBodies, beside } = options;
  const { limitBody = async () => maxBodyBytes } = options;
  const findRoute = createRouter(routes);
  const readBody = createBodyReader(bodies);
  const throttles = new Map(
    routes.flatMap(({ routeKey, throttling }) =>
      throttling === undefined ? [] : [[routeKey, createThrottle(throttling)] as const],
    ),
  );

  async function answer(request: IncomingMessage, gone: AbortSignal): Promise<HttpReply> {
    const [path] = splitTarget(request.url ?? '/');
    if (!isDecodable(path)) {
      return replyWith(400, 'Bad Request');
    }
    if (beside?.owns(path)) {
      return beside.answer(request, gone);
    }
    const match = findRoute(request.method ?? '', path);
    if (match === undefined) {
      return replyWith(404, 'Not Found');
    }
    if (throttles.get(match.route.routeKey)?.() === false) {
      return replyWith(429, 'Too Many Requests');
    }
    const { 'content-length': announced = 0, authorization } = request.headers;
    if (Number(announced) > maxBodyBytes) {
      return replyWith(413, 'Request Entity Too Large');
    }
    const body = await readBody(request, await limitBody(match.route.routeKey, authorization));
    try {
      if (body.bytes.length > maxBodyBytes) {
        return replyWith(413, 'Request Entity Too Large');
      }
      return await invokeInTime(match.route, createHttpEvent(request, body.bytes, match), gone);
    } finally {
      body.release();
    }
  }

  async function invokeInTime(
    { functionArn, timeoutMs }: RouteSettings,
    event: unknown,
    gone: AbortSignal,
  ): Promise<HttpReply> {
    const over = new AbortController();
    try {
      return await Promise.race([
        invoke(functionArn, event, AbortSignal.any([gone, over.signal])).then(readFunctionReply),
        delay(timeoutMs, replyWith(503, 'Service Unavailable'), { signal: over.signal }),
      ]);
    } finally {
      over.abort();
    }
  }

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const startedAtMs = performance.now();
    const { method = '', url: target = '' } = request;
    const gone = new AbortController();
    response.once('close', () => gone.abort());
    function end(outcome: { statusCode?: number; error?: string }) {
      return onEvent({
        type: 'request',
        method,
        target,
        durationMs: performance.now() - startedAtMs,
        ...outcome,
      });
    }
    try {
      const reply = await answer(request, gone.signal).catch(refuse);
      writeReply(response, reply);
      endUnread(request, response);
      end({ statusCode: reply.statusCode });
    } catch (error) {
      // The caller learns no more than this, whether the function failed or returned an invalid response.
      writeReply(response, replyWith(500, 'Internal Server Error'));
      end(response.destroyed ? { error: 'client gone' } : { statusCode: 500, error: String(error) });
    }
  }

  const server = createServer({ maxHeaderSize: maxRequestLineAndHeaderBytes }, serve);
  server.on('clientError', refuseMalformed);
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  return {
    baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

function isDecodable(path: string): boolean {
  try {
    decodeURIComponent(path);
    return path.startsWith('/');
  } catch (error) {
    if (error instanceof URIError) {
      return false;
    }
    throw error;
  }
}

function refuse(error: unknown): HttpReply {
  return readFunctionReply(toProblemResponse(findProblem(error), randomUUID()));
}

function findProblem(error: unknown): ProblemFields {
  if (error instanceof ProblemError) {
    return error.problem;
  }
  if (error instanceof BodyError && error.reason !== 'client gone') {
    return bodyProblems[error.reason];
  }
  throw error;
}

/** The rest of the body after the answer is dropped. The connection of a client that does not stop sending is closed. */
function endUnread(request: IncomingMessage, response: ServerResponse): void {
  response.once('finish', () => {
    request.resume();
    const timer = setTimeout(() => request.complete || request.socket.destroy(), lingerMs);
    timer.unref();
  });
}

function writeReply(response: ServerResponse, { statusCode, headers, cookies, body }: HttpReply): void {
  // The client is gone, so nobody reads the answer.
  if (response.destroyed) {
    return;
  }
  response.writeHead(statusCode, {
    ...headers,
    ...(cookies.length > 0 && { 'set-cookie': cookies }),
    'content-length': body.length,
  });
  response.end(body);
}

/** The status, by the error code of Node's HTTP parser and server. */
const malformed: Record<string, string> = {
  HPE_HEADER_OVERFLOW: '431 Request Header Fields Too Large',
  ERR_HTTP_REQUEST_TIMEOUT: '408 Request Timeout',
};

/** Node could not even parse the request, so there is no response object to answer with. */
function refuseMalformed(error: NodeJS.ErrnoException, socket: Duplex): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const status = malformed[error.code ?? ''] ?? '400 Bad Request';
  const body = JSON.stringify({ message: status.slice(4) });
  const head = `HTTP/1.1 ${status}\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\nConnection: close`;
  socket.end(`${head}\r\n\r\n${body}`);
}
