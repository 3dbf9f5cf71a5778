import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { startHunter } from './hunters.ts';
import { createSchedule } from './plan/create-schedule.ts';
import { prepareHunt } from './prepare.ts';
import { createSummary, describeFailure, describeSummary } from './report.ts';
import { runHunt } from './run-hunt.ts';
import type { SeedResult } from './seed-result.ts';

// A seed's actions depend on the seed alone. The time that the machine takes has no meaning.
const timeout = 900_000;

// Enough to see that the hunt runs and finds nothing. `npm run chaos` is the long hunt.
test('two seeds of faults break no promise, and the last is played the same alone', {
  timeout,
}, async () => {
  const directory = await mkdtemp(join(tmpdir(), 'invite-spool-replay-'));
  onTestFinished(() => rm(directory, { recursive: true }));
  // In 2039 people join by tracked links.
  const played = playAll(directory, [2039, 5]);
  const [results, { exitCode, output }] = await Promise.all([played, runHunt(['--seed', '5'])]);
  expect(results.flatMap(({ violations }) => violations)).toEqual([]);
  const last = results.at(-1) as SeedResult;
  expect(last.timelines.length).toBeGreaterThan(0);
  expect(output).toContain(describeFailure(last, createSchedule(5)));
  expect(withoutTime(output)).toContain(withoutTime(summarise(last)));
  expect(exitCode).toBe(0);
});

/** Plays the seeds in one hunter. */
async function playAll(directory: string, seeds: number[]): Promise<SeedResult[]> {
  const hunter = await startHunter(await prepareHunt(directory), join(directory, 'hunter'));
  const results: SeedResult[] = [];
  for (const seed of seeds) {
    results.push(await hunter.hunt(seed, true));
  }
  await hunter.end();
  return results;
}

/** What `npm run chaos` says at the end of a hunt of that seed alone. */
function summarise(result: SeedResult): string {
  const summary = createSummary(Date.now());
  summary.add(result);
  return describeSummary(summary);
}

function withoutTime(text: string): string {
  return text.replaceAll(/in \d+ s$/gm, 'in some time');
}
