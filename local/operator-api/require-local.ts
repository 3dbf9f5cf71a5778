import type { IncomingMessage } from 'node:http';
import { OperatorProblem } from './operator-problem.ts';

/** What a proxy adds to a request that it passes on. */
const proxyHeaders = /^(?:forwarded|via|x-forwarded-.+|x-real-ip|x-client-ip|true-client-ip|cf-.+)$/;

/** With any port: an SSH tunnel may have another than ours. */
const localHost = /^(?:127\.0\.0\.1|localhost|\[::1\])(?::\d{1,5})?$/i;

/**
 * Admits requests of programs and pages of this machine. The server listens on 127.0.0.1 only, but two others reach that too: a
 * browser here that shows a foreign page (under a foreign name, by DNS rebinding, or across sites), and a reverse proxy that
 * passes the world's requests on. nginx names no proxy by default, but speaks HTTP/1.0 to us.
 * @throws OperatorProblem not-local
 */
export function requireLocal({
  headers,
  httpVersion,
}: Pick<IncomingMessage, 'headers' | 'httpVersion'>): void {
  const { host = '', origin, 'sec-fetch-site': site } = headers;
  const proxyHeader = Object.keys(headers).find((name) => proxyHeaders.test(name));
  if (proxyHeader !== undefined || httpVersion === '1.0') {
    throw notLocal('This request came through a proxy. Open the service at its own address on 127.0.0.1.');
  }
  if (!localHost.test(host)) {
    throw notLocal('The Host of the request is no name of this machine: use 127.0.0.1 or localhost.');
  }
  const isForeignSite = site !== undefined && site !== 'same-origin' && site !== 'none';
  if (isForeignSite || (origin !== undefined && origin.toLowerCase() !== `http://${host}`.toLowerCase())) {
    throw notLocal('This request was made by a page of another origin.');
  }
}

function notLocal(detail: string): OperatorProblem {
  return new OperatorProblem({ slug: 'not-local', detail });
}
