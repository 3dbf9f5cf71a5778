import { setTimeout } from 'node:timers/promises';
import { defaultPace } from '../../functions/core/pace/pace.ts';
import { figureOf, ratioOf } from './figure.ts';
import type { BenchRun, PartResult } from './part.ts';
import { type BenchAccount, type BenchSystem, startBenchSystem } from './system/bench-system.ts';

/*
 * How long a single link takes beside a campaign of a thousand, which is a batch of a hundred ten times. At the same moment
 * another account is asked for one, which has nothing else to do and as much of its pace left. From the POST until the link is
 * stored.
 */
const roundTripMs = 50;
const campaignBatches = 10;
const batchSize = 100;
const rounds = 7;

/** No multiple of the time between two lots of the campaign, so that the rounds meet each moment between them. */
const betweenRoundsMs = 8_700;

/** Until the campaign has used up the burst of its account. */
const burstMs = 5_000;

interface Round {
  idleMs: number;
  busyMs: number;
}

export async function benchPriority({ isQuick, say }: BenchRun): Promise<PartResult> {
  const bench = await startBenchSystem({ roundTripMs, accountCount: 3, pace: defaultPace });
  try {
    const [busy, idle, warm] = bench.accounts as [BenchAccount, BenchAccount, BenchAccount];
    await Promise.all([makeOne(bench, warm), makeOne(bench, idle)]);
    for (let batch = 0; batch < (isQuick ? 1 : campaignBatches); batch += 1) {
      await post(bench, '/v1/invites/batch', { item: toRequest(busy), count: batchSize });
    }
    await setTimeout(burstMs);
    const measured: Round[] = [];
    while (measured.length < (isQuick ? 1 : rounds)) {
      await setTimeout(betweenRoundsMs);
      await copyPace(bench, busy, idle);
      const [busyMs, idleMs] = await Promise.all([makeOne(bench, busy), makeOne(bench, idle)]);
      measured.push({ busyMs, idleMs });
      say(`round ${measured.length}: ${Math.round(busyMs)} ms, idle ${Math.round(idleMs)} ms`);
    }
    return report(measured);
  } finally {
    await bench.close();
  }
}

/** The idle account may call as soon as the other one. */
async function copyPace({ accountStore }: BenchSystem, from: BenchAccount, to: BenchAccount): Promise<void> {
  const [busy, idle] = await Promise.all(
    [from, to].map(({ accountId }) => accountStore.getAccount(accountId)),
  );
  if (busy === undefined || idle === undefined) {
    throw new Error('an account is gone');
  }
  const { paidUntilMs = 0, settledAtMs = 0, learnedPace } = busy;
  await accountStore.putAccount({
    ...idle,
    paidUntilMs,
    settledAtMs,
    ...(learnedPace === undefined ? {} : { learnedPace }),
  });
}

/** Asks for one link. @returns the milliseconds until it is stored. */
async function makeOne(bench: BenchSystem, account: BenchAccount): Promise<number> {
  const storedAtMs = new Map<string, number>();
  const stop = bench.lines.listen((line) => {
    if (line.includes('"status":"succeeded"')) {
      const { jobId } = JSON.parse(line) as { jobId: string };
      storedAtMs.set(jobId, performance.now());
      waiting?.(jobId);
    }
  });
  let waiting: ((jobId: string) => void) | undefined;
  const startedAtMs = performance.now();
  const { id } = await post(bench, '/v1/invites', toRequest(account));
  const stored = Promise.withResolvers<void>();
  waiting = (jobId) => {
    if (jobId === id) {
      stored.resolve();
    }
  };
  if (!storedAtMs.has(id)) {
    await stored.promise;
  }
  stop();
  return (storedAtMs.get(id) ?? Number.NaN) - startedAtMs;
}

function toRequest({ name, peer }: BenchAccount) {
  return { account: name, peer };
}

async function post({ stack, apiKey }: BenchSystem, path: string, body: unknown): Promise<{ id: string }> {
  const answer = await fetch(`${stack.baseUrl}${path}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  if (answer.status !== 202) {
    throw new Error(`POST ${path} answered ${answer.status}: ${await answer.text()}`);
  }
  return (await answer.json()) as { id: string };
}

function report(measured: Round[]): PartResult {
  const ratio = ratioOf(measured.map(({ busyMs, idleMs }) => [busyMs, idleMs]));
  return {
    figures: { one_link_behind_1000_over_idle: ratio },
    tables: [
      {
        title: 'From POST to link, ms, of accounts with the same pace left',
        columns: ['beside 1,000 of a campaign', 'with nothing else to do', 'ratio'],
        rows: [
          [
            figureOf(measured.map(({ busyMs }) => busyMs)),
            figureOf(measured.map(({ idleMs }) => idleMs)),
            ratio,
          ],
        ],
      },
    ],
  };
}
