import { type Command, Option } from 'commander';
import type { SystemOptions } from '../../operator/system/open-system.ts';
import { createEmptyProgram } from '../../operator/terminal/program.ts';
import type { Terminal } from '../../operator/terminal/terminal.ts';
import { parseDirectory, parseName } from './arguments.ts';
import type { CommandContext } from './command-context.ts';

/** Runs one command on the system that the options name. */
export type RunCommand = (command: (context: CommandContext) => Promise<void>) => Promise<void>;

/**
 * A tool of the operator's, as a program without commands yet, with the options that say which system it works on.
 * @param name how it is called, such as `npm run account --`.
 * @param whose what `--tenant` is for.
 */
export function createToolProgram(name: string, description: string, whose: string): Command {
  return createEmptyProgram(name, description)
    .addOption(
      new Option('--data <dir>', 'the system that "npm start -- --data DIR" runs')
        .conflicts('stage')
        .argParser(parseDirectory),
    )
    .option('--stage <stage>', 'the system deployed to this stage, reached with your AWS credentials')
    .option('--tenant <name>', `${whose}, where there are several tenants`, parseName)
    .configureHelp({ showGlobalOptions: true })
    .addHelpText('after', '\nWithout --data and --stage it is the system that "npm start" runs.');
}

/**
 * Runs a command on the system that the program's options name.
 * @throws RefusedError when there is none; and what the command throws.
 */
export async function runOnSystem(
  program: Command,
  terminal: Terminal,
  command: (context: CommandContext) => Promise<void>,
): Promise<void> {
  // Loaded when it is needed: --help is not to wait for the AWS clients.
  const { openSystem } = await import('../../operator/system/open-system.ts');
  const system = openSystem(program.opts<SystemOptions>(), process.env);
  try {
    await command({ system, terminal, now: Date.now });
  } finally {
    system.close();
  }
}

/** Whether the command line names a tenant: a command for every tenant is then for that one alone. */
export function isOfTenant(program: Command): boolean {
  return program.opts<SystemOptions>().tenant !== undefined;
}
