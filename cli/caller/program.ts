import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { Argument, Command, InvalidArgumentError, Option } from 'commander';
import { UsageError } from '../../operator/terminal/operator-errors.ts';
import { explainUsage } from '../../operator/terminal/usage.ts';
import type { CallerContext } from './caller-context.ts';
import { createClient } from './client.ts';
import { findDestination } from './destination.ts';
import { formatTime } from './format.ts';
import { createDisplay } from './progress-display.ts';
import { readValue, requestFields, setField } from './request-fields.ts';

const toolName = 'invite-spool';
const projectDirectory = fileURLToPath(new URL('../..', import.meta.url));

/** The person or script that runs the tool. */
export interface Caller {
  print(text: string): void;
  note(text: string): void;
  /** Aborted by Ctrl-C. */
  signal: AbortSignal;
  setExitCode(code: number): void;
}

type Run = <T extends unknown[]>(
  load: () => Promise<(context: CallerContext, ...given: T) => Promise<void>>,
) => (...given: T) => Promise<void>;

/** The caller's tool as a program of commands. */
export function createProgram(caller: Caller): Command {
  const program = new Command(toolName)
    .description('Asks an invite-spool API for Telegram invite links.')
    .option('--config <file>', 'where URL and key of the API are, as {"url": "...", "key": "isk_..."}')
    .version(readVersion(), '--version', 'display the version')
    .helpCommand(false)
    .configureHelp({ showGlobalOptions: true })
    .exitOverride()
    .configureOutput({ outputError: (said, write) => write(`${explainUsage(said, toolName)}\n`) });
  const run: Run =
    (load) =>
    async (...given) => {
      const command = await load();
      await command(openDesk(caller, program.opts<{ config?: string }>().config), ...given);
    };
  addCreate(program, run);
  addBatch(program, run);
  addInspection(program, run);
  program.addHelpText(
    'after',
    `
Without --config: INVITE_SPOOL_URL and INVITE_SPOOL_KEY, else ~/.config/invite-spool/config.json, else what "npm start"
runs here. Exit codes: 0 all succeeded, 1 some failed, 2 wrong usage, 130 stopped.`,
  );
  return program;
}

function readVersion(): string {
  return JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')).version;
}

function openDesk(
  { print, note, signal, setExitCode }: Caller,
  configFile: string | undefined,
): CallerContext {
  const destination = findDestination({
    configFile,
    env: process.env,
    homeDirectory: homedir(),
    projectDirectory,
  });
  note(`Asking ${destination.baseUrl}, by ${destination.source}.`);
  const now = Date.now;
  async function sleep(ms: number) {
    await setTimeout(ms, undefined, { signal }).catch((error: Error) => {
      signal.throwIfAborted();
      throw error;
    });
  }
  let onPutOff: (reason: string, untilMs: number) => void = (reason, untilMs) =>
    note(`${reason} Again at ${formatTime(untilMs, now())}.`);
  const client = createClient(destination, {
    fetch,
    sleep,
    now,
    signal,
    onRetry: (reason, atMs) => onPutOff(reason, atMs),
  });
  return {
    client,
    print,
    note,
    display: createDisplay(process.stderr, note, now),
    sleep,
    now,
    signal,
    setExitCode,
    onPutOff: (listener) => {
      onPutOff = listener;
    },
  };
}

function add(program: Command, words: string, description: string, ...examples: string[]): Command {
  const lines = examples.map((example) => `  ${toolName} ${example}`);
  return program
    .command(words)
    .description(description)
    .configureOutput({
      outputError: (said, write) => write(`${explainUsage(said, `${toolName} ${words}`)}\n`),
    })
    .addOption(new Option('--json', 'print JSON'))
    .addHelpText('after', `\nFor example:\n${lines.join('\n')}`);
}

