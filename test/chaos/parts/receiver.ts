import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Work } from '../clock/work.ts';
import type { Latency, Turns } from './turns.ts';

/** What a receiver of callbacks does to a request. */
export type ReceiverFault =
  /** The connection breaks before the event is read. */
  | 'drop'
  /** It answers 500, and does not accept the event. */
  | 'refuse'
  /** It accepts the event, and its answer is lost. */
  | 'lose'
  /** It accepts the event, and never answers. */
  | 'silence';

/** A request as it arrives. */
export interface Callback {
  who: string;
  eventId: string;
  body: string;
}

export interface ReceiverHooks {
  /** Before the event is read. */
  beforeCallback(callback: Callback): Promise<ReceiverFault | undefined>;
  /** The event was accepted, and is about to be answered. */
  onCallback(callback: Callback): Promise<void>;
}

export interface ReceiverOptions {
  hooks: ReceiverHooks;
  work: Work;
  turns: Turns;
  /** The process with the connection between these two ports. */
  nameOf: (fromPort: number, toPort: number) => string;
}

/** The server that receives callbacks. */
export interface Receiver {
  url: string;
  close(): Promise<void>;
}

const latency: Latency = [8, 60];

/** Each request waits for its turn on the virtual clock. */
export async function startReceiver({ hooks, work, turns, nameOf }: ReceiverOptions): Promise<Receiver> {
  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await readBody(request);
    const eventId = String(request.headers['webhook-id']);
    const { remotePort = 0, localPort = 0 } = request.socket;
    await work.pause(turns.take(`callback ${keyOf(eventId, body)}`, latency, body));
    const callback: Callback = { who: nameOf(remotePort, localPort), eventId, body };
    const fault = await hooks.beforeCallback(callback);
    if (fault === 'drop') {
      return void response.destroy();
    }
    if (fault === 'refuse') {
      return void response.writeHead(500).end();
    }
    await hooks.onCallback(callback);
    if (fault === 'lose') {
      return void response.destroy();
    }
    if (fault !== 'silence') {
      response.writeHead(204).end();
    }
  }

  const server = createServer((request, response) => {
    response.sendDate = false;
    work.during(serve(request, response)).catch(() => response.destroy());
  });
  // No real-time timeout closes a connection.
  Object.assign(server, { keepAliveTimeout: 0, headersTimeout: 0, requestTimeout: 0, timeout: 0 });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

/** The id of an event at a link is made of ids of chats and people, which differ from run to run. */
function keyOf(eventId: string, body: string): string {
  const { data = {} } = JSON.parse(body);
  return data.number === undefined ? eventId : `${data.invite_id} ${data.number}`;
}

async function readBody(stream: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) {
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}
