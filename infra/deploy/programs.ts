import type { Command } from 'commander';
import { UsageError } from '../../operator/terminal/operator-errors.ts';
import { createEmptyProgram } from '../../operator/terminal/program.ts';
import type { Terminal } from '../../operator/terminal/terminal.ts';
import { deploy } from './deploy-service.ts';
import { remove } from './remove-service.ts';
import { openTarget, type TargetOptions } from './target.ts';

/** `npm run deploy`. */
export function createDeployProgram(terminal: Terminal): Command {
  return createStageProgram('npm run deploy --', 'Deploys the service to AWS, or updates it.')
    .addHelpText('after', '\ninfra/params.yml explains the parameters, and holds those that a stage keeps.')
    .action(async (options: TargetOptions) => deploy(await openTarget(options), terminal));
}

/** `npm run remove`. */
export function createRemoveProgram(terminal: Terminal): Command {
  return createStageProgram(
    'npm run remove --',
    'Removes the service from AWS. Its tables and its key stay, and the next deployment uses them again.',
  )
    .option('--with-data', 'also delete the tables, for good, and the key, which can be restored for 30 days')
    .action(async ({ withData, ...options }: TargetOptions & { withData?: true }) =>
      remove(await openTarget(options), terminal, { withData: withData ?? false }),
    );
}

function createStageProgram(name: string, description: string): Command {
  return createEmptyProgram(name, description)
    .option('--stage <stage>', 'the name of the system: dev, prod ...', parseStage, 'dev')
    .option('--region <region>', 'an AWS region; without it, the one of your AWS settings, or us-east-1')
    .option('--param <name=value>', 'a parameter of infra/params.yml, for this run', collectParam, []);
}

/** The stage is part of the names of tables, roles and queues. */
function parseStage(text: string): string {
  if (!/^[a-z][a-z0-9-]{0,15}$/.test(text)) {
    throw new UsageError(
      'A stage is named by up to 16 of a-z, 0-9 and -, beginning with a letter: --stage prod',
    );
  }
  return text;
}

function collectParam(text: string, before: string[]): string[] {
  if (!/^\w+=/.test(text)) {
    throw new UsageError('A parameter is given as name=value: --param alarmEmail=you@example.com');
  }
  return [...before, text];
}
