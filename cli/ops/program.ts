import { Argument, type Command, InvalidArgumentError } from 'commander';
import { isJobId, isOperationId } from '../../functions/core/ids.ts';
import type { SystemOptions } from '../../operator/system/open-system.ts';
import { UsageError } from '../../operator/terminal/operator-errors.ts';
import { addCommand, type JsonOption, jsonOption } from '../../operator/terminal/program.ts';
import type { Terminal } from '../../operator/terminal/terminal.ts';
import { createToolProgram, isOfTenant, type RunCommand, runOnSystem } from '../tool/tool-program.ts';

function jobArgument() {
  return new Argument('<id>', 'the id of the job: inv_..., or op_... of an operation').argParser((text) => {
    if (!isJobId(text) && !isOperationId(text)) {
      throw new InvalidArgumentError('It must be the id of a job: inv_ or op_, and 26 letters and digits.');
    }
    return text;
  });
}

/** The operator's tool for looking after the whole service, as a program of commands. */
export function createProgram(terminal: Terminal): Command {
  const program = createToolProgram(
    'npm run ops --',
    'Finds out what is wrong with the service, and repairs it.',
    'whose job or accounts they are',
  );
  const run: RunCommand = (command) => runOnSystem(program, terminal, command);
  addCommand(
    program,
    'doctor',
    'checks the whole service: what is wrong, and the command that mends it',
    'doctor',
    'doctor --stage prod --json',
  )
    .addOption(jsonOption())
    .action((options: JsonOption) =>
      run(async (context) => (await import('./doctor.ts')).doctor(context, options)),
    );
  addDeadLetters(program, run);
  addJobs(program, run);
  addDraining(program, run);
  addBackups(program, run, terminal);
  return program;
}

function addDeadLetters(program: Command, run: RunCommand): void {
  const dlq = addCommand(
    program,
    'dlq',
    'the messages that were given up',
    'dlq list',
    'dlq redrive',
  ).helpCommand(false);
  addCommand(dlq, 'list', 'the messages in the dead-letter queues', 'list')
    .addOption(jsonOption())
    .action((options: JsonOption) =>
      run(async (context) => (await import('./dead-letters.ts')).listDeadLetters(context, options)),
    );
  addCommand(dlq, 'redrive', 'sends the messages in the dead-letter queues again', 'redrive')
    .addOption(jsonOption())
    .action((options: JsonOption) =>
      run(async (context) => (await import('./dead-letters.ts')).redriveDeadLetters(context, options)),
    );
}

function addJobs(program: Command, run: RunCommand): void {
  const exampleId = 'inv_3JRN7P6HEQFEEYQSAZES5F0BYH';
  const job = addCommand(
    program,
    'job',
    'shows or retries one job',
    `job show ${exampleId}`,
    `job retry ${exampleId}`,
  ).helpCommand(false);
  addCommand(job, 'show', 'what has become of a job, as a time line; never its link', `show ${exampleId}`)
    .addArgument(jobArgument())
    .addOption(jsonOption())
    .action((jobId: string, options: JsonOption) =>
      run(async (context) => (await import('./show-job.ts')).showJob(context, jobId, options)),
    );
  addCommand(
    job,
    'retry',
    'asks for the same link again, as a new job, after one that failed',
    `retry ${exampleId}`,
  )
    .addArgument(jobArgument())
    .option('--even-if-made', 'retry even if the failed job may have made a link')
    .addOption(jsonOption())
    .action((jobId: string, options: JsonOption & { evenIfMade?: true }) =>
      run(async (context) => (await import('./retry-job.ts')).retryJob(context, jobId, options)),
    );
}

function addDraining(program: Command, run: RunCommand): void {
  addCommand(
    program,
    'drain',
    'lets no worker begin on any account, and waits until none is at work: for a release',
    'drain --stage prod',
  )
    .addOption(jsonOption())
    .action((options: JsonOption) =>
      run(async (context) =>
        (await import('./drain.ts')).drain(context, { ...options, isOfTenant: isOfTenant(program) }),
      ),
    );
  addCommand(program, 'resume', 'ends a drain: the jobs go on', 'resume --stage prod')
    .addOption(jsonOption())
    .action((options: JsonOption) =>
      run(async (context) =>
        (await import('./drain.ts')).resume(context, { ...options, isOfTenant: isOfTenant(program) }),
      ),
    );
}

function addBackups(program: Command, run: RunCommand, terminal: Terminal): void {
  addCommand(
    program,
    'backup',
    'writes everything to a file, at one instant, while the service goes on (on one machine)',
    'backup ~/invite-spool-monday.jsonl --data ~/invite-spool',
  )
    .addArgument(fileArgument())
    .option('--with-key', 'put the key that opens the sessions into the file too')
    .action((path: string, options: { withKey?: true }) =>
      run(async (context) => (await import('./backup.ts')).backup(context, path, options)),
    );
  addCommand(
    program,
    'restore',
    'puts a backup or an export into a new folder, for "npm start -- --data DIR"',
    'restore ~/invite-spool-monday.jsonl --data ~/restored',
  )
    .addArgument(fileArgument())
    .action(async (path: string) => {
      const { data } = program.opts<SystemOptions>();
      if (data === undefined) {
        throw new UsageError('Name the new folder with --data DIR.');
      }
      await (await import('./restore.ts')).restore(terminal, path, data);
    });
  addCommand(
    program,
    'export',
    'writes everything to a file, to move a drained service to AWS or from there',
    'export moved.jsonl --stage prod --key-file moved.key',
  )
    .addArgument(fileArgument())
    .option('--key-file <file>', 'seal the sessions in the file under this key')
    .option('--without-sessions', 'leave the sessions and the webhook secrets out')
    .action((path: string, options: { keyFile?: string; withoutSessions?: true }) =>
      run(async (context) => (await import('./export.ts')).exportSystem(context, path, options)),
    );
  addCommand(
    program,
    'import',
    'fills a stage without accounts from a backup or an export',
    'import moved.jsonl --stage prod --key-file moved.key',
  )
    .addArgument(fileArgument())
    .option('--key-file <file>', 'the key that the sessions in the file are sealed under')
    .action((path: string, options: { keyFile?: string }) =>
      run(async (context) => (await import('./import.ts')).importBackup(context, path, options)),
    );
}

function fileArgument() {
  return new Argument('<file>', 'the file of the backup');
}
