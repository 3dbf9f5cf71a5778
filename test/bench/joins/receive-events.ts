import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text as readBody } from 'node:stream/consumers';

/** An event that was told. */
export interface ReceivedEvent {
  id: string;
  type: string;
  userId: string | undefined;
  inviteId: string | undefined;
  atMs: number;
}

/** A receiver of webhooks that keeps what it is told. */
export async function startReceiver() {
  const received: ReceivedEvent[] = [];
  const waiting = new Set<() => void>();
  const server = createServer(async (request, response) => {
    const { type, data } = JSON.parse(await readBody(request)) as {
      type: string;
      data: { user_id?: string; invite_id?: string };
    };
    received.push({
      id: String(request.headers['webhook-id']),
      type,
      userId: data.user_id,
      inviteId: data.invite_id,
      atMs: Date.now(),
    });
    response.writeHead(204).end();
    for (const check of waiting) {
      check();
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    received,
    /** Resolves when the join of that user has been told. */
    toldOf(userId: string): Promise<ReceivedEvent> {
      return new Promise((resolve) => {
        function check() {
          const found = received.find((each) => each.type === 'invite.joined' && each.userId === userId);
          if (found !== undefined) {
            waiting.delete(check);
            resolve(found);
          }
        }
        waiting.add(check);
        check();
      });
    },
    async close(): Promise<void> {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
