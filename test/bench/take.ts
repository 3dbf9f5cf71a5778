import { mkdtemp, rm } from 'node:fs/promises';
import { Agent, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { createPoolStore } from '../../functions/aws/pool-store.ts';
import { accountIdOf } from '../../functions/core/ids.ts';
import { rowCountOf } from '../../functions/core/pool/pool-rows.ts';
import { maxPoolSize } from '../../functions/core/pool-limits.ts';
import { localClientSettings } from '../../operator/system/local-client-settings.ts';
import { createPoolLink, createPoolRecord } from '../functions/core/pool/pool-records.ts';
import { figureOf, quantileOf, ratioOf } from './figure.ts';
import type { BenchRun, PartResult } from './part.ts';
import { type ApiStack, accountNames, startApiStack } from './start-api-stack.ts';

const connections = 8;
const takes = maxPoolSize;

/** Of one round: the times of all takes, and of as many writes of the rival. */
interface Round {
  takeMs: number[];
  keyedMs: number[];
  rivalMs: number[];
}

/**
 * Takes from a full pool, as many as it has links, from eight connections: beside a bare middy handler that does one conditional write,
 * on the same database and behind the same adapter. No worker settles them.
 * @throws Error where a link is given twice.
 */
export async function benchTake({ isQuick, say }: BenchRun): Promise<PartResult> {
  await using parts = new AsyncDisposableStack();
  const directory = await mkdtemp(join(tmpdir(), 'invite-spool-bench-'));
  parts.defer(() => rm(directory, { recursive: true }));
  say('starting');
  const api = await startApiStack(directory, parts);
  const dynamoDb = new DynamoDBClient({ endpoint: api.stack.endpoints.dynamodb, ...localClientSettings });
  parts.defer(() => dynamoDb.destroy());
  const pools = createPoolStore(dynamoDb, api.stack.environmentOf('api').STANDING_TABLE ?? '');
  say('warming up');
  await takeRound(api, pools, 'warm');
  const rounds: Round[] = [];
  const count = isQuick ? 1 : 5;
  while (rounds.length < count) {
    say(`round ${rounds.length + 1} of ${count}`);
    rounds.push(await takeRound(api, pools, `round-${rounds.length}`));
  }

  function figure(name: keyof Round, share: number) {
    return figureOf(rounds.map((round) => at(round[name], share)));
  }

  function over(name: keyof Round, share: number) {
    return ratioOf(rounds.map((round) => [at(round[name], share), at(round.rivalMs, share)]));
  }

  function row(title: string, name: keyof Round) {
    return [title, figure(name, 0.5), over(name, 0.5), figure(name, 0.99), over(name, 0.99)];
  }
  return {
    figures: { take_over_bare_p50: over('takeMs', 0.5), take_over_bare_p99: over('takeMs', 0.99) },
    tables: [
      {
        title: `${takes} takes from ${connections} connections, ${rounds.length} rounds, no link twice`,
        columns: ['', 'p50, ms', 'over bare', 'p99, ms', 'over bare'],
        rows: [
          row('take', 'takeMs'),
          row('take with an Idempotency-Key', 'keyedMs'),
          row('bare middy, one PutItem', 'rivalMs'),
        ],
      },
    ],
  };
}

function at(times: number[], share: number): number {
  return quantileOf(
    times.toSorted((a, b) => a - b),
    share,
  );
}

async function takeRound(
  api: ApiStack,
  pools: ReturnType<typeof createPoolStore>,
  name: string,
): Promise<Round> {
  const [account = ''] = accountNames;
  const rivalMs = await load(`${api.rivalUrl}/v1/invites`, api.apiKey, {
    body: JSON.stringify({ account, peer: '@launch' }),
  });
  const given = new Set<string>();
  const times: number[][] = [];
  for (const isKeyed of [false, true]) {
    const pool = isKeyed ? `${name}-keyed` : name;
    await pools.createPool(createFullPool(api.tenantId, pool));
    times.push(
      await load(`${api.stack.baseUrl}/v1/pools/${pool}/take`, api.apiKey, {
        body: '{}',
        isKeyed,
        note: (body) => given.add(JSON.parse(body).invite.link + pool),
      }),
    );
  }
  if (given.size !== 2 * takes) {
    throw new Error(`${2 * takes} takes got ${given.size} links`);
  }
  return { takeMs: times[0] ?? [], keyedMs: times[1] ?? [], rivalMs: rivalMs };
}

function createFullPool(tenantId: string, name: string) {
  const [account = ''] = accountNames;
  const ready = Array.from({ length: takes }, (_, index) =>
    createPoolLink(index, { useBeforeMs: Date.now() + 86_400_000 }),
  );
  const accountId = accountIdOf(tenantId, account);
  const rowCount = rowCountOf(takes);
  return createPoolRecord({ tenantId, name, poolId: name, account, accountId, size: takes, ready, rowCount });
}

interface LoadOptions {
  body: string;
  isKeyed?: boolean;
  note?: (body: string) => void;
}

/** As many requests as a pool has links, each connection one after the other. @returns their times. */
async function load(
  url: string,
  apiKey: string,
  { body, isKeyed = false, note = () => undefined }: LoadOptions,
): Promise<number[]> {
  const times: number[] = [];
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  let next = 0;
  await Promise.all(
    Array.from({ length: connections }, async () => {
      while (next < takes) {
        next += 1;
        const key = isKeyed ? { 'idempotency-key': `key-${next}` } : {};
        const beganMs = performance.now();
        const answer = await post(agent, url, { authorization: `Bearer ${apiKey}`, ...key }, body);
        times.push(performance.now() - beganMs);
        note(answer);
      }
    }),
  );
  agent.destroy();
  return times;
}

function post(agent: Agent, url: string, headers: Record<string, string>, body: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const sent = request(
      url,
      {
        agent,
        method: 'POST',
        headers: { ...headers, 'content-type': 'application/json', 'content-length': body.length },
      },
      async (response) => {
        const text = (await response.toArray()).join('');
        const { statusCode = 0 } = response;
        if (statusCode >= 300) {
          reject(new Error(`${url}: ${statusCode} ${text}`));
        }
        resolve(text);
      },
    );
    sent.on('error', reject);
    sent.end(body);
  });
}
