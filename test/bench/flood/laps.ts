import { TelegramError } from '../../../functions/core/rpc/rpc-error.ts';
import type { FloodLimit } from '../../../telegram-emulator/flood-policy.ts';
import { createRandom } from '../../chaos/random.ts';
import { createCoreWorld } from './core-world.ts';
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

/** The optimum under a token bucket: its contents at once, and then a link for each new token. */
export function optimalLinksAtMs({ refillPerMinute, capacity }: FloodLimit): number[] {
  return Array.from(
    { length: lapLinks },
    (_, index) => (Math.max(index + 1 - capacity, 0) * 60_000) / refillPerMinute,
  );
}

/** The core as it is, on an account that begins with the usual pace: a first lap, and another one when the pace is known. */
export async function runCore(limit: FloodLimit, seed: number): Promise<{ first: Lap; known: Lap }> {
  const { time, line } = prepare(limit, seed);
  const finishJobs = createCoreWorld(time, createRandom(seed, 'core'), line);
  const first = await takeLap(time, line.seen, () => finishJobs(lapLinks));
  await time.run(time.sleep(idleMs));
  return { first, known: await takeLap(time, line.seen, () => finishJobs(lapLinks)) };
}

/** What people write: call until FLOOD_WAIT, sleep it, repeat. */
export async function runUsualLoop(limit: FloodLimit, seed: number): Promise<Lap> {
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

function prepare(limit: FloodLimit, seed: number) {
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
