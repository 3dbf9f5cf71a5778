import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { createAccountStore } from '../../../functions/aws/account-store.ts';
import { createCallbackStore } from '../../../functions/aws/callback-store.ts';
import { createJobStore } from '../../../functions/aws/job-store.ts';
import { cancel } from '../../../functions/core/job/transitions.ts';
import { createSweeper } from '../../../functions/sweeper/create-sweeper.ts';
import { buildService } from '../../../infra/package.ts';
import { createTables } from '../../../local/aws/dynamodb.ts';
import { readStackSettings } from '../../../local/aws/template.ts';
import { startInParts } from '../../../local/start-in-parts.ts';
import { localClientSettings } from '../../../operator/system/local-client-settings.ts';
import { type CountedRequest, startCountingProxy } from '../count-requests.ts';
import { megabytesOfOneProcessor } from '../price.ts';
import { startDynamodbWith } from './import-rows.ts';
import { type SweepRows, toRows } from './sweep-rows.ts';

/** When an account was due, and when it was looked at. */
export interface Look {
  accountId: string;
  dueAtMs: number;
  atMs: number;
}

/** The deployed sweeper on the real tables, with a clock of ours and a queue that takes everything. */
export interface SweepBench {
  /** The wait of the first account that is due soon ends just after that. */
  startMs: number;
  /** What one sweep asks the tables for. */
  countSweep(): Promise<CountedRequest[]>;
  /** A sweep that begins then. @param onLook is told of each visit. */
  sweepAt(timeMs: number, onLook: (look: Look) => void): Promise<{ durationMs: number }>;
  close(): Promise<void>;
}

/** The sweeper's timeout (infra/concurrency.yml). */
const context = { getRemainingTimeInMillis: () => 50_000 };

export function startSweepBench(rows: Omit<SweepRows, 'startMs'>): Promise<SweepBench> {
  return startInParts(async (parts) => {
    const { template } = await buildService();
    const { tables, functions } = readStackSettings(template, 'http://127.0.0.1:1');
    const memoryMegabytes = functions.find(({ name }) => name === 'sweeper')?.memoryMegabytes ?? 0;
    function nameOf(part: string): string {
      return tables.find(({ create }) => create.TableName.endsWith(`-${part}`))?.create.TableName ?? '';
    }
    const [accountsTable, jobsTable] = [nameOf('accounts'), nameOf('jobs')];
    const startMs = Date.now();
    const { accounts, jobs } = toRows({ ...rows, startMs });
    const engine = await startDynamodbWith(tables, [
      { tableName: accountsTable, items: accounts },
      { tableName: jobsTable, items: jobs },
    ]);
    parts.defer(() => engine.close());
    await createTables(engine.endpoint, tables);
    const counted: CountedRequest[] = [];
    const proxy = await startCountingProxy(engine.endpoint, (request) => void counted.push(request));
    parts.defer(() => proxy.close());
    const direct = openClient(engine.endpoint, parts);
    const through = openClient(proxy.endpoint, parts);

    function makeSweeper(client: DynamoDBClient, now: () => number, onLook: (look: Look) => void = () => {}) {
      const store = createAccountStore(client, accountsTable);
      const jobStore = createJobStore(client, jobsTable);
      return createSweeper({
        ...store,
        ...jobStore,
        ...createCallbackStore(client, jobsTable),
        async moveDue(accountId, seenAtMs, next) {
          onLook({ accountId, dueAtMs: seenAtMs, atMs: now() });
          return store.moveDue(accountId, seenAtMs, next);
        },
        // The worker is as quick as can be. Its write computes as long as the request that sends the message.
        sendJob: async (job) => void (await jobStore.saveJob(cancel(job, now()))),
        resendCallbacks: async () => 0,
        listDueDeliveries: async () => [],
        resendEvents: async () => 0,
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
    await createAccountStore(direct, accountsTable).saveWalk({ startedAtMs: startMs, passed: 0, total: 0 });

    return {
      startMs,
      async countSweep() {
        const from = counted.length;
        await makeSweeper(through, () => startMs)({}, context);
        return counted.slice(from);
      },
      async sweepAt(timeMs, onLook) {
        const begun = process.cpuUsage();
        /*
         * The time that this sweep would have taken on Lambda: what this process computed, at the share of a processor that the
         * sweeper's memory gives it. The engine, and what else this machine does, takes none. Nor do the answers of DynamoDB: forty
         * accounts are looked at side by side, so at 8 ms an answer they would bound a sweep at a thousand visits a second.
         */
        function elapsedMs(): number {
          const { user, system } = process.cpuUsage(begun);
          return (((user + system) / 1000) * megabytesOfOneProcessor) / memoryMegabytes;
        }
        await makeSweeper(direct, () => Math.round(timeMs + elapsedMs()), onLook)({}, context);
        return { durationMs: elapsedMs() };
      },
      close: () => parts.disposeAsync(),
    };
  });
}

function openClient(endpoint: string, parts: AsyncDisposableStack): DynamoDBClient {
  const client = new DynamoDBClient({ endpoint, ...localClientSettings });
  // As functions/aws/clients.ts does.
  client.middlewareStack.remove('loggerMiddleware');
  parts.defer(() => client.destroy());
  return client;
}
