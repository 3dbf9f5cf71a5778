import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Webhook, WebhookVerificationError } from 'standardwebhooks';
import { createRecorder } from '../local/aws/fixture-functions.ts';

/** An event as a receiver gets it. */
export interface Delivery {
  path: string;
  id: string;
  /** Whether the signature was that of the tenant's secret. */
  isGenuine: boolean;
  event: { type: string; timestamp: string; data: { id: string; [field: string]: unknown } };
  /** What it was answered. */
  status: number | 'silence';
}

export type Receiver = Awaited<ReturnType<typeof startReceiver>>;

/** A real HTTP server that is told of invites, and checks signatures with the library that receivers use. */
export async function startReceiver(getSecret: () => Promise<string>) {
  const deliveries = createRecorder<Delivery>();
  let status: number | 'silence' = 204;
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) {
      chunks.push(chunk);
    }
    const body = Buffer.concat(chunks).toString();
    const headers = Object.fromEntries(
      Object.entries(request.headers).map(([name, value]) => [name, String(value)]),
    );
    const genuine = isGenuine(await getSecret(), body, headers);
    // Recorded as it is answered: the sender may have the next event ready by then.
    const answered = status;
    if (answered !== 'silence') {
      response.writeHead(answered, { location: '/elsewhere' }).end('{"secret":"of the receiver"}');
    }
    deliveries.record({
      path: request.url ?? '',
      id: headers['webhook-id'] ?? '',
      isGenuine: genuine,
      event: JSON.parse(body),
      status: answered,
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  function url(path: string) {
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}/${path}`;
  }
  return {
    url,
    deliveries,
    /** From now on every event is answered so. */
    answer(next: number | 'silence') {
      status = next;
    },
    /** Resolves with the `count`-th delivery to that path. */
    delivered: (path: string, count = 1) =>
      deliveries.waitFor((each): each is Delivery => each.path === `/${path}`, count),
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

function isGenuine(secret: string, body: string, headers: Record<string, string>): boolean {
  try {
    new Webhook(secret).verify(body, headers);
    return true;
  } catch (error) {
    if (error instanceof WebhookVerificationError) {
      return false;
    }
    throw error;
  }
}
