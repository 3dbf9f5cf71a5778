import { jobIdInBatch } from '../../functions/core/ids.ts';
import { type Figure, figureOf } from './figure.ts';
import { type IdleCost, idleTable, priceIdle } from './idle-cost.ts';
import type { BenchRun, PartResult } from './part.ts';
import { type Bill, priceOf, type Usage } from './price.ts';
import { noPace, tenantId } from './system/bench-system.ts';
import { type CountingSystem, startCountingSystem, toSqsEvent } from './system/counting-system.ts';

/** How the jobs come in: each by its own POST and one GET, or all in one batch. */
interface Case {
  title: string;
  jobs: number;
  requests: 'single' | 'batch';
}

const tenInOneBatch: Case = { title: 'ten jobs, one batch', jobs: 10, requests: 'batch' };
const cases: Case[] = [
  { title: 'one job by itself', jobs: 1, requests: 'single' },
  { title: 'ten jobs, a POST each', jobs: 10, requests: 'single' },
  tenInOneBatch,
];

/**
 * What a link costs on AWS: the requests, capacity units, log bytes and milliseconds of one job and of ten in one drain,
 * counted on the local system at a round trip of 50 ms, at list prices.
 */
export async function benchCost({ isQuick, say }: BenchRun): Promise<PartResult> {
  const bench = await startCountingSystem({ roundTripMs: 50, accountCount: 1, pace: noPace });
  try {
    const bills = new Map<Case, Bill[]>(cases.map((each) => [each, []]));
    for (const each of cases) {
      await measure(bench, each);
    }
    const rounds = isQuick ? 1 : 5;
    for (let round = 1; round <= rounds; round += 1) {
      for (const each of cases) {
        say(`${each.title}, round ${round} of ${rounds}`);
        bills.get(each)?.push(priceOf(await measure(bench, each), each.jobs));
      }
    }
    say('a stage that does nothing');
    const idle = await measureIdle(bench);
    return {
      figures: {
        usd_per_million_batch10: totalOf(bills.get(tenInOneBatch) ?? []),
        idle_usd_month_10k_accounts: figureOf([idle.total]),
      },
      tables: [...cases.map((each) => toTable(each, bills.get(each) ?? [])), idleTable(idle)],
    };
  } finally {
    await bench.close();
  }
}

/** Each request is read once when its jobs are done. */
function measure(bench: CountingSystem, { jobs, requests }: Case): Promise<Usage> {
  const [account] = bench.accounts;
  if (account === undefined) {
    throw new Error('there is no account');
  }
  const item = { account: account.name, peer: account.peer, title: 'order 4711', usage_limit: 1 };
  return bench.observe(async () => {
    const paths: string[] = [];
    const jobIds: string[] = [];
    if (requests === 'batch') {
      const { id } = await bench.call<{ id: string }>('/v1/invites/batch', { item, count: jobs });
      paths.push(`/v1/batches/${id}`);
      jobIds.push(...Array.from({ length: jobs }, (_, index) => jobIdInBatch(tenantId, id, index)));
    } else {
      for (let index = 0; index < jobs; index += 1) {
        const { id } = await bench.call<{ id: string }>('/v1/invites', item);
        paths.push(`/v1/invites/${id}`);
        jobIds.push(id);
      }
    }
    await bench.stack.invoke('worker', toSqsEvent(account, jobIds));
    for (const path of paths) {
      const { status } = await bench.call<{ status: string }>(path);
      if (!['succeeded', 'done'].includes(status)) {
        throw new Error(`${path} is ${status}`);
      }
    }
  });
}

/** The first sweep walks over the accounts, of which there is one: what it reads for it is taken for each of 10,000. */
async function measureIdle({ stack, observe }: CountingSystem): Promise<IdleCost> {
  function sweep(): Promise<Usage> {
    return observe(async () => void (await stack.invoke('sweeper', {})));
  }
  const walked = unitsOf(await sweep());
  const { requests } = await sweep();
  return priceIdle({
    sweep: requests,
    walk: { unitsPerAccount: walked - unitsOf({ requests }) },
    accounts: 10_000,
  });
}

function unitsOf({ requests }: Pick<Usage, 'requests'>): number {
  return requests.reduce((sum, { capacityUnits }) => sum + capacityUnits, 0);
}

function totalOf(bills: Bill[]): Figure {
  return figureOf(bills.map((bill) => bill.reduce((sum, { dollars }) => sum + dollars, 0)));
}

function toTable({ title, jobs }: Case, bills: Bill[]) {
  const [first = []] = bills;
  function figure(index: number, name: 'count' | 'dollars') {
    return figureOf(bills.map((bill) => bill[index]?.[name] ?? 0));
  }
  return {
    title: `${title} (${jobs === 1 ? 'one' : 'ten'} in a drain)`,
    columns: ['', 'per job', 'dollars per million jobs'],
    rows: [
      ...first.map(({ name }, index) => [name, figure(index, 'count'), figure(index, 'dollars')]),
      ['together', '', totalOf(bills)],
    ],
  };
}
