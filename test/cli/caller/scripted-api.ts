import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';
import { createRecorder } from '../../local/aws/fixture-functions.ts';

/** A request as the tool made it. */
export interface SeenRequest {
  method: string;
  path: string;
  headers: IncomingHttpHeaders;
  // biome-ignore lint/suspicious/noExplicitAny: whatever JSON the tool has sent; expectations look into it.
  body: any;
}

export interface ScriptedAnswer {
  status?: number;
  headers?: Record<string, string>;
  body?: unknown;
  /** A file, in place of a body. */
  text?: string;
}

/** 'cut' closes the connection without an answer. */
type Script = (request: SeenRequest, index: number) => ScriptedAnswer | 'cut';

/** An API that answers what a test says, and remembers what it was asked. It is closed when the test is over. */
export async function startScriptedApi(script: Script) {
  const requests = createRecorder<SeenRequest>();
  const server = createServer(async (incoming, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming as AsyncIterable<Buffer>) {
      chunks.push(chunk);
    }
    const text = Buffer.concat(chunks).toString();
    const request: SeenRequest = {
      method: incoming.method ?? '',
      path: incoming.url ?? '',
      headers: incoming.headers,
      body: text === '' ? undefined : JSON.parse(text),
    };
    const answer = script(request, requests.recorded.length);
    requests.record(request);
    if (answer === 'cut') {
      incoming.socket.destroy();
      return;
    }
    const { status = 200, headers = {}, body, text: file } = answer;
    const type = status < 400 ? 'application/json' : 'application/problem+json';
    response.writeHead(status, { 'content-type': file === undefined ? type : 'text/csv', ...headers });
    response.end(file ?? JSON.stringify(body ?? {}));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(async () => {
    const closed = once(server, 'close');
    server.close();
    server.closeAllConnections();
    await closed;
  });
  return { baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, requests };
}

/**
 * Batches as the API keeps them: the same Idempotency-Key is the same batch. Each look at a batch finds `perLook` more of
 * its invites made.
 */
export function createBatchScript({ perLook = 100, failing = [] as string[] } = {}) {
  const batches = new Map<string, { id: string; titles: string[]; done: number }>();

  function describe({ id, titles, done }: { id: string; titles: string[]; done: number }) {
    const items = titles.map((title, index) => {
      const isDone = index < done;
      const isFailing = failing.includes(title);
      return {
        id: `inv_${id.slice(4)}${index}`,
        status: isDone ? (isFailing ? 'failed' : 'succeeded') : 'queued',
        account: 'main',
        peer: '@launch',
        title,
        created_at: '2026-12-01T10:00:00.000Z',
        batch: { id, index },
        ...(isDone && !isFailing
          ? {
              invite: { link: `https://t.me/+${title}` },
              link_status: 'active',
              usage: 0,
              as_of: '2026-12-01T10:00:01.000Z',
            }
          : {}),
        ...(isDone && isFailing
          ? { error: { type: 'CHAT_ADMIN_REQUIRED', detail: 'Grant it, then ask again.' } }
          : {}),
      };
    });
    const isDone = done >= titles.length;
    return {
      id,
      size: titles.length,
      status: isDone ? 'done' : 'running',
      counts: { queued: Math.max(titles.length - done, 0), succeeded: Math.min(done, titles.length) },
      created_at: '2026-12-01T10:00:00.000Z',
      items,
    };
  }

  const script: Script = ({ method, path, headers, body }) => {
    if (method === 'POST') {
      const key = String(headers['idempotency-key']);
      const earlier = batches.get(key);
      const titles = body.items.map(({ title }: { title: string }) => title);
      const batch = earlier ?? { id: `bat_${batches.size}`, titles, done: 0 };
      batches.set(key, batch);
      return {
        status: 202,
        headers: { 'retry-after': '1', ...(earlier ? { 'idempotent-replayed': 'true' } : {}) },
        body: describe(batch),
      };
    }
    const id = /^\/v1\/batches\/(bat_\d+)/.exec(path)?.[1];
    const batch = [...batches.values()].find((one) => one.id === id);
    if (batch === undefined) {
      return { status: 404, body: { title: 'No such batch' } };
    }
    batch.done += perLook;
    return { headers: { 'retry-after': '1' }, body: describe(batch) };
  };
  return { script, batches };
}
