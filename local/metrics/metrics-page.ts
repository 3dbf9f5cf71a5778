import { createHash, timingSafeEqual } from 'node:crypto';
import type { Beside } from '../aws/http-api.ts';
import { type HttpReply, replyWith } from '../aws/http-reply.ts';
import { createMetricRegistry } from './metric-registry.ts';

/** The variable with the key of `/metrics`. Without it there is no such page. */
const keyVariable = 'INVITE_SPOOL_METRICS_KEY';
const minKeyLength = 16;

export interface MetricsPage extends Beside {
  /** Takes in a line that a function has written. */
  addLine(service: string, line: string): void;
}

/**
 * `GET /metrics` for Prometheus, behind a key of its own: the operator's key is another one after each start.
 * @throws Error when the key is short enough to be guessed.
 */
export function createMetricsPage(env: Record<string, string | undefined>): MetricsPage {
  const key = env[keyVariable];
  if (!key) {
    return { addLine: () => {}, owns: () => false, answer: async () => replyWith(404, 'Not Found') };
  }
  if (key.length < minKeyLength) {
    throw new Error(`${keyVariable} must have at least ${minKeyLength} characters (openssl rand -hex 32)`);
  }
  const registry = createMetricRegistry();
  const expected = digest(key);
  return {
    addLine: registry.addLine,
    owns: (path) => path === '/metrics',
    async answer({ method, headers: { authorization = '' } }): Promise<HttpReply> {
      const given = /^Bearer +(\S{1,200})$/i.exec(authorization)?.[1] ?? '';
      if (!timingSafeEqual(digest(given), expected)) {
        return { ...replyWith(401, 'Unauthorized'), headers: { 'www-authenticate': 'Bearer' } };
      }
      if (method !== 'GET') {
        return { ...replyWith(405, 'Method Not Allowed'), headers: { allow: 'GET' } };
      }
      const headers = {
        'content-type': 'text/plain; version=0.0.4; charset=utf-8',
        'cache-control': 'no-store',
      };
      return { statusCode: 200, headers, cookies: [], body: Buffer.from(registry.print()) };
    },
  };
}

/** The parts that are served beside the functions' routes, as one. */
export function joinBeside(...parts: Beside[]): Beside {
  return {
    owns: (path) => parts.some((part) => part.owns(path)),
    answer(request, gone) {
      const [path = ''] = (request.url ?? '').split('?');
      const part = parts.find((each) => each.owns(path));
      return part === undefined ? Promise.resolve(replyWith(404, 'Not Found')) : part.answer(request, gone);
    },
  };
}

/** Of one length whatever was sent, so that the comparison takes one time. */
function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
