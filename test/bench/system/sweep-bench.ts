import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { createAccountStore } from '../../../functions/aws/account-store.ts';
import { batchWrite } from '../../../functions/aws/batch-write.ts';
import { createCallbackStore } from '../../../functions/aws/callback-store.ts';
import { createJobStore } from '../../../functions/aws/job-store.ts';
import { toItem } from '../../../functions/aws/job-table.ts';
import type { Account } from '../../../functions/core/account/account.ts';
import { dueShardOf } from '../../../functions/core/account/due-entry.ts';
import { accountIdOf } from '../../../functions/core/ids.ts';
import type { Job } from '../../../functions/core/job/job.ts';
import { cancel } from '../../../functions/core/job/transitions.ts';
import { exportMethod } from '../../../functions/core/rpc/methods.ts';
import { createSweeper } from '../../../functions/sweeper/create-sweeper.ts';
import { buildService } from '../../../infra/package.ts';
import { createTables, startDynamodb } from '../../../local/aws/dynamodb.ts';
import { readStackSettings } from '../../../local/aws/template.ts';
import { startInParts } from '../../../local/start-in-parts.ts';
import { localClientSettings } from '../../../operator/system/local-client-settings.ts';
import { createJobRecord } from '../../functions/core/records.ts';
import { type CountedRequest, startCountingProxy } from '../count-requests.ts';

const tenantId = 'ten_bench';
const dayMs = 24 * 60 * 60_000;

/** Writes at once. */
const sideBySide = 8;
const lot = 25;

/** When an account was due, and when it was looked at. */
interface Look {
  accountId: string;
  dueAtMs: number;
  atMs: number;
}

/** The deployed sweeper on the real tables, with a clock of ours and a queue that takes everything. */
export interface SweepBench {
  /** So many accounts in a wait of Telegram that ends tomorrow, each with parked jobs; those there are count. */
  seedResting(accounts: number, jobs: number, onProgress: (stored: number) => void): Promise<void>;
  /** So many accounts with one parked job each, whose waits end one after the other. @returns when the first may. */
  seedDue(accounts: number, withinMs: number): Promise<number>;
  /** What one sweep asks the tables for. */
  countSweep(): Promise<CountedRequest[]>;
  /** A sweep that begins then. */
  sweepAt(timeMs: number): Promise<{ lookedAt: Look[]; durationMs: number }>;
  close(): Promise<void>;
}

