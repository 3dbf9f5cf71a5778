import { request as httpRequest } from 'node:http';

/** A request with nothing made right on its way: any method, path, headers and bytes that can be sent at all. */
export interface RawRequest {
  method: string;
  /** With its query, as it stands in the request line. */
  path: string;
  /** In this order, repetitions too. */
  headers: [name: string, value: string][];
  body?: string | Uint8Array;
}

export interface RawAnswer {
  status: number;
  headers: Record<string, string>;
  body: string;
}

/** Sends it over a connection of its own. */
export function sendRaw(baseUrl: string, { method, path, headers, body }: RawRequest): Promise<RawAnswer> {
  const { hostname, port, host } = new URL(baseUrl);
  const { promise, resolve, reject } = Promise.withResolvers<RawAnswer>();
  const bytes = body === undefined ? Buffer.alloc(0) : Buffer.from(body as Uint8Array);
  const flat = [
    ...headers.flat(),
    'host',
    host,
    'connection',
    'close',
    ...(body === undefined ? [] : ['content-length', String(bytes.length)]),
  ];
  const request = httpRequest({ hostname, port, method, path, headers: flat, agent: false }, (response) => {
    const chunks: Buffer[] = [];
    response.on('data', (chunk: Buffer) => chunks.push(chunk));
    response.on('error', reject);
    response.on('end', () => {
      resolve({
        status: response.statusCode ?? 0,
        headers: Object.fromEntries(
          Object.entries(response.headers).map(([name, value]) => [name, String(value)]),
        ),
        body: Buffer.concat(chunks).toString('utf8'),
      });
    });
  });
  request.on('error', reject);
  request.end(bytes);
  return promise;
}
