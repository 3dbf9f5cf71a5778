import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { setTimeout } from 'node:timers/promises';
import { createHttpEvent, splitTarget } from './http-event.ts';
import { type HttpReply, readFunctionReply, replyWith } from './http-reply.ts';
import { createRouter } from './http-routes.ts';
import type { RouteSettings } from './template.ts';

/** https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-quotas.html */
const maxBodyBytes = 10 * 1024 * 1024;
const maxRequestLineAndHeaderBytes = 10_240;

export interface RequestEvent {
  type: 'request';
  method: string;
  target: string;
  /** Missing when the client had gone. */
  statusCode?: number;
  durationMs: number;
  /** Why it is a 500. */
  error?: string;
}

export interface HttpApi {
  baseUrl: string;
  /** Cuts the connections that are open. */
  close(): Promise<void>;
}

export interface HttpApiOptions {
  routes: RouteSettings[];
  /** 0 for any free port. */
  port: number;
  invoke: (functionArn: string, event: unknown) => Promise<unknown>;
  onEvent: (event: RequestEvent) => void;
}

/**
 * Serves the template's routes on 127.0.0.1 as an API Gateway HTTP API would, its limits and its own error bodies included.
 *
 * @throws the system's error, such as EADDRINUSE, when the port cannot be had.
 */
export async function startHttpApi({ routes, port, invoke, onEvent }: HttpApiOptions): Promise<HttpApi> {
  const findRoute = createRouter(routes);

  async function answer(request: IncomingMessage): Promise<HttpReply> {
    const [path] = splitTarget(request.url ?? '/');
    if (!isDecodable(path)) return replyWith(400, 'Bad Request');
    const match = findRoute(request.method ?? '', path);
    if (match === undefined) return replyWith(404, 'Not Found');
    const body = await readBody(request);
    if (body === undefined) return replyWith(413, 'Request Entity Too Large');
    const { functionArn, timeoutMs } = match.route;
    const late = new AbortController();
    try {
      return await Promise.race([
        invoke(functionArn, createHttpEvent(request, body, match)).then(readFunctionReply),
        setTimeout(timeoutMs, replyWith(503, 'Service Unavailable'), { signal: late.signal }),
      ]);
    } finally {
      late.abort();
    }
  }

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const startedAtMs = performance.now();
    const { method = '', url: target = '' } = request;
    const end = (outcome: { statusCode?: number; error?: string }) =>
      onEvent({ type: 'request', method, target, durationMs: performance.now() - startedAtMs, ...outcome });
    try {
      const reply = await answer(request);
      writeReply(response, reply);
      end({ statusCode: reply.statusCode });
    } catch (error) {
      // Whether the function failed or answered something that is no reply, the caller learns no more than this.
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
    if (error instanceof URIError) return false;
    throw error;
  }
}

/** @returns undefined when it is larger than API Gateway takes; the rest of it is then read and dropped. */
async function readBody(request: IncomingMessage): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes <= maxBodyBytes) chunks.push(chunk);
  }
  return bytes <= maxBodyBytes ? Buffer.concat(chunks) : undefined;
}

function writeReply(response: ServerResponse, { statusCode, headers, cookies, body }: HttpReply): void {
  // Nobody is left to read it.
  if (response.destroyed) return;
  response.writeHead(statusCode, {
    ...headers,
    ...(cookies.length > 0 && { 'set-cookie': cookies }),
    'content-length': body.length,
  });
  response.end(body);
}

/** Node could not even parse the request, so there is no response object to answer with. */
function refuseMalformed(error: NodeJS.ErrnoException, socket: Duplex): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const status =
    error.code === 'HPE_HEADER_OVERFLOW' ? '431 Request Header Fields Too Large' : '400 Bad Request';
  const body = JSON.stringify({ message: status.slice(4) });
  const head = `HTTP/1.1 ${status}\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\nConnection: close`;
  socket.end(`${head}\r\n\r\n${body}`);
}
