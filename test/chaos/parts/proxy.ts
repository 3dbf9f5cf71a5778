import { once } from 'node:events';
import { Agent, createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Work } from '../clock/work.ts';
import { recogniseStep, type Step } from './steps.ts';
import type { Latency, Turns } from './turns.ts';

/** What a fault does to a call to AWS. */
export type AwsFault =
  /** The connection breaks before the call arrives. */
  | { type: 'drop' }
  /** The call is executed, and the answer is lost. */
  | { type: 'lose' }
  | { type: 'throttle' }
  | { type: 'fail' };

/** A call that passes through the proxy. */
export interface Passing {
  who: string;
  step: Step;
}

export interface ProxyHooks {
  /** Called before the call is passed on, which waits for the promise. */
  before(passing: Passing): Promise<AwsFault | undefined> | AwsFault | undefined;
  /** Called after the answer has come and before it is passed back. */
  after(passing: Passing, statusCode: number): void;
}

/** A proxy in front of DynamoDB and SQS. It sees every call, and can cause the faults of networks and services. */
export interface AwsProxy {
  endpoint(service: 'dynamodb' | 'sqs'): string;
  close(): Promise<void>;
}

export interface ProxyOptions {
  targets: { dynamodb: string; sqs: string };
  hooks: ProxyHooks;
  work: Work;
  turns: Turns;
  /** The name in this seed of the process with that access key id. */
  nameOf: (id: string) => string;
}

const latency: Latency = [1, 12];

/** Each call waits for its turn on the virtual clock. Only one call is executed at a time. */
export async function startProxy({ targets, hooks, work, turns, nameOf }: ProxyOptions): Promise<AwsProxy> {
  const agent = new Agent({ keepAlive: true });

  async function serve(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await readBody(incoming);
    const target = String(incoming.headers['x-amz-target'] ?? '');
    const id = /Credential=([\w-]+)\//.exec(incoming.headers.authorization ?? '')?.[1] ?? 'nobody';
    const who = nameOf(id);
    const step = recogniseStep(target, body.toString());
    const isSqs = target.startsWith('AmazonSQS');
    const key = ['aws', who, step.point, step.operation, step.jobId, step.accountId].join(' ');
    await work.pause(turns.take(key, latency, body.toString()));
    const fault = await hooks.before({ who, step });
    if (fault?.type === 'drop') {
      return void response.destroy();
    }
    if (fault?.type === 'throttle' || fault?.type === 'fail') {
      return answerError(response, isSqs, fault.type);
    }
    const answer = await forward(isSqs ? targets.sqs : targets.dynamodb, incoming, body);
    hooks.after({ who, step }, answer.statusCode);
    if (fault?.type === 'lose') {
      return void response.destroy();
    }
    response.writeHead(answer.statusCode, answer.headers).end(answer.body);
  }

  function forward(target: string, incoming: IncomingMessage, body: Buffer) {
    return new Promise<{ statusCode: number; headers: Record<string, string>; body: Buffer }>(
      (resolve, reject) => {
        const { host, connection, ...headers } = incoming.headers;
        const outgoing = request(target, { method: 'POST', path: incoming.url, headers, agent });
        outgoing.on('error', reject).on('response', (answer) => {
          readBody(answer).then((bytes) => {
            const { 'content-type': type = '', 'x-amz-crc32': crc } = answer.headers;
            const kept = { 'content-type': type, ...(crc ? { 'x-amz-crc32': String(crc) } : {}) };
            resolve({ statusCode: answer.statusCode ?? 500, headers: kept, body: bytes });
          }, reject);
        });
        outgoing.end(body);
      },
    );
  }

  const server = createServer((incoming, response) => {
    response.sendDate = false;
    work.during(serve(incoming, response)).catch(() => response.destroy());
  });
  // No real-time timeout closes a connection.
  Object.assign(server, { keepAliveTimeout: 0, headersTimeout: 0, requestTimeout: 0, timeout: 0 });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    endpoint: () => endpoint,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
      agent.destroy();
    },
  };
}

async function readBody(stream: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) {
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Programming.Errors.html */
function answerError(response: ServerResponse, isSqs: boolean, type: 'throttle' | 'fail'): void {
  const throttled = isSqs
    ? 'com.amazonaws.sqs#ThrottlingException'
    : 'com.amazonaws.dynamodb.v20120810#ProvisionedThroughputExceededException';
  const failed = isSqs
    ? 'com.amazonaws.sqs#InternalError'
    : 'com.amazonaws.dynamodb.v20120810#InternalServerError';
  response
    .writeHead(type === 'throttle' ? 400 : 500, { 'content-type': 'application/x-amz-json-1.0' })
    .end(JSON.stringify({ __type: type === 'throttle' ? throttled : failed, message: type }));
}
