import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { toolEnvironment } from '../setup/tool-environment.ts';
import { createClockFile } from './clock/clock-file.ts';
import type { SystemOptions } from './parts/system.ts';
import type { Prepared } from './prepare.ts';
import type { SeedResult } from './seed-result.ts';

/** A hunter that takes longer than this for a seed, in real time, is stuck. */
const seedTimeoutMs = 600_000;

export interface Hunter {
  /** @param isTold whether the time lines are needed for every outcome. */
  hunt(seed: number, isTold: boolean): Promise<SeedResult>;
  end(): Promise<void>;
}

/** Starts a hunter in its own process, with its own clock. */
export async function startHunter(prepared: Prepared, directory: string): Promise<Hunter> {
  await mkdir(directory, { recursive: true });
  const clockPath = join(directory, 'clock');
  createClockFile(clockPath, Date.now());
  const child = fork(join(import.meta.dirname, 'hunter.ts'), {
    execArgv: ['--import', pathToFileURL(prepared.preloadPath).href],
    env: toolEnvironment({ CHAOS_CLOCK: clockPath }),
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  const options: SystemOptions = { ...prepared, directory, clockPath };
  child.send({ type: 'start', options });
  await nextMessage(child);
  return {
    async hunt(seed, isTold) {
      child.send({ type: 'seed', seed, isTold });
      return (await nextMessage(child)).result as SeedResult;
    },
    async end() {
      const exited = once(child, 'exit');
      child.send({ type: 'end' });
      await exited;
    },
  };
}

async function nextMessage(child: ChildProcess): Promise<{ result?: SeedResult }> {
  const stop = new AbortController();
  const signal = AbortSignal.any([stop.signal, AbortSignal.timeout(seedTimeoutMs)]);
  const message = once(child, 'message', { signal });
  const exited = once(child, 'exit', { signal }).then(([code, how]) => {
    throw new Error(`a hunter exited with ${how ?? code}`);
  });
  const losers = Promise.allSettled([message, exited]);
  try {
    const [first] = await Promise.race([message, exited]);
    return first;
  } finally {
    stop.abort();
    await losers;
  }
}
