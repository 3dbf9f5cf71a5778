import { request as httpRequest } from 'node:http';
import { afterAll } from 'vitest';
import { startHttpApi } from '../../../local/aws/http-api.ts';
import { createOperatorApi } from '../../../local/operator-api/operator-api.ts';
import { makeOperatorKey } from '../../../local/operator-api/operator-key.ts';
import { openSystem } from '../../../operator/system/open-system.ts';
import { openAccountSystem } from '../../cli/account/account-system.ts';

export const app = { api_id: 12345, api_hash: '0123456789abcdef0123456789abcdef' };

export interface Answer {
  status: number;
  headers: Record<string, unknown>;
  // biome-ignore lint/suspicious/noExplicitAny: what a test reads of an answer is what it is about.
  body: any;
}

export interface AskOptions {
  body?: unknown;
  headers?: Record<string, string>;
}

/** The operator API over HTTP, with tables and two data centres. It closes when the suite has ended. */
export async function openOperatorSystem() {
  const accountSystem = await openAccountSystem();
  const system = openSystem({ data: accountSystem.directory }, {});
  const operatorKey = makeOperatorKey();
  /** All that is answered, printed and told: no secret may be in it. */
  const said: unknown[] = [];
  const operatorApi = createOperatorApi({
    operatorKey,
    system: Promise.resolve(system),
    tenantId: 'default',
    app: undefined,
    people: undefined,
    now: Date.now,
    print: (line) => said.push(line),
  });
  const http = await startHttpApi({
    routes: [],
    port: 0,
    invoke: async () => ({ statusCode: 500 }),
    onEvent: ({ target, error }) => said.push([target, error]),
    beside: operatorApi,
  });
  afterAll(async () => {
    await operatorApi.close();
    await http.close();
    system.close();
  });
  const usual = { authorization: `Bearer ${operatorKey}`, prefer: 'wait=25' };

  /** As the console asks: with the key, and waiting for what comes next. */
  async function ask(method: string, path: string, { body, headers = {} }: AskOptions = {}): Promise<Answer> {
    const json = body === undefined ? {} : { 'content-type': 'application/json' };
    const text = body === undefined || typeof body === 'string' ? body : JSON.stringify(body);
    const answer = await send(
      http.baseUrl,
      method,
      path,
      { ...usual, ...json, ...headers },
      text as string | undefined,
    );
    said.push(answer.body);
    return answer;
  }

  /** Starts a login, and keeps its path. */
  async function logIn(name: string, fields: object) {
    const started = await ask('POST', `/operator/accounts/${name}/login`, { body: { ...app, ...fields } });
    return { started, path: String(started.headers.location) };
  }

  return { ...accountSystem, system, operatorApi, operatorKey, http, said, ask, logIn };
}

/** By Node's client: fetch sets the Host itself. */
function send(
  baseUrl: string,
  method: string,
  path: string,
  headers: Record<string, string>,
  body: string | undefined,
): Promise<Answer> {
  const { promise, resolve, reject } = Promise.withResolvers<Answer>();
  // Node sends a DELETE's body without its length.
  const length = body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) };
  const options = { method, headers: { ...headers, ...length }, agent: false };
  const request = httpRequest(`${baseUrl}${path}`, options, (response) => {
    let text = '';
    response.setEncoding('utf8').on('data', (chunk) => {
      text += chunk;
    });
    response.on('error', reject).on('end', () =>
      resolve({
        status: response.statusCode ?? 0,
        headers: response.headers,
        body: text === '' ? undefined : JSON.parse(text),
      }),
    );
  });
  request.on('error', reject).end(body);
  return promise;
}
