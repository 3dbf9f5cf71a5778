import { jobIdInBatch } from '../../functions/core/ids.ts';
import { type Bill, priceOf } from './price.ts';
import { type BenchAccount, noPace, tenantId } from './system/bench-system.ts';
import { type CountingSystem, startCountingSystem, toSqsEvent } from './system/counting-system.ts';

/** Messages that SQS hands out at once. */
const messagesAtOnce = 10;
const batchSize = 100;

/** What it costs to revoke all links of one account by one request after the other for many. Each worker gets ten messages. */
export async function measureRevokeCost(batches: number, roundTripMs: number): Promise<Bill> {
  const bench = await startCountingSystem({ roundTripMs, accountCount: 1, pace: noPace });
  try {
    const [account] = bench.accounts as [BenchAccount];
    for (let batch = 0; batch < batches; batch += 1) {
      await makeLinks(bench, account);
    }
    const apiKey = await bench.addApiKey();
    let revoked = 0;
    const usage = await bench.observe(async () => {
      let cursor: string | undefined;
      do {
        const answer: { operations: string[]; next_cursor?: string } = await bench.call(
          '/v1/invites/revoke',
          { all: true, ...(cursor === undefined ? {} : { cursor }) },
          apiKey,
        );
        await work(bench, account, answer.operations);
        revoked += answer.operations.length;
        cursor = answer.next_cursor;
      } while (cursor !== undefined);
    });
    const { items } = await bench.call<{ items: { status: string }[] }>('/v1/operations?limit=100');
    if (revoked !== batches * batchSize || items.some(({ status }) => status !== 'succeeded')) {
      throw new Error(`${revoked} revocations were asked for, and not all succeeded`);
    }
    return priceOf(usage, revoked);
  } finally {
    await bench.close();
  }
}

async function makeLinks(bench: CountingSystem, account: BenchAccount): Promise<void> {
  const item = { account: account.name, peer: account.peer, title: 'order 4711', usage_limit: 1 };
  const { id } = await bench.call<{ id: string }>('/v1/invites/batch', { item, count: batchSize });
  await work(
    bench,
    account,
    Array.from({ length: batchSize }, (_, index) => jobIdInBatch(tenantId, id, index)),
  );
}

/** A worker finds other jobs of its account too. So some messages are of jobs that are done. */
async function work({ stack }: CountingSystem, account: BenchAccount, jobIds: string[]): Promise<void> {
  for (let next = 0; next < jobIds.length; next += messagesAtOnce) {
    await stack.invoke('worker', toSqsEvent(account, jobIds.slice(next, next + messagesAtOnce)));
  }
}
