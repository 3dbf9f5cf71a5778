import { Command, Option } from 'commander';
import type { SystemOptions } from '../../operator/system/open-system.ts';
import type { Terminal } from '../../operator/terminal/terminal.ts';
import { explainUsage } from '../../operator/terminal/usage.ts';
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
  return new Command(name)
    .description(description)
    .addOption(
      new Option('--data <dir>', 'the system that "npm start -- --data DIR" runs')
        .conflicts('stage')
        .argParser(parseDirectory),
    )
    .option('--stage <stage>', 'the system deployed to this stage, with the AWS credentials at hand')
    .option('--tenant <name>', `${whose}, where there are several tenants`, parseName)
    .helpCommand(false)
    .configureHelp({ showGlobalOptions: true })
    .exitOverride()
    .configureOutput({ outputError: (said, write) => write(`${explainUsage(said, name)}\n`) })
    .addHelpText('after', '\nWithout --data and --stage it is the system that "npm start" runs.');
}

/** Adds a command, with examples of what is written after the tool's name. */
export function addCommand(
  program: Command,
  words: string,
  description: string,
  ...examples: string[]
): Command {
  const toolName = nameOf(program);
  const lines = examples.map((example) => `  ${toolName} ${example}`);
  return program
    .command(words)
    .description(description)
    .configureOutput({
      outputError: (said, write) => write(`${explainUsage(said, `${toolName} ${words}`)}\n`),
    })
    .addHelpText('after', `\nFor example:\n${lines.join('\n')}`);
}

/** As it is typed: a command of a command behind that. */
function nameOf(command: Command): string {
  return command.parent === null ? command.name() : `${nameOf(command.parent)} ${command.name()}`;
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
  const system = openSystem(program.opts<SystemOptions>());
  try {
    await command({ system, terminal, now: Date.now });
  } finally {
    system.close();
  }
}
