/** One hunter: a process with the real parts. It receives seeds and returns the result of each. */
import { once } from 'node:events';
import { setInterval as everyMachineMs } from 'node:timers/promises';
import { openClockFile } from './clock/clock-file.ts';
import { ownPreload } from './clock/settle.ts';
import { huntSeed } from './hunt-seed.ts';
import { type SystemOptions, startSystem } from './parts/system.ts';
import { createSchedule } from './plan/create-schedule.ts';

export type HunterMessage =
  | { type: 'start'; options: SystemOptions }
  | { type: 'seed'; seed: number; isTold: boolean }
  | { type: 'end' };

/** The parts wait for timers while they start. */
async function withRunningClock<T>(clockPath: string, start: () => Promise<T>): Promise<T> {
  const clock = openClockFile(clockPath);
  const { timers } = ownPreload();
  const stop = new AbortController();
  async function run() {
    for await (const _ of everyMachineMs(5, undefined, { signal: stop.signal })) {
      clock.setMs(clock.nowMs() + 5);
      timers.runDue(() => undefined);
    }
  }
  const running = run().catch(() => undefined);
  try {
    return await start();
  } finally {
    stop.abort();
    await running;
    clock.close();
  }
}

function send(message: unknown): void {
  process.send?.(message);
}

const [first] = (await once(process, 'message')) as [HunterMessage];
if (first.type !== 'start') {
  throw new Error('a hunter is started first');
}

const { mutant, scene } = first.options;
const system = await withRunningClock(first.options.clockPath, () => startSystem(first.options));
// The parent has ended, or needs no more results. Frozen processes would outlive this hunter.
process.on('disconnect', () => process.exit());
process.on('exit', () => {
  for (const pool of Object.values(system.pools)) {
    for (const each of pool.all()) {
      each.kill();
    }
  }
});
send({ type: 'ready' });
process.on('message', async (message: HunterMessage) => {
  if (message.type === 'end') {
    await system.close();
    process.exit();
  }
  if (message.type === 'seed') {
    send({
      type: 'result',
      result: await huntSeed(system, createSchedule(message.seed, mutant, scene), message.isTold),
    });
  }
});
