import { request as requestHttp } from 'node:http';
import { type RequestOptions, request as requestHttps } from 'node:https';
import type { LookupFunction } from 'node:net';
import type { Attempt } from '../core/callback/webhook-attempt.ts';
import { addressInHost, findCallbackUrlProblem, isPlainHttps } from '../core/request/webhook-url.ts';
import {
  HostRefusedError,
  type LookupRules,
  lookUpDeliverable,
  refuseAddress,
} from './look-up-deliverable.ts';

/** For all of it: the lookup, the connection and the answer. */
const deliveryTimeoutMs = 10_000;

/** The body of an answer is not used. A short one is read, so that its server sees it sent. */
const maxBodyBytes = 1024;

/** https://www.rfc-editor.org/rfc/rfc9110#status.410 */
const gone = 410;

export interface PostEventOptions {
  allowLocal: boolean;
  timeoutMs?: number;
  /** Replaces `lookUpDeliverable`. */
  lookUp?: (rules: LookupRules) => LookupFunction;
}

/**
 * One POST, to the very host of the URL: no redirect is followed, no proxy used, no connection kept. Any 2xx within ten
 * seconds is a delivery. Never rejects for what a receiver does.
 */
export async function postEvent(
  url: string,
  headers: Record<string, string>,
  body: string,
  { allowLocal, timeoutMs = deliveryTimeoutMs, lookUp = lookUpDeliverable }: PostEventOptions,
): Promise<Attempt> {
  const problem = findCallbackUrlProblem(url, allowLocal);
  if (problem !== undefined) {
    return { kind: 'failed', error: problem };
  }
  const target = new URL(url);
  const rules = { allowLocal, mustBeLocal: !isPlainHttps(target) };
  const signal = AbortSignal.timeout(timeoutMs);
  try {
    const address = addressInHost(target);
    if (address !== undefined) {
      refuseAddress(address, rules);
    }
    const status = await post(target, body, {
      method: 'POST',
      headers: {
        ...headers,
        'content-type': 'application/json',
        'content-length': String(Buffer.byteLength(body)),
        'user-agent': 'invite-spool',
      },
      agent: false,
      lookup: lookUp(rules),
      signal,
    });
    return judge(status);
  } catch (error) {
    return { kind: 'failed', error: explain(error, signal, timeoutMs) };
  }
}

/** @returns the answer's status. */
function post(target: URL, body: string, options: RequestOptions): Promise<number> {
  return new Promise((resolve, reject) => {
    const send = target.protocol === 'https:' ? requestHttps : requestHttp;
    const request = send(target, options, (response) => {
      const { statusCode = 0 } = response;
      let bytes = 0;
      // The status is known: whatever becomes of the rest changes nothing.
      response.on('error', () => resolve(statusCode)).on('close', () => resolve(statusCode));
      response.on('data', (chunk: Buffer) => {
        bytes += chunk.length;
        if (bytes > maxBodyBytes) {
          response.destroy();
        }
      });
    });
    request.on('error', reject);
    request.end(body);
  });
}

function judge(status: number): Attempt {
  if (status >= 200 && status < 300) {
    return { kind: 'delivered' };
  }
  if (status >= 300 && status < 400) {
    return { kind: 'failed', error: `It answered ${status}: redirects are not followed.` };
  }
  return { kind: 'failed', error: `It answered ${status}.`, ...(status === gone ? { isGone: true } : {}) };
}

/** In words of ours, by code: a message may name addresses of the network. */
function explain(error: unknown, signal: AbortSignal, timeoutMs: number): string {
  if (signal.aborted) {
    return `It did not answer within ${timeoutMs / 1000} seconds.`;
  }
  if (error instanceof HostRefusedError) {
    return `It was not called: ${error.message}.`;
  }
  const { code = 'unknown error' } = error as NodeJS.ErrnoException;
  return `It could not be reached (${code}).`;
}
