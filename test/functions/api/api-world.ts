import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { type ApiDeps, createHandler } from '../../../functions/api/create-handler.ts';
import type { ConsoleAssets } from '../../../functions/api/serve-console.ts';
import type { Log, LogFields } from '../../../functions/aws/log.ts';
import type { Account, Chat } from '../../../functions/core/account/account.ts';
import { type ApiKey, allScopes } from '../../../functions/core/account/api-key.ts';
import type { Endpoint } from '../../../functions/core/callback/webhook-attempt.ts';
import { callbackDue } from '../../../functions/core/callback/webhook-callback.ts';
import { accountIdOf } from '../../../functions/core/ids.ts';
import type { Job } from '../../../functions/core/job/job.ts';
import type { JoinRequest } from '../../../functions/core/join/join.ts';
import { makeDocsPage } from '../../../infra/docs/make-docs-page.ts';
import { makeOpenApiDocument } from '../../../infra/openapi.ts';
import { holdToDocument } from '../../openapi/hold-to-document.ts';
import { type HttpRequest, httpEvent, lambdaContext, readResponse, toExchange } from './http-event.ts';
import { createJobMap } from './job-maps.ts';
import { createJoinMap } from './join-map.ts';
import { createPoolMap } from './pool-map.ts';
import { createRotationMap } from './rotation-map.ts';

export const nowMs = Date.UTC(2026, 11, 1, 10);
export const keyOfTenantA = 'isk_tenant-a-key-0001';
export const keyOfTenantB = 'isk_tenant-b-key-0001';

const document = makeOpenApiDocument();
const docsAssets = { script: 'let page;', style: '' };

const consoleAssets: ConsoleAssets = {
  contentSecurityPolicy: "default-src 'none'",
  files: {
    'index.html': {
      contentType: 'text/html; charset=utf-8',
      etag: 'W/"page"',
      gzip: gzipSync('<h1>Console</h1>').toString('base64'),
    },
    'app.js': {
      contentType: 'text/javascript; charset=utf-8',
      etag: 'W/"script"',
      gzip: gzipSync('start()').toString('base64'),
    },
  },
};

function makeAsset(name: 'openapi.json' | 'docs.json' | 'console.json'): unknown {
  switch (name) {
    case 'openapi.json':
      return document;
    case 'docs.json':
      return makeDocsPage(document, docsAssets);
    case 'console.json':
      return consoleAssets;
  }
}

