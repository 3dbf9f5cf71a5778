/** `npm run chaos`: looks for counter-examples to the promises, seed by seed. Exits with 1 when it has found one. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startHunter } from './hunters.ts';
import { huntMutants } from './mutants/hunt-mutants.ts';
import { createSchedule } from './plan/create-schedule.ts';
import { prepareHunt } from './prepare.ts';
import { type HuntCommand, help, readCommand } from './read-command.ts';
import { createSummary, describeFailure, describeSummary } from './report.ts';

const { mutant, scene, from, count, hunters, isTold } = await begin();
const progressEveryMs = 2_000;

const directory = await mkdtemp(join(tmpdir(), 'invite-spool-chaos-'));
const prepared = { ...(await prepareHunt(directory, mutant)), ...(scene === undefined ? {} : { scene }) };
const summary = createSummary(Date.now());
const seeds = Array.from({ length: count }, (_, index) => from + index);
const progress = setInterval(() => console.log(summary.progress(count)), progressEveryMs);

/** Reads the command line, and runs the commands that are no hunt of this process. */
async function begin(): Promise<HuntCommand> {
  let command: HuntCommand;
  try {
    command = readCommand(process.argv.slice(2));
  } catch (error) {
    console.error(`${(error as Error).message}\nSee: npm run chaos -- --help`);
    process.exit(2);
  }
  if (command.isHelp) {
    console.log(help);
    process.exit();
  }
  if (command.huntsMutants) {
    const missed = await huntMutants((line) => console.log(line));
    process.exit(missed.length === 0 ? 0 : 1);
  }
  return command;
}

/** One violation is enough for a mutant. The hunters end with this process. */
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
      console.log(describeFailure(result, createSchedule(seed, mutant, scene)));
    }
    if (mutant !== undefined && result.violations.length > 0) {
      await endCaught();
    }
  }
  await hunter.end();
}

await Promise.all(Array.from({ length: Math.min(hunters, count) }, (_, index) => huntAll(index)));
clearInterval(progress);
await rm(directory, { recursive: true });
console.log(describeSummary(summary));
if (summary.violations() > 0) {
  process.exitCode = 1;
}