function addCreate(program: Command, run: Run): void {
  const command = add(
    program,
    'create',
    'asks for one link',
    "create --account main --peer @launch --title 'order 4711' --usage-limit 1 --expire-in 86400",
    'create --account main --metadata order=4711 --idempotency-key order-4711',
  );
  for (const [name, { value, about }] of Object.entries(requestFields)) {
    const flag = `--${name.replaceAll('_', '-')}`;
    command.addOption(new Option(value === undefined ? flag : `${flag} <${value}>`, about));
  }
  command
    .option(
      '--metadata <name=value>',
      'a pair of yours, kept with the link; more than once for more',
      collect,
    )
    .option('--idempotency-key <key>', 'makes the request repeatable: the same key is the same link')
    .action((options: Record<string, unknown>) =>
      run(async () => (await import('./commands/create.ts')).create)(readRequest(options), options),
    );
}

function addBatch(program: Command, run: Run): void {
  add(
    program,
    'batch',
    'asks for a link for each row of a CSV file, and writes them to FILE.links.csv',
    'batch orders.csv',
  )
    .addArgument(new Argument('<file.csv>', 'its first line names the fields'))
    .addHelpText(
      'after',
      `
Columns: ${Object.keys(requestFields).join(', ')}, and metadata.NAME. An empty cell is a field left out.
The same file is the same request: after Ctrl-C, or whenever, the same command goes on, and no link is made twice.`,
    )
    .action(run(async () => (await import('./commands/batch.ts')).batch));
}

function addInspection(program: Command, run: Run): void {
  function idArgument() {
    return new Argument('<id>', 'an invite (inv_...) or a batch (bat_...)').argParser(parseId);
  }
  add(program, 'get', 'where an invite or a batch stands', 'get inv_4Q2SCCH72HHN2VWKDF7C6ZCHKV')
    .addArgument(idArgument())
    .action(run(async () => (await import('./commands/get.ts')).get));
  add(
    program,
    'watch',
    'waits until an invite or a batch is done; prints the link',
    'watch inv_4Q2SCCH72HHN2VWKDF7C6ZCHKV',
  )
    .addArgument(idArgument())
    .action(run(async () => (await import('./commands/watch.ts')).watch));
  add(
    program,
    'cancel',
    'withdraws an invite, or what is left of a batch',
    'cancel inv_4Q2SCCH72HHN2VWKDF7C6ZCHKV',
  )
    .addArgument(idArgument())
    .action(run(async () => (await import('./commands/cancel.ts')).cancel));
  add(
    program,
    'list',
    'the latest invites, newest first',
    'list --status failed',
    'list --account main --created-after 2026-12-01T00:00:00Z --limit 500',
  )
    .option('--account <name>', 'of this account only')
    .option('--peer <peer>', 'of this chat only')
    .option('--status <status>', 'in this state only')
    .option('--batch <id>', 'of this batch only')
    .option('--created-after <time>', 'accepted then or later (RFC 3339)')
    .option('--created-before <time>', 'accepted before that (RFC 3339)')
    .addOption(new Option('--limit <number>', 'at most so many').argParser(parseLimit).default(50))
    .action(run(async () => (await import('./commands/list.ts')).list));
}

function collect(pair: string, earlier: string[] = []): string[] {
  return [...earlier, pair];
}

function parseId(text: string): string {
  if (!/^(inv|bat)_\w+$/.test(text)) {
    throw new InvalidArgumentError('Ids begin with inv_ or bat_.');
  }
  return text;
}

function parseLimit(text: string): number {
  if (!/^[1-9]\d{0,5}$/.test(text)) {
    throw new InvalidArgumentError('It must be a whole number from 1.');
  }
  return Number(text);
}

/** The options of `create` as the body of a request. */
function readRequest(options: Record<string, unknown>): Record<string, unknown> {
  const request: Record<string, unknown> = {};
  for (const [name, field] of Object.entries(requestFields)) {
    const given = options[name.replaceAll(/_([a-z])/g, (_, letter: string) => letter.toUpperCase())];
    if (given === undefined) {
      continue;
    }
    const read = readValue(field, String(given));
    if ('problem' in read) {
      throw new UsageError(`--${name.replaceAll('_', '-')} ${read.problem}.`);
    }
    setField(request, name, read.value);
  }
  for (const pair of (options.metadata as string[] | undefined) ?? []) {
    const equals = pair.indexOf('=');
    if (equals < 1) {
      throw new UsageError('--metadata takes name=value.');
    }
    setField(request, `metadata.${pair.slice(0, equals)}`, pair.slice(equals + 1));
  }
  return request;
}
