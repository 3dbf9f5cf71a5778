import { Argument, type Command, Option } from 'commander';
import { addCommand, type JsonOption, jsonOption } from '../../operator/terminal/program.ts';
import type { Terminal } from '../../operator/terminal/terminal.ts';
import { createToolProgram, type RunCommand, runOnSystem } from '../tool/tool-program.ts';
import { defaultPort, parsePort } from './arguments.ts';

/** The operator's tool for webhooks as a program of commands. */
export function createProgram(terminal: Terminal): Command {
  const program = createToolProgram(
    'npm run webhook --',
    'Looks after webhooks: the events that tell callers when an invite is final.',
    'whose webhooks they are',
  );
  const run: RunCommand = (command) => runOnSystem(program, terminal, command);
  addSecret(program, run);
  addEndpoints(program, run);
  addListen(program, run);
  return program;
}

function addSecret(program: Command, run: RunCommand): void {
  addCommand(program, 'secret', 'shows the secret that signs events', 'secret', 'secret --rotate')
    .option('--rotate', 'make a new one; the old one signs beside it for 24 hours')
    .action((options: { rotate?: true }) =>
      run(async (context) => (await import('./secret.ts')).showSecret(context, options)),
    );
}

function addEndpoints(program: Command, run: RunCommand): void {
  addCommand(
    program,
    'list',
    'every URL that was called: its deliveries, and whether it is disabled',
    'list',
    'list --json',
  )
    .addOption(jsonOption())
    .action((options: JsonOption) =>
      run(async (context) => (await import('./list.ts')).listEndpoints(context, options)),
    );
  addCommand(
    program,
    'enable',
    'turns a disabled URL on again',
    'enable https://shop.example/telegram-invites',
  )
    .addArgument(new Argument('<url>', 'the URL, as "list" shows it'))
    .action((url: string) =>
      run(async (context) => (await import('./enable.ts')).enableEndpoint(context, url)),
    );
}

function addListen(program: Command, run: RunCommand): void {
  addCommand(
    program,
    'listen',
    'receives events on this machine, checks their signatures, and prints them',
    'listen',
    'listen --port 8080',
  )
    .addOption(
      new Option('--port <number>', `${defaultPort} unless given; 0 for any free one`).argParser(parsePort),
    )
    .action(({ port = defaultPort }: { port?: number }) =>
      run(async (context) => (await import('./listen.ts')).listen(context, port)),
    );
}
