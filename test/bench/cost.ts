import { jobIdInBatch } from '../../functions/core/ids.ts';
import { tabulateBills, totalOf } from './bill-table.ts';
import { figureOf } from './figure.ts';
import { type IdleCost, idleTable, priceIdle } from './idle-cost.ts';
import type { BenchRun, PartResult } from './part.ts';
import { type Bill, priceOf, type Usage } from './price.ts';
import { type BenchAccount, noPace, tenantId } from './system/bench-system.ts';
import { type CountingSystem, startCountingSystem, toSqsEvent } from './system/counting-system.ts';

/** How the jobs come in: each by its own POST and one GET, or all in one batch. */
interface Case {
  title: string;
  jobs: number;
  requests: 'single' | 'batch';
  /** Jobs in a drain. */
  drained: 1 | 10;
}

/** What an account makes in a minute. */
const oneAtATime: Case = {
  title: 'one at a time, twenty of an account',
  jobs: 20,
  requests: 'single',
  drained: 1,
};
const tenInOneBatch: Case = { title: 'ten jobs, one batch', jobs: 10, requests: 'batch', drained: 10 };
const cases: Case[] = [
  { title: 'one job, of an account and a key that were at rest', jobs: 1, requests: 'single', drained: 1 },
  oneAtATime,
  { title: 'ten jobs, a POST each', jobs: 10, requests: 'single', drained: 10 },
  tenInOneBatch,
];

/** These are not counted: an environment that has done a few drains computes for less time than a new one, and it does thousands. */
const warmUps = 5;

const maxRounds = 5;

/**
 * What a link costs on AWS: the requests, capacity units, log bytes and milliseconds of one job and of ten in one drain,
 * counted on the local system at a round trip of 50 ms, at list prices. Each round has an account and an API key that were at
 * rest: nothing is known of them in any memory.
 */
export async function benchCost({ isQuick, say }: BenchRun): Promise<PartResult> {
  const rounds = isQuick ? 1 : maxRounds;
  const accountCount = (warmUps + rounds) * cases.length;
  const bench = await startCountingSystem({ roundTripMs: 50, accountCount, pace: noPace });
  try {
    const accounts = bench.accounts.values();
    const bills = new Map<Case, Bill[]>(cases.map((each) => [each, []]));
    for (let round = 1 - warmUps; round <= rounds; round += 1) {
      for (const each of cases) {
        say(`${each.title}, ${round <= 0 ? 'warming up' : `round ${round} of ${rounds}`}`);
        const bill = priceOf(await measure(bench, accounts.next().value, each), each.jobs);
        if (round > 0) {
          bills.get(each)?.push(bill);
        }
      }
    }
    say('a stage that does nothing');
    const idle = await measureIdle(bench);
    return {
      figures: {
        usd_per_million_single: totalOf(bills.get(oneAtATime) ?? []),
        usd_per_million_batch10: totalOf(bills.get(tenInOneBatch) ?? []),
        idle_usd_month_10k_accounts: figureOf([idle.total]),
      },
      tables: [...cases.map((each) => tabulateBills(titleOf(each), bills.get(each) ?? [])), idleTable(idle)],
    };
  } finally {
    await bench.close();
  }
}

/** Each request is read once when its jobs are done. */
async function measure(bench: CountingSystem, account: BenchAccount | undefined, each: Case): Promise<Usage> {
  if (account === undefined) {
    throw new Error('there are too few accounts');
  }
  const { jobs, requests, drained } = each;
  const apiKey = await bench.addApiKey();
  const item = { account: account.name, peer: account.peer, title: 'order 4711', usage_limit: 1 };

  async function post(): Promise<{ path: string; jobIds: string[] }> {
    if (requests === 'batch') {
      const { id } = await bench.call<{ id: string }>('/v1/invites/batch', { item, count: jobs }, apiKey);
      const jobIds = Array.from({ length: jobs }, (_, index) => jobIdInBatch(tenantId, id, index));
      return { path: `/v1/batches/${id}`, jobIds };
    }
    const { id } = await bench.call<{ id: string }>('/v1/invites', item, apiKey);
    return { path: `/v1/invites/${id}`, jobIds: [id] };
  }

  return bench.observe(async () => {
    let done = 0;
    while (done < jobs) {
      const posted: { path: string; jobIds: string[] }[] = [];
      while (posted.flatMap(({ jobIds }) => jobIds).length < drained) {
        posted.push(await post());
      }
      const jobIds = posted.flatMap((some) => some.jobIds);
      await bench.stack.invoke('worker', toSqsEvent(account, jobIds));
      for (const { path } of posted) {
        const { status } = await bench.call<{ status: string }>(path, undefined, apiKey);
        if (!['succeeded', 'done'].includes(status)) {
          throw new Error(`${path} is ${status}`);
        }
      }
      done += jobIds.length;
    }
  });
}

/** The first sweep walks over the accounts: what it reads for one is taken for each of 10,000. */
async function measureIdle({ stack, observe, accounts }: CountingSystem): Promise<IdleCost> {
  function sweep(): Promise<Usage> {
    return observe(async () => void (await stack.invoke('sweeper', {})));
  }
  const walked = unitsOf(await sweep());
  const { requests } = await sweep();
  return priceIdle({
    sweep: requests,
    walk: { unitsPerAccount: (walked - unitsOf({ requests })) / accounts.length },
    accounts: 10_000,
  });
}

function unitsOf({ requests }: Pick<Usage, 'requests'>): number {
  return requests.reduce((sum, { capacityUnits }) => sum + capacityUnits, 0);
}

function titleOf({ title, drained }: Case): string {
  return `${title} (${drained === 1 ? 'one' : 'ten'} in a drain)`;
}
