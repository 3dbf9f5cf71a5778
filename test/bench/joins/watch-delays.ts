import { watchIdOf } from '../../../functions/core/ids.ts';
import { passTime } from '../../integration/pass-time.ts';
import {
  type BenchAccount,
  type BenchSystem,
  noPace,
  startBenchSystem,
  tenantId,
} from '../system/bench-system.ts';
import { makeTrackedLink } from './make-tracked-link.ts';
import { startReceiver } from './receive-events.ts';

/** From the beginning of a sweep. */
export interface Delays {
  /** Until the receiver is told. */
  eventMs: number[];
  /** Until Telegram has revoked the single-use link. */
  revokeMs: number[];
}

const pauseMs = 20 * 60_000;

/** Each round, somebody joins by a single-use link of its own, and the sweep comes. */
export async function measureDelays({
  rounds,
  roundTripMs,
  say,
}: {
  rounds: number;
  roundTripMs: number;
  say: (progress: string) => void;
}): Promise<Delays> {
  await using parts = new AsyncDisposableStack();
  const receiver = await startReceiver();
  parts.defer(receiver.close);
  const bench = await startBenchSystem({ roundTripMs, accountCount: 1, pace: noPace });
  parts.defer(() => bench.close());
  const [account] = bench.accounts as [BenchAccount];
  const worker = watchWorker(bench);
  const delays: Delays = { eventMs: [], revokeMs: [] };
  for (let round = -1; round < rounds; round += 1) {
    const { link } = await makeTrackedLink(bench, account, { single_use: true, callback_url: receiver.url });
    await worker.idle();
    const [userId = ''] = await bench.telegram.ask({ about: 'join', links: [link] });
    const sweptAtMs = await sweep(bench, account);
    const { atMs: toldAtMs } = await receiver.toldOf(userId);
    // Its worker stores what it has done before the next round begins.
    await worker.idle();
    const [revokedAtMs = 0] = await bench.telegram.ask({ about: 'revoked', links: [link] });
    if (revokedAtMs === 0) {
      throw new Error('the single-use link was not revoked by the look that found its join');
    }
    // The first round loads the functions.
    if (round >= 0) {
      delays.eventMs.push(toldAtMs - sweptAtMs);
      delays.revokeMs.push(revokedAtMs - sweptAtMs);
      say(`join ${round + 1} of ${rounds}: told after ${toldAtMs - sweptAtMs} ms`);
    }
  }
  return delays;
}

/** The watch is due, and a sweep begins. @returns when. */
async function sweep({ dynamoDb, stack }: BenchSystem, account: BenchAccount): Promise<number> {
  const watchId = watchIdOf(tenantId, account.accountId, `-100${account.channelId}`);
  await passTime({ dynamoDb, system: { stack } }, account, watchId, pauseMs);
  const sweptAtMs = Date.now();
  await stack.runSchedules();
  return sweptAtMs;
}

/** Tells when no worker runs. */
function watchWorker({ events }: BenchSystem) {
  let running = 0;
  const waiting = new Set<() => void>();
  events.listen((event) => {
    if (
      (event.type === 'invocation-started' || event.type === 'invocation-ended') &&
      event.name === 'worker'
    ) {
      running += event.type === 'invocation-started' ? 1 : -1;
    }
    if (running === 0) {
      for (const resolve of waiting) {
        resolve();
      }
      waiting.clear();
    }
  });
  return {
    idle: () => (running === 0 ? Promise.resolve() : new Promise<void>((resolve) => waiting.add(resolve))),
  };
}
