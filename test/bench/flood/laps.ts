import { TelegramError } from '../../../functions/core/rpc/rpc-error.ts';
import { createRandom } from '../../chaos/random.ts';
import { createCoreWorld } from './core-world.ts';
import type { Limit } from './limits.ts';
import { createTelegramLine, type Seen } from './telegram-line.ts';
import { createVirtualTime, type VirtualTime } from './virtual-time.ts';

/** The links that are requested at once. */
export const lapLinks = 500;

const startMs = Date.UTC(2026, 11, 1);
/** The time between two laps, after which every bucket is full again. */
const idleMs = 30 * 60_000;

/** The result of one lap. Times count from its start. */
export interface Lap extends Seen {
  tookMs: number;
}

/** The core as it is, on an account that begins with the usual pace: one lap. */
export async function runCoreOnce(limit: Limit, seed: number): Promise<Lap> {
  const { time, line } = prepare(limit, seed);
  const finishJobs = createCoreWorld(time, createRandom(seed, 'core'), line);
  return takeLap(time, line.seen, () => finishJobs(lapLinks));
}

/** A first lap, and another when its pace is known. */
export async function runCore(limit: Limit, seed: number): Promise<{ first: Lap; known: Lap }> {
  const { time, line } = prepare(limit, seed);
  const finishJobs = createCoreWorld(time, createRandom(seed, 'core'), line);
  const first = await takeLap(time, line.seen, () => finishJobs(lapLinks));
  await time.run(time.sleep(idleMs));
  return { first, known: await takeLap(time, line.seen, () => finishJobs(lapLinks)) };
}

/** What people write: call until FLOOD_WAIT, sleep it, repeat. */
export async function runUsualLoop(limit: Limit, seed: number): Promise<Lap> {
  const { time, line } = prepare(limit, seed);
  return takeLap(time, line.seen, async () => {
    const connection = line.connect();
    await connection.open();
    while (line.seen.linksAtMs.length < lapLinks) {
      try {
        await connection.exportLink();
      } catch (error) {
        if (!(error instanceof TelegramError)) {
          throw error;
        }
        await time.sleep((error.rpc.argument ?? 0) * 1000);
      }
    }
  });
}

function prepare(limit: Limit, seed: number) {
  const time = createVirtualTime(startMs);
  return { time, line: createTelegramLine(time, createRandom(seed, 'network'), limit) };
}

async function takeLap(time: VirtualTime, seen: Seen, work: () => Promise<void>): Promise<Lap> {
  const [beganAtMs, before] = [time.now(), { ...seen, made: seen.linksAtMs.length }];
  await time.run(work());
  const linksAtMs = seen.linksAtMs.slice(before.made).map((atMs) => atMs - beganAtMs);
  return {
    linksAtMs,
    tookMs: linksAtMs.at(-1) ?? 0,
    waits: seen.waits - before.waits,
    callsInsideWait: seen.callsInsideWait - before.callsInsideWait,
  };
}
