import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text as readBody } from 'node:stream/consumers';

/** A request to DynamoDB, SQS or KMS. */
export interface CountedRequest {
  /** Such as `UpdateItem`. */
  operation: string;
  body: string;
  /** As DynamoDB reports it, indexes included; 0 for the others. */
  capacityUnits: number;
  /** By `performance.now()`. */
  fromMs: number;
  untilMs: number;
}

/**
 * A proxy in front of a server. It reports each request that the server answers. It asks DynamoDB to report the
 * consumed capacity.
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_ConsumedCapacity.html
 */
export async function startCountingProxy(target: string, onRequest: (request: CountedRequest) => void) {
  const server = createServer((incoming, response) => {
    pass(incoming).then(
      ({ status, type, text }) => response.writeHead(status, { 'content-type': type }).end(text),
      () => response.destroy(),
    );
  });

  async function pass(incoming: IncomingMessage) {
    const fromMs = performance.now();
    const [service = '', operation = ''] = String(incoming.headers['x-amz-target']).split('.');
    const body = await readBody(incoming);
    const { host, connection, 'content-length': length, ...headers } = incoming.headers;
    const answer = await fetch(target + incoming.url, {
      method: 'POST',
      headers: headers as Record<string, string>,
      body: service.startsWith('DynamoDB') ? askForCapacity(body) : body,
    });
    const text = await answer.text();
    onRequest({ operation, body, capacityUnits: readCapacity(text), fromMs, untilMs: performance.now() });
    return { status: answer.status, type: answer.headers.get('content-type') ?? '', text };
  }

  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close(): Promise<void> {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

function askForCapacity(body: string): string {
  return JSON.stringify({ ...JSON.parse(body), ReturnConsumedCapacity: 'TOTAL' });
}

function readCapacity(text: string): number {
  const { ConsumedCapacity = [] } = JSON.parse(text || '{}') as {
    ConsumedCapacity?: { CapacityUnits: number } | { CapacityUnits: number }[];
  };
  return [ConsumedCapacity].flat().reduce((sum, { CapacityUnits }) => sum + CapacityUnits, 0);
}
