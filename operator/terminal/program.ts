import { Command, Option } from 'commander';
import { explainUsage } from './usage.ts';

/** A program, without commands yet, whose errors are one sentence. @param name how it is called: `npm run account --`. */
export function createEmptyProgram(name: string, description: string): Command {
  return new Command(name)
    .description(description)
    .helpCommand(false)
    .exitOverride()
    .configureOutput({ outputError: (said, write) => write(`${explainUsage(said, name)}\n`) });
}

/** Adds a command. @param examples what is typed after the program's name. */
export function addCommand(
  program: Command,
  words: string,
  description: string,
  ...examples: string[]
): Command {
  const programName = fullNameOf(program);
  const lines = examples.map((example) => `  ${programName} ${example}`);
  return program
    .command(words)
    .description(description)
    .configureOutput({
      outputError: (said, write) => write(`${explainUsage(said, `${programName} ${words}`)}\n`),
    })
    .addHelpText('after', `\nFor example:\n${lines.join('\n')}`);
}

/** What is typed: the name of a command stands behind its program's. */
function fullNameOf(command: Command): string {
  return command.parent === null ? command.name() : `${fullNameOf(command.parent)} ${command.name()}`;
}

/** The option of every command that can print JSON. */
export interface JsonOption {
  json?: true;
}

export function jsonOption(): Option {
  return new Option('--json', 'print JSON');
}
