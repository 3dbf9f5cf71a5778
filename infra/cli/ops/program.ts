import { Argument, type Command, InvalidArgumentError, Option } from 'commander';
import { isJobId } from '../../../functions/core/ids.ts';
import type { Bench } from '../account/bench.ts';
import type { PlaceOptions } from '../account/place.ts';
import type { Terminal } from '../account/terminal.ts';
import { addCommand, createToolProgram, runOnBench } from '../tool-program.ts';

/** What every command of this tool takes. */
export interface JsonOption {
  json?: true;
}

/** Runs one command on the system that the options name. */
type Run = (command: (bench: Bench) => Promise<void>) => Promise<void>;

const jsonOption = () => new Option('--json', 'print JSON');

const jobArgument = () =>
  new Argument('<id>', 'the job, as the API names it').argParser((text) => {
    if (!isJobId(text)) {
      throw new InvalidArgumentError('It must be the id of a job: inv_ and 26 letters and digits.');
    }
    return text;
  });

/** The operator's tool for looking after the whole service, as a program of commands. */
export function createProgram(terminal: Terminal): Command {
  const program = createToolProgram(
    'npm run ops --',
    'Finds out what is wrong with the service, and repairs it.',
    'whose job or accounts they are',
  );
  const run: Run = (command) => runOnBench(program, terminal, command);
  addCommand(
    program,
    'doctor',
    'checks the whole service: what is wrong, and the command that mends it',
    'doctor',
    'doctor --stage prod --json',
  )
    .addOption(jsonOption())
    .action((options: JsonOption) =>
      run(async (bench) => (await import('./doctor.ts')).doctor(bench, options)),
    );
  addDeadLetters(program, run);
  addJobs(program, run);
  addDraining(program, run);
  return program;
}

function addDeadLetters(program: Command, run: Run): void {
  const dlq = addCommand(
    program,
    'dlq',
    'messages that were given up',
    'dlq list',
    'dlq redrive',
  ).helpCommand(false);
  addCommand(dlq, 'list', 'what lies in the dead-letter queues', 'list')
    .addOption(jsonOption())
    .action((options: JsonOption) =>
      run(async (bench) => (await import('./dead-letters.ts')).listDeadLetters(bench, options)),
    );
  addCommand(dlq, 'redrive', 'gives them back to the queues they come from', 'redrive')
    .addOption(jsonOption())
    .action((options: JsonOption) =>
      run(async (bench) => (await import('./dead-letters.ts')).redriveDeadLetters(bench, options)),
    );
}

function addJobs(program: Command, run: Run): void {
  const exampleId = 'inv_3JRN7P6HEQFEEYQSAZES5F0BYH';
  const job = addCommand(
    program,
    'job',
    'one job',
    `job show ${exampleId}`,
    `job retry ${exampleId}`,
  ).helpCommand(false);
  addCommand(job, 'show', 'what has become of a job, as a time line; never its link', `show ${exampleId}`)
    .addArgument(jobArgument())
    .addOption(jsonOption())
    .action((jobId: string, options: JsonOption) =>
      run(async (bench) => (await import('./show-job.ts')).showJob(bench, jobId, options)),
    );
  addCommand(
    job,
    'retry',
    'asks for the same link again, as a new job, after one that failed',
    `retry ${exampleId}`,
  )
    .addArgument(jobArgument())
    .option('--even-if-made', 'also where the failed job may have made a link')
    .addOption(jsonOption())
    .action((jobId: string, options: JsonOption & { evenIfMade?: true }) =>
      run(async (bench) => (await import('./retry-job.ts')).retryJob(bench, jobId, options)),
    );
}

function addDraining(program: Command, run: Run): void {
  const isOfTenant = () => program.opts<PlaceOptions>().tenant !== undefined;
  addCommand(
    program,
    'drain',
    'lets no worker begin on any account, and waits until none is at work: for a release',
    'drain --stage prod',
  )
    .addOption(jsonOption())
    .action((options: JsonOption) =>
      run(async (bench) =>
        (await import('./drain.ts')).drain(bench, { ...options, isOfTenant: isOfTenant() }),
      ),
    );
  addCommand(program, 'resume', 'ends a drain: the jobs go on', 'resume --stage prod')
    .addOption(jsonOption())
    .action((options: JsonOption) =>
      run(async (bench) =>
        (await import('./drain.ts')).resume(bench, { ...options, isOfTenant: isOfTenant() }),
      ),
    );
}
