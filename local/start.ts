import { statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { Command, InvalidArgumentError } from 'commander';
import { projectDirectory } from '../project-directory.ts';
import { checkPort } from './check-port.ts';
import { describeEvent, describeLogLine, formatTime } from './describe-event.ts';
import type { LocalSystem, LocalSystemOptions } from './local-system.ts';
import { toDemoHelp, toKeptHelp } from './start-help.ts';
import { createStateFile, type StateFile, warnOfOther } from './state-file.ts';
import { stopOnSignal } from './stop-signals.ts';

/** The demonstration writes its state here. The state is not kept. */
const demoDirectory = resolve(projectDirectory, '.local');

const defaultPort = 3000;

/** Ctrl-C in a terminal also ends the processes of the build. Their end may be seen before this process gets its signal. */
const signalWithinMs = 100;

let isStarted = false;
let isStopping = false;
let rewriteState: () => void = () => {};
/** While the system starts, nothing needs an orderly stop. All started parts end with this process. */
let stop: () => Promise<void> = async () => {};
stopOnSignal(async () => {
  isStopping = true;
  console.log('\nstopping');
  await stop();
  console.log('stopped');
  process.exit(0);
});

await new Command('npm start --')
  .description('Runs the whole service on this machine, until Ctrl-C or SIGTERM.')
  .option(
    '--data <dir>',
    'work with the real Telegram, and keep accounts, keys and jobs in this folder',
    parseDirectory,
  )
  .option(
    '--port <number>',
    `of the HTTP API, instead of PORT or ${defaultPort}; 0 for any free one`,
    parsePort,
  )
  .option(
    '--key-file <file>',
    'with --data: the file of the key that opens sessions, instead of one in that folder',
    parseKeyFile,
  )
  .addHelpText(
    'after',
    `
Without --data it is a demonstration: it has a local Telegram with an account logged in, and keeps nothing.

For example:
  npm start -- --data ~/invite-spool
  npm start -- --port 8080`,
  )
  .exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : 2))
  .action(start)
  .parseAsync();

interface StartOptions {
  data?: string;
  port?: number;
  keyFile?: string;
}

async function start({ data, port, keyFile }: StartOptions): Promise<void> {
  let wantedPort: number | undefined;
  // esbuild throws an uncaught error when its process dies.
  function failUncaught(error: Error) {
    return fail(error.stack ?? error.message);
  }
  process.on('uncaughtException', failUncaught);
  try {
    wantedPort = port ?? readPort(process.env.PORT);
    console.log('invite-spool: starting, which takes a few seconds\n');
    await checkPort(wantedPort);
    if (data === undefined) {
      await startDemonstration(wantedPort);
    } else {
      await startKept(resolve(data), wantedPort, keyFile);
    }
  } catch (error) {
    await fail(describeStartError(error, wantedPort));
  }
  process.off('uncaughtException', failUncaught);
}

/** Prints the reason and exits, unless a signal has asked for a stop. */
async function fail(reason: string): Promise<void> {
  await setTimeout(signalWithinMs);
  if (isStopping) {
    return;
  }
  console.error(reason);
  process.exit(1);
}

/* The modules of a system take seconds to load. A line must be printed, and a taken port refused, before that. */

async function startDemonstration(port: number): Promise<void> {
  const warning = warnOfOther(demoDirectory);
  if (warning !== undefined) {
    console.error(`invite-spool: ${warning}\n`);
  }
  const { startDemoSystem } = await import('./demo-system.ts');
  const system = await startDemoSystem({ ...watch(), port, directory: demoDirectory, env: process.env });
  run(system, createStateFile(demoDirectory, system, system));
  console.log(toDemoHelp(system, tellOperatorKey(system, demoDirectory)));
  isStarted = true;
}