/** The HTTP edge over maps: the only store with a rule is that of jobs, whose create is conditional as DynamoDB's is. */
export function createApiWorld(overrides: Partial<ApiDeps> = {}) {
  const store = createJobMap();
  const { jobs } = store;
  const { joins, reads, track } = createJoinMap();
  const { store: poolStore, pools, takes } = createPoolMap();
  const rotations = createRotationMap();
  const accounts = new Map<string, Account>();
  const keys = new Map<string, ApiKey>();
  const requestCounts = new Map<string, number>();
  const holders = new Map<string, Set<string>>();
  const listings = new Map<string, { chats: Chat[]; savedAtMs: number }>();
  const peerNames = new Map<string, string[]>();
  /** Those who ask to join, by account and chat. */
  const requests = new Map<string, JoinRequest[]>();
  const endpoints: Endpoint[] = [];
  const sent: Job[] = [];
  const logLines: { level: keyof Log; message: string; fields: LogFields }[] = [];
  const recorded: unknown[][] = [];
  const clock = { nowMs };
  let nextId = 1;

  function logAt(level: keyof Log) {
    return (message: string, fields: LogFields) => {
      logLines.push({ level, message, fields });
    };
  }
  const handler = createHandler({
    findKey: async (keyHash) => keys.get(keyHash),
    listNewestKeys: async (tenantId, limit) => {
      const own = [...keys.values()]
        .filter((key) => key.tenantId === tenantId)
        .sort((a, b) => b.createdAtMs - a.createdAtMs);
      return { keys: own.slice(0, limit), hasMore: own.length > limit };
    },
    listEndpointStates: async (tenantId, limit) => {
      const own = endpoints.filter((endpoint) => endpoint.tenantId === tenantId);
      return { endpoints: own.slice(0, limit), hasMore: own.length > limit };
    },
    listWaitingCallbacks: async (shard, limit) =>
      [...jobs.values()]
        .filter((job) => callbackDue(job)?.callbackShard === shard)
        .slice(0, limit)
        .map(({ tenantId, jobId }) => ({ tenantId, jobId })),
    countRequests: async (keyHash, windowStartMs, more) => {
      const counter = `${keyHash}#${windowStartMs}`;
      const requests = (requestCounts.get(counter) ?? 0) + more;
      requestCounts.set(counter, requests);
      return requests;
    },
    enterHeld: async (counter, windowStartMs, holder, max) => {
      const name = `${counter}#${windowStartMs}`;
      const held = holders.get(name) ?? new Set();
      if (held.size >= max) {
        return false;
      }
      holders.set(name, held.add(holder));
      return true;
    },
    leaveHeld: async (counter, windowStartMs, holder) => {
      holders.get(`${counter}#${windowStartMs}`)?.delete(holder);
    },
    heldAnswers: 4,
    getAccount: async (accountId) => accounts.get(accountId),
    loadAccounts: async (accountIds) => accountIds.flatMap((accountId) => accounts.get(accountId) ?? []),
    listAccountsOf: async (tenantId) =>
      [...accounts.values()]
        .filter((account) => account.tenantId === tenantId)
        .sort((a, b) => (a.name < b.name ? -1 : 1)),
    listChats: async (accountId, { limit, after }) => {
      const listing = listings.get(accountId);
      if (listing === undefined) {
        return { chats: [] };
      }
      const first = Number(after ?? 0);
      return {
        chats: listing.chats.slice(first, first + limit),
        savedAtMs: listing.savedAtMs,
        ...(listing.chats.length > first + limit ? { next: String(first + limit) } : {}),
      };
    },
    findPeerNames: async (_accountId, name) => [name, ...(peerNames.get(name) ?? [])],
    ensureDue: async (accountId, dueShard, dueAtMs) => {
      const { idleSinceMs: _idleSinceMs, ...account } = accounts.get(accountId) as Account;
      accounts.set(accountId, { ...account, dueShard, dueAtMs });
    },
    dueShards: 4,
    ...store,
    ...reads,
    ...poolStore,
    ...rotations.catalog,
    listRequests: async ({ accountId, chatId }) => requests.get(`${accountId} ${chatId}`) ?? [],
    pendingLimit: 1000,
    allowLocalCallbacks: false,
    sendJob: async (job) => {
      sent.push(job);
    },
    sendJobs: async (some) => {
      sent.push(...some);
    },
    sleep: async (ms) => {
      clock.nowMs += ms;
    },
    randomBytes: () => new Uint8Array(16).fill(nextId++),
    readAsset: async (name) => JSON.stringify(makeAsset(name)),
    isConsoleOn: true,
    now: () => clock.nowMs,
    record: (...values) => void recorded.push(values),
    log: { debug: logAt('debug'), info: logAt('info'), warn: logAt('warn'), error: logAt('error') },
    ...overrides,
  });

  function addKey(key: string, tenantId: string, fields: Partial<ApiKey> = {}): ApiKey {
    const keyHash = createHash('sha256').update(key).digest('hex');
    const stored: ApiKey = {
      keyHash,
      tenantId,
      name: 'test',
      scopes: allScopes,
      ratePerMinute: 10_000,
      createdAtMs: nowMs,
      ...fields,
    };
    keys.set(keyHash, stored);
    return stored;
  }

  /** @returns the account's id. */
  function addAccount(tenantId: string, name: string, fields: Partial<Account> = {}): string {
    const accountId = accountIdOf(tenantId, name);
    accounts.set(accountId, {
      accountId,
      tenantId,
      name,
      status: 'active',
      blockedUntilMs: {},
      fence: 0,
      ...fields,
    });
    return accountId;
  }

  async function send(request: HttpRequest) {
    const response = await handler(httpEvent(request), lambdaContext);
    holdToDocument(toExchange(request, response));
    return readResponse(response);
  }

  /** A GET as tenant A sends it. */
  async function read(path: string, key = keyOfTenantA) {
    return send({ path, headers: { authorization: `Bearer ${key}` } });
  }

  /** A POST as tenant A sends it. */
  async function post(body: unknown, headers: Record<string, string> = {}, path = '/v1/invites') {
    return send({
      method: 'POST',
      path,
      headers: { authorization: `Bearer ${keyOfTenantA}`, 'content-type': 'application/json', ...headers },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    });
  }

  function postBatch(body: unknown, headers: Record<string, string> = {}) {
    return post(body, headers, '/v1/invites/batch');
  }

  async function get(jobId: string, key = keyOfTenantA) {
    return read(`/v1/invites/${jobId}`, key);
  }

  async function cancel(jobId: string, key = keyOfTenantA) {
    return send({
      method: 'POST',
      path: `/v1/invites/${jobId}/cancel`,
      headers: { authorization: `Bearer ${key}` },
    });
  }

  addKey(keyOfTenantA, 'ten_a');
  addKey(keyOfTenantB, 'ten_b');
  addAccount('ten_a', 'main');
  return {
    jobs,
    joins,
    pools,
    takes,
    rotations: rotations.rotations,
    track,
    holders,
    accounts,
    keys,
    endpoints,
    listings,
    peerNames,
    requests,
    sent,
    logLines,
    recorded,
    clock,
    handler,
    addKey,
    addAccount,
    send,
    read,
    post,
    postBatch,
    get,
    cancel,
  };
}

export type ApiWorld = ReturnType<typeof createApiWorld>;

export const validBody = { account: 'main', peer: '@launch' };
