/** `npm run chaos`: hunts for counter-examples to the promises, seed by seed. Exits with 1 when it has found one. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { startHunter } from './hunters.ts';
import { huntMutants } from './mutants/hunt-mutants.ts';
import { mutants, parseMutantName } from './mutants/mutants.ts';
import { createSchedule } from './plan/create-schedule.ts';
import { prepareHunt } from './prepare.ts';
import { createSummary, describeFailure, describeSummary } from './report.ts';

const { values } = parseArgs({
  options: {
    seed: { type: 'string' },
    seeds: { type: 'string', default: '50' },
    from: { type: 'string', default: '1' },
    mutant: { type: 'string' },
    mutants: { type: 'boolean', default: false },
    hunters: { type: 'string', default: '3' },
    help: { type: 'boolean', default: false },
  },
});
if (values.help) {
  console.log(`npm run chaos -- [--seeds 50] [--from 1] [--seed N] [--hunters 3] [--mutant NAME] [--mutants]

Each seed makes requests and a schedule of faults. The exit code is 1 when a promise was broken.

--seeds    how many
--from     the first of them
--seed     plays one seed alone, and prints its time line
--hunters  how many seeds are played at once
--mutants  hunts each mutant below; the exit code is 1 when one is not caught
--mutant   takes one protection out, and hunts until a violation is found:
  ${Object.keys(mutants).join('\n  ')}`);
  process.exit();
}
if (values.mutants) {
  const missed = await huntMutants((line) => console.log(line));
  process.exit(missed.length === 0 ? 0 : 1);
}

const mutant = values.mutant === undefined ? undefined : parseMutantName(values.mutant);
const from = Number(values.seed ?? values.from);
const count = values.seed === undefined ? Number(values.seeds) : 1;
/** One seed alone is looked at closely. */
const isTold = values.seed !== undefined;
const progressEveryMs = 2_000;

const directory = await mkdtemp(join(tmpdir(), 'invite-spool-chaos-'));
const prepared = await prepareHunt(directory, mutant);
const summary = createSummary(Date.now());
const seeds = Array.from({ length: count }, (_, index) => from + index);
const progress = setInterval(() => console.log(summary.progress(count)), progressEveryMs);

/** One violation is all that is asked of a mutant; the hunters end with this process. */
async function endCaught(): Promise<never> {
  console.log(describeSummary(summary));
  await rm(directory, { recursive: true, force: true });
  process.exit(1);
}

async function huntAll(index: number): Promise<void> {
  const hunter = await startHunter(prepared, join(directory, `hunter-${index}`));
  for (let seed = seeds.shift(); seed !== undefined; seed = seeds.shift()) {
    const result = await hunter.hunt(seed, isTold);
    summary.add(result);
    if (result.violations.length > 0 || isTold) {
      console.log(describeFailure(result, createSchedule(seed, mutant)));
    }
    if (mutant !== undefined && result.violations.length > 0) {
      await endCaught();
    }
  }
  await hunter.end();
}

await Promise.all(
  Array.from({ length: Math.min(Number(values.hunters), count) }, (_, index) => huntAll(index)),
);
clearInterval(progress);
await rm(directory, { recursive: true });
console.log(describeSummary(summary));
if (summary.violations() > 0) {
  process.exitCode = 1;
}