async function startKept(directory: string, port: number, keyFile: string | undefined): Promise<void> {
  if (directory === demoDirectory) {
    throw new Error('.local is the folder of the demonstration: name another one with --data');
  }
  const { startKeptSystem } = await import('./kept-system.ts');
  const system = await startKeptSystem({ ...watch(), port, directory, keyFile, env: process.env });
  run(system, createStateFile(directory, system));
  console.log(toKeptHelp(system, directory, tellOperatorKey(system, directory)));
  isStarted = true;
}

/** A person at a terminal is shown the key. What is no terminal may be a log, which others read: it is told the file. */
function tellOperatorKey({ operatorKey }: LocalSystem, directory: string): string {
  return process.stdout.isTTY ? operatorKey : `"operator_key" in ${join(directory, 'state.json')}`;
}

/** Prints the parts of a start, and then the events. */
function watch(): Pick<LocalSystemOptions, 'onPart' | 'onEvent' | 'onLine'> {
  return {
    onPart: (name, address) => console.log(`  ${name.padEnd(9)} ${address}`),
    onEvent: (event) => {
      print(describeEvent(event));
      if (event.type === 'dynamodb-died' && !isStopping) {
        // A process supervisor can start it again, because every answered request is in the folder.
        console.error('invite-spool: the DynamoDB engine has died; start again');
        process.exit(1);
      }
      if (event.type === 'process-started' || event.type === 'process-ended') {
        rewriteState();
      }
    },
    onLine: writeLine,
  };
}

/** As a person reads it, or with LOG_FORMAT=json as the function has written it, for a collector of logs. */
function writeLine(name: string, text: string): void {
  if (isJson()) {
    console.log(text.startsWith('{') ? text : toLogLine(`${name} ${text}`));
  } else {
    print(describeLogLine(name, text));
  }
}

function isJson(): boolean {
  return process.env.LOG_FORMAT === 'json';
}

/** What no function has written, in the same form. */
function toLogLine(text: string): string {
  const message = text.replaceAll(/ +/g, ' ');
  return JSON.stringify({
    level: 'INFO',
    message,
    timestamp: new Date().toISOString(),
    service: 'invite-spool-start',
  });
}

/** Prints nothing during the start, because the parts of the start are printed then. */
function print(text: string | undefined): void {
  if (isStarted && text !== undefined) {
    console.log(isJson() ? toLogLine(text) : `${formatTime(Date.now())}  ${text}`);
  }
}

/** Runs the system until a signal asks for a stop. */
function run(system: LocalSystem, stateFile: StateFile): void {
  rewriteState = stateFile.write;
  rewriteState();
  stop = async () => {
    rewriteState = () => {};
    // Removed before another system can use the folder.
    stateFile.remove();
    await system.close();
  };
}

/** An empty name comes from an unset shell variable. It would put the key of the sessions into the current folder. */
function parseDirectory(text: string): string {
  if (text === '') {
    throw new InvalidArgumentError('It must name a folder.');
  }
  if (statSync(text, { throwIfNoEntry: false })?.isDirectory() === false) {
    throw new InvalidArgumentError('It must name a folder, but names a file.');
  }
  return text;
}

/** An empty name comes from an unset shell variable. The key would then be made in the folder of the data. */
function parseKeyFile(text: string): string {
  if (text === '') {
    throw new InvalidArgumentError('It must name a file.');
  }
  return text;
}

function parsePort(text: string): number {
  const port = toPort(text);
  if (port === undefined) {
    throw new InvalidArgumentError('It must be a port number from 0 to 65535.');
  }
  return port;
}

function readPort(text: string | undefined): number {
  const port = text === undefined ? defaultPort : toPort(text);
  if (port === undefined) {
    throw new Error(`PORT must be a port number from 0 to 65535, and is "${text}"`);
  }
  return port;
}

function toPort(text: string): number | undefined {
  return /^\d{1,5}$/.test(text) && Number(text) <= 65_535 ? Number(text) : undefined;
}

function describeStartError(error: unknown, port: number | undefined): string {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === 'EADDRINUSE') {
    return `invite-spool: port ${port} is taken: stop what listens there, or choose another with --port`;
  }
  return `invite-spool: ${message}`;
}