export function startSweepBench(): Promise<SweepBench> {
  return startInParts(async (parts) => {
    const { template } = await buildService();
    const { tables } = readStackSettings(template, 'http://127.0.0.1:1');
    const engine = await startDynamodb();
    parts.defer(() => engine.close());
    await createTables(engine.endpoint, tables);
    const counted: CountedRequest[] = [];
    const proxy = await startCountingProxy(engine.endpoint, (request) => void counted.push(request));
    parts.defer(() => proxy.close());
    const direct = openClient(engine.endpoint, parts);
    const through = openClient(proxy.endpoint, parts);
    function nameOf(part: string): string {
      return tables.find(({ create }) => create.TableName.endsWith(`-${part}`))?.create.TableName ?? '';
    }
    const [accountsTable, jobsTable] = [nameOf('accounts'), nameOf('jobs')];
    const store = createAccountStore(direct, accountsTable);
    const startMs = Date.now();
    let stored = 0;

    async function seed(
      accounts: Account[],
      jobsOf: (account: Account) => Job[],
      onProgress: (stored: number) => void,
    ) {
      for (let next = 0; next < accounts.length; next += lot * sideBySide) {
        const lots = Array.from({ length: sideBySide }, (_, index) =>
          accounts.slice(next + index * lot, next + (index + 1) * lot),
        );
        await Promise.all(
          lots.map(async (some) => {
            await batchWrite(
              direct,
              accountsTable,
              some.map((account) => put({ ...account, sk: 'account' })),
            );
            await batchWrite(
              direct,
              jobsTable,
              some.flatMap(jobsOf).map((job) => ({ PutRequest: { Item: toItem(job) } })),
            );
          }),
        );
        if (next % 10_000 === 0) {
          onProgress(next);
        }
      }
    }

    function makeAccount(index: number, prefix: string, waitEndMs: number): Account {
      const name = `${prefix}-${index}`;
      const accountId = accountIdOf(tenantId, name);
      return {
        accountId,
        tenantId,
        name,
        status: 'active',
        blockedUntilMs: { [exportMethod]: waitEndMs },
        fence: 1,
        dueShard: dueShardOf(accountId),
        dueAtMs: waitEndMs,
      };
    }

    function makeSweeper(client: DynamoDBClient, now: () => number, lookedAt: Look[] = []) {
      const accounts = createAccountStore(client, accountsTable);
      const jobs = createJobStore(client, jobsTable);
      return createSweeper({
        ...accounts,
        ...jobs,
        ...createCallbackStore(client, jobsTable),
        async moveDue(accountId, seenAtMs, next) {
          lookedAt.push({ accountId, dueAtMs: seenAtMs, atMs: now() });
          return accounts.moveDue(accountId, seenAtMs, next);
        },
        // The worker is as quick as can be.
        sendJob: async (job) => void (await jobs.saveJob(cancel(job, now()))),
        resendCallbacks: async () => 0,
        noteNotSwept: (_accountId, error) => {
          throw error;
        },
        now,
        dueShards: 4,
        sweepers: 1,
        record: () => {},
        log: { debug() {}, info() {}, warn() {}, error() {} },
      });
    }
    const context = { getRemainingTimeInMillis: () => 50_000 };
    await store.saveWalk({ startedAtMs: startMs, passed: 0, total: 0 });

    return {
      async seedResting(accounts, jobs, onProgress) {
        const waitEndMs = startMs + dayMs;
        const more = Array.from({ length: accounts - stored }, (_, index) =>
          makeAccount(stored + index, 'rest', waitEndMs),
        );
        await seed(more, (account) => makeJobs(account, jobs, startMs), onProgress);
        stored = accounts;
      },
      async seedDue(accounts, withinMs) {
        const each = Array.from({ length: accounts }, (_, index) =>
          makeAccount(index, 'due', Math.ceil(startMs + ((index + 1) * withinMs) / accounts)),
        );
        await seed(
          each,
          (account) => makeJobs(account, 1, startMs),
          () => {},
        );
        return startMs;
      },
      async countSweep() {
        const from = counted.length;
        await makeSweeper(through, () => startMs)({}, context);
        return counted.slice(from);
      },
      async sweepAt(timeMs) {
        const lookedAt: Look[] = [];
        const begunMs = performance.now();
        function now(): number {
          return Math.round(timeMs + performance.now() - begunMs);
        }
        await makeSweeper(direct, now, lookedAt)({}, context);
        return { lookedAt, durationMs: performance.now() - begunMs };
      },
      close: () => parts.disposeAsync(),
    };
  });
}

function openClient(endpoint: string, parts: AsyncDisposableStack): DynamoDBClient {
  const client = new DynamoDBClient({ endpoint, ...localClientSettings });
  parts.defer(() => client.destroy());
  return client;
}

function put(item: Record<string, unknown>) {
  return { PutRequest: { Item: marshall(item, { removeUndefinedValues: true }) } };
}

/** In line behind their account's wait, with no message. */
function makeJobs({ accountId, blockedUntilMs }: Account, count: number, nowMs: number): Job[] {
  const retryAtMs = blockedUntilMs[exportMethod] ?? 0;
  return Array.from({ length: count }, (_, index) =>
    createJobRecord(index, {
      tenantId,
      jobId: `inv_${accountId.slice(4)}${index}`,
      accountId,
      createdAtMs: nowMs - count + index,
      deadlineMs: nowMs + 30 * dayMs,
      status: 'waiting',
      wait: { reason: 'FLOOD_WAIT', method: exportMethod, retryAtMs },
      updatedAtMs: nowMs - dayMs,
    }),
  );
}
