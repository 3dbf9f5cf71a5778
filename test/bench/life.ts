import { setTimeout } from 'node:timers/promises';
import { defaultPace } from '../../functions/core/pace/pace.ts';
import { tabulateBills, totalOf } from './bill-table.ts';
import { figureOf } from './figure.ts';
import type { BenchRun, PartResult } from './part.ts';
import { measureRevokeCost } from './revoke-cost.ts';
import { type BenchAccount, type BenchSystem, noPace, startBenchSystem } from './system/bench-system.ts';

/*
 * Revocations: a thousand of one account at once, from the POST to the last link revoked, and what they cost on AWS; and a single
 * one beside a thousand requests of its account, which wait for its pace.
 */
const roundTripMs = 50;
const batchSize = 100;
const rounds = 7;

/** No multiple of the time between two lots of the campaign. */
const betweenRoundsMs = 5_700;

export async function benchLife({ isQuick, say }: BenchRun): Promise<PartResult> {
  const batches = isQuick ? 1 : 10;
  const many = await revokeMany(batches, say);
  const cost = await measureRevokeCost(batches, roundTripMs);
  say('the cost of as many');
  const single = await revokeBeside(batches, isQuick ? 1 : rounds, say);
  return {
    figures: {
      revoke_beside_1000_seconds: figureOf(single.map((ms) => ms / 1000)),
      usd_per_million_revokes: totalOf([cost]),
    },
    tables: [
      {
        title: 'Revocations of one account at once',
        columns: [
          'links',
          'all accepted after, s',
          'all revoked after, s',
          'calls at Telegram',
          'workers started',
        ],
        rows: [[batches * batchSize, many.acceptedMs / 1000, many.doneMs / 1000, many.calls, many.workers]],
      },
      tabulateBills('The cost of revocations of one account at once', [cost]),
      {
        title:
          'One revocation beside requests that wait for the pace of their account, from POST to revoked, ms',
        columns: ['requests before it', 'ms'],
        rows: [[batches * batchSize, figureOf(single)]],
      },
    ],
  };
}

async function revokeMany(batches: number, say: (progress: string) => void) {
  const bench = await startBenchSystem({ roundTripMs, accountCount: 1, pace: noPace, pendingLimit: 10_000 });
  try {
    const [account] = bench.accounts as [BenchAccount];
    const ends = countEnds(bench);
    for (let batch = 0; batch < batches; batch += 1) {
      await post(bench, '/v1/invites/batch', { item: toRequest(account), count: batchSize });
    }
    await ends.reach('inv_', batches * batchSize);
    say(`${batches * batchSize} links made`);
    let workers = 0;
    const stopEvents = bench.events.listen((event) => {
      workers += event.type === 'invocation-started' && event.name === 'worker' ? 1 : 0;
    });
    const startedAtMs = performance.now();
    let cursor: string | undefined;
    do {
      const answer: { next_cursor?: string } = await post(bench, '/v1/invites/revoke', {
        all: true,
        ...(cursor === undefined ? {} : { cursor }),
      });
      cursor = answer.next_cursor;
    } while (cursor !== undefined);
    const acceptedMs = performance.now() - startedAtMs;
    await ends.reach('op_', batches * batchSize);
    const doneMs = performance.now() - startedAtMs;
    stopEvents();
    ends.stop();
    say(`all revoked after ${Math.round(doneMs)} ms`);
    return { acceptedMs, doneMs, workers, calls: ends.calls() };
  } finally {
    await bench.close();
  }
}

async function revokeBeside(
  batches: number,
  count: number,
  say: (progress: string) => void,
): Promise<number[]> {
  const bench = await startBenchSystem({ roundTripMs, accountCount: 1, pace: defaultPace });
  try {
    const [account] = bench.accounts as [BenchAccount];
    const ends = countEnds(bench);
    const made = await Promise.all(
      Array.from({ length: count }, () => post(bench, '/v1/invites', toRequest(account))),
    );
    await ends.reach('inv_', count);
    for (let batch = 0; batch < batches; batch += 1) {
      await post(bench, '/v1/invites/batch', { item: toRequest(account), count: batchSize });
    }
    const measured: number[] = [];
    for (const { id } of made) {
      await setTimeout(betweenRoundsMs);
      const startedAtMs = performance.now();
      await post(bench, `/v1/invites/${id}/revoke`);
      await ends.reach('op_', measured.length + 1);
      measured.push(performance.now() - startedAtMs);
      say(`round ${measured.length}: ${Math.round(measured.at(-1) ?? 0)} ms`);
    }
    ends.stop();
    return measured;
  } finally {
    await bench.close();
  }
}

/** Counts the jobs that succeed, by the beginning of their ids, from what the worker logs. */
function countEnds({ lines }: BenchSystem) {
  const ended = new Map<string, Set<string>>([
    ['inv_', new Set()],
    ['op_', new Set()],
  ]);
  let wake: (() => void) | undefined;
  let calls = 0;
  const stop = lines.listen((line) => {
    if (line.includes('"status":"succeeded"')) {
      const { jobId, attempts } = JSON.parse(line) as { jobId: string; attempts: number };
      const isOperation = jobId.startsWith('op_');
      ended.get(isOperation ? 'op_' : 'inv_')?.add(jobId);
      calls += isOperation ? attempts : 0;
      wake?.();
    }
  });
  return {
    stop,
    calls: () => calls,
    async reach(kind: string, count: number): Promise<void> {
      while ((ended.get(kind)?.size ?? 0) < count) {
        const { promise, resolve } = Promise.withResolvers<void>();
        wake = resolve;
        await promise;
      }
    },
  };
}

function toRequest({ name, peer }: BenchAccount) {
  return { account: name, peer };
}

async function post<T = { id: string }>(
  { stack, apiKey }: BenchSystem,
  path: string,
  body?: unknown,
): Promise<T> {
  const answer = await fetch(`${stack.baseUrl}${path}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  if (answer.status !== 202) {
    throw new Error(`POST ${path} answered ${answer.status}: ${await answer.text()}`);
  }
  return (await answer.json()) as T;
}
