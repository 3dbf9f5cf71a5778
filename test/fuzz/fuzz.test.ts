import { randomBytes } from 'node:crypto';
import { ScanCommand } from '@aws-sdk/client-dynamodb';
import * as fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createKeyStore } from '../../functions/aws/api-key-store.ts';
import { hashApiKey, newApiKey } from '../../functions/core/account/api-key.ts';
import { type LocalService, startLocalService } from '../integration/local-service.ts';
import { accountStoreOf, seedAccount } from '../integration/seed-account.ts';
import { findBreaches } from '../openapi/hold-to-document.ts';
import {
  anyBytesPost,
  anyFilter,
  anyLine,
  anyLook,
  anyPost,
  type FuzzRequest,
  type FuzzTarget,
} from './any-request.ts';
import { type RawAnswer, sendRaw } from './raw-request.ts';

/*
 * Requests that nobody would write, thrown at the running API. The same seed makes the same requests, but for their dates; FUZZ_SEED and FUZZ_RUNS
 * choose others, and more of them.
 */
const seed = Number(process.env.FUZZ_SEED ?? 5);
const runs = Number(process.env.FUZZ_RUNS ?? 30);
const timeout = 60_000 + runs * 400;

let service: LocalService;
let target: FuzzTarget;
const answers = new Map<number, number>();
/** The jobs in the table. Nobody else stores any. */
let jobCount = 0;

beforeAll(async () => {
  service = await startLocalService();
  target = await prepareTarget();
  jobCount = await countJobs();
});
afterAll(async () => {
  const total = [...answers.values()].reduce((sum, count) => sum + count, 0);
  const byStatus = [...answers].sort(([a], [b]) => a - b).map(([status, count]) => `${status}: ${count}`);
  console.log(`fuzz: seed ${seed}, ${total} requests answered (${byStatus.join(', ')})`);
  await service.close();
});

/** An account that is halted: what is accepted for it stays, and costs no calls. Its key may ask as often as it likes. */
async function prepareTarget(): Promise<FuzzTarget> {
  const { account, accountId } = await seedAccount(service, 'fuzz');
  const accounts = accountStoreOf(service);
  const stored = (await accounts.listAccounts()).find((one) => one.accountId === accountId);
  if (stored === undefined) {
    throw new Error('the account was not stored');
  }
  await accounts.putAccount({ ...stored, status: 'halted' });
  const apiKey = newApiKey(randomBytes(24));
  await createKeyStore(service.dynamoDb, service.system.tables.keys).putKey({
    keyHash: hashApiKey(apiKey),
    tenantId: stored.tenantId,
    name: 'fuzz',
    ratePerMinute: 60_000,
    createdAtMs: Date.now(),
  });
  function post(path: string, body: unknown) {
    return sendRaw(service.system.baseUrl, {
      method: 'POST',
      path,
      headers: [
        ['authorization', `Bearer ${apiKey}`],
        ['content-type', 'application/json'],
      ],
      body: JSON.stringify(body),
    });
  }
  const request = {
    account,
    peer: '@launch',
    title: 'fuzz',
    usage_limit: 5,
    metadata: { a: '1', b: '2', c: '3' },
  };
  const made = [
    await post('/v1/invites', request),
    await post('/v1/invites/batch', { item: request, count: 3 }),
  ];
  return { account, apiKey, ids: made.map(({ body }) => JSON.parse(body).id) };
}

async function countJobs(): Promise<number> {
  const { Count = 0 } = await service.dynamoDb.send(
    new ScanCommand({ TableName: service.system.tables.jobs, Select: 'COUNT' }),
  );
  return Count;
}

/** How many jobs an answer says were stored. */
function storedBy({ method, path }: FuzzRequest, { status, headers, body }: RawAnswer): number {
  const isPost = method === 'POST' && /^\/v1\/invites(\/batch)?$/.test(path);
  if (!isPost || status !== 202 || headers['idempotent-replayed'] === 'true') {
    return 0;
  }
  return path.endsWith('batch') ? JSON.parse(body).size : 1;
}

/**
 * With its path as an HTTP API hands it to the function: an encoded slash parts segments like any other. One that cannot be
 * decoded stays as it is: it gets no further than API Gateway.
 */
function decodePath(target: string): string {
  const [path = '', ...query] = target.split('?');
  return [readPath(path).replaceAll('?', '%3F'), ...query].join('?');
}

function readPath(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch (error) {
    if (error instanceof URIError) {
      return path;
    }
    throw error;
  }
}

async function holds(request: FuzzRequest): Promise<void> {
  const answer = await sendRaw(service.system.baseUrl, request);
  answers.set(answer.status, (answers.get(answer.status) ?? 0) + 1);
  expect(answer.status).toBeLessThan(500);
  const before = jobCount;
  jobCount = await countJobs();
  expect(jobCount - before, `jobs stored by a ${answer.status}`).toBe(storedBy(request, answer));
  const { method, json: requestBody } = request;
  const path = decodePath(request.path);
  const exchange = { method, path, ...answer, ...(requestBody === undefined ? {} : { requestBody }) };
  expect(findBreaches(exchange)).toEqual([]);
  expectReadable(request, answer);
  await expectSameAgain(request, answer);
}

/** A caller can read what is wrong: each field by its name, in text that every parser takes. */
function expectReadable({ json }: FuzzRequest, { status, headers, body }: RawAnswer): void {
  if (!headers['content-type']?.includes('json') || status < 400) {
    return;
  }
  expect(body).not.toMatch(/\\ud[89a-f]/i);
  const { detail = '', errors = [] } = JSON.parse(body || '{}');
  expect(detail).not.toMatch(/^:/);
  const fields: string[] = errors.map(({ field }: { field: string }) => field);
  // Only a body that is no object is at fault as a whole.
  if (json !== undefined) {
    expect(fields).not.toContain('');
  }
}

/** An invite that has not changed has the same text each time. */
async function expectSameAgain(request: FuzzRequest, { status, body }: RawAnswer): Promise<void> {
  if (request.method !== 'GET' || status !== 200 || !request.path.startsWith('/v1/invites/inv_')) {
    return;
  }
  const again = await sendRaw(service.system.baseUrl, request);
  const isUnchanged =
    again.status === 200 && JSON.parse(again.body).updated_at === JSON.parse(body).updated_at;
  if (isUnchanged) {
    expect(again.body).toBe(body);
  }
}

const kinds: [kind: string, requests: (target: FuzzTarget) => fc.Arbitrary<FuzzRequest>][] = [
  ['requests for links, right and wrong', anyPost],
  ['bodies that are no JSON, or odd JSON', anyBytesPost],
  ['ids, filters and cursors', anyLook],
  ['one filter of a list', anyFilter],
  ['methods and paths', anyLine],
];

test.each(kinds)(
  'whatever comes as %s has an answer that is documented, and stores nothing when it is refused',
  async (_, requests) => {
    await fc.assert(fc.asyncProperty(requests(target), holds), { seed, numRuns: runs });
  },
  timeout,
);
