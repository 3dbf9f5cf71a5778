import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { startHunter } from './hunters.ts';
import { prepareHunt } from './prepare.ts';
import { runHunt } from './run-hunt.ts';
import type { SeedResult } from './seed-result.ts';

// A seed's actions depend on the seed alone. The time that the machine takes has no meaning.
const timeout = 900_000;

// Enough to see that the hunt runs and finds nothing. These four are quick. `npm run chaos` is the long hunt.
test('four seeds of faults break no promise', { timeout }, async () => {
  const { exitCode, output } = await runHunt(['--seeds', '4', '--from', '9', '--hunters', '1']);
  expect(output).toMatch(/^violations: 0$/m);
  expect(output).toMatch(/^4 seeds/m);
  expect(exitCode).toBe(0);
});

test('a seed is played the same alone and after others', { timeout }, async () => {
  const directory = await mkdtemp(join(tmpdir(), 'invite-spool-replay-'));
  onTestFinished(() => rm(directory, { recursive: true }));
  const prepared = await prepareHunt(directory);
  async function play(name: string, seeds: number[]): Promise<SeedResult | undefined> {
    const hunter = await startHunter(prepared, join(directory, name));
    let last: SeedResult | undefined;
    for (const seed of seeds) {
      last = await hunter.hunt(seed, true);
    }
    await hunter.end();
    return last;
  }
  const [alone, afterOthers] = await Promise.all([play('alone', [5]), play('after-others', [9, 5])]);
  expect(alone?.timelines.length).toBeGreaterThan(0);
  expect(afterOthers).toEqual(alone);
});
