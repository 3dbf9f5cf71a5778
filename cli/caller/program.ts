import { Argument, type Command } from 'commander';
import { addCommand, createEmptyProgram, jsonOption } from '../../operator/terminal/program.ts';
import manifest from '../package.json' with { type: 'json' };
import { idArgument, limitOption, optionalIdArgument } from './arguments.ts';
import { cloneDirectory } from './clone-directory.ts';
import type { Caller } from './create-context.ts';
import { addJoinCommands } from './join-commands.ts';
import { addLinkCommands } from './link-commands.ts';
import { addPoolCommands } from './pool-commands.ts';
import { addRequestCommands } from './request-commands.ts';
import { requestFields } from './request-fields.ts';
import {
  addFieldOptions,
  addMetadataOption,
  addRequestOptions,
  readRequestOptions,
} from './request-options.ts';
import { addRotationCommands } from './rotation-commands.ts';
import { createRun, type Run } from './run-command.ts';

const toolName = 'invite-spool';

/** The caller's tool as a program of commands. */
export function createProgram(caller: Caller): Command {
  const program = createEmptyProgram(
    toolName,
    'Asks an invite-spool API for Telegram invite links, and changes them.',
  )
    .option('--config <file>', 'where URL and key of the API are, as {"url": "...", "key": "isk_..."}')
    .version(manifest.version, '--version', 'display the version')
    .configureHelp({ showGlobalOptions: true });
  const run = createRun(caller, program);
  addCreate(program, run);
  addBatch(program, run);
  addInspection(program, run);
  addLinkCommands(program, run);
  addJoinCommands(program, run);
  addRequestCommands(program, run);
  addPoolCommands(program, run);
  addRotationCommands(program, run);
  addMcp(program, run);
  program.addHelpText(
    'after',
    `
Without --config: INVITE_SPOOL_URL and INVITE_SPOOL_KEY, else ~/.config/invite-spool/config.json${
      cloneDirectory === undefined
        ? ''
        : `, else what "npm start"
runs here`
    }.
Exit codes: 0 all succeeded, 1 some failed, 2 wrong usage, 130 stopped.`,
  );
  return program;
}

function addMcp(program: Command, run: Run): void {
  addCommand(
    program,
    'mcp',
    'serves these commands as tools to an assistant (Model Context Protocol, on standard input and output)',
    'mcp',
  ).action(() => run(async () => (await import('./commands/mcp.ts')).mcp)(manifest.version));
}

function addCreate(program: Command, run: Run): void {
  const command = addCommand(
    program,
    'create',
    'asks for one link',
    "create --account main --peer @launch --title 'order 4711' --usage-limit 1 --expire-in 86400",
    'create --account main --metadata order=4711 --idempotency-key order-4711',
  ).addOption(jsonOption());
  addRequestOptions(command)
    .option('--idempotency-key <key>', 'makes the request repeatable: the same key is the same link')
    .action((options: Record<string, unknown>) =>
      run(async () => (await import('./commands/create.ts')).create)(readRequestOptions(options), options),
    );
}

function addBatch(program: Command, run: Run): void {
  const command = addCommand(
    program,
    'batch',
    'asks for a link for each row of a CSV file, and writes them to FILE.links.csv',
    'batch orders.csv',
    'batch orders.csv --single-use',
  ).addOption(jsonOption());
  addFieldOptions(command, ['track_joins', 'single_use'])
    .addArgument(new Argument('<file.csv>', 'its first line names the fields'))
    .addHelpText(
      'after',
      `
Columns: ${Object.keys(requestFields).join(', ')}, and metadata.NAME. An empty cell is a field left out.
An option holds for each row whose own column does not say it.
The same file is the same request: after Ctrl-C, or whenever, the same command goes on, and no link is made twice.`,
    )
    .action((path: string, options: Record<string, unknown>) =>
      run(async () => (await import('./commands/batch.ts')).batch)(
        path,
        options,
        readRequestOptions(options),
      ),
    );
}

function addInspection(program: Command, run: Run): void {
  addCommand(program, 'get', 'shows an invite, a batch or an operation', 'get inv_4Q2SCCH72HHN2VWKDF7C6ZCHKV')
    .addOption(jsonOption())
    .addArgument(idArgument('inv', 'bat', 'op'))
    .action(run(async () => (await import('./commands/get.ts')).get));
  addCommand(
    program,
    'watch',
    'waits until an invite, a batch or an operation is done, and prints the link; or follows who comes in',
    'watch inv_4Q2SCCH72HHN2VWKDF7C6ZCHKV',
    'watch --joins',
    'watch --joins inv_4Q2SCCH72HHN2VWKDF7C6ZCHKV',
  )
    .addOption(jsonOption())
    .option(
      '--joins',
      'prints each join by a tracked link as it is seen, of one invite or of all, until Ctrl-C',
    )
    .addArgument(optionalIdArgument('inv', 'bat', 'op'))
    .action((id: string | undefined, options: { json?: true; joins?: true }) =>
      options.joins
        ? run(async () => (await import('./commands/watch-joins.ts')).watchJoins)(id, options)
        : run(async () => (await import('./commands/watch.ts')).watch)(id, options),
    );
  addCommand(
    program,
    'cancel',
    'withdraws an invite, or what is left of a batch',
    'cancel inv_4Q2SCCH72HHN2VWKDF7C6ZCHKV',
    'cancel inv_4Q2SCCH72HHN2VWKDF7C6ZCHKV --revoke',
  )
    .addOption(jsonOption())
    .option('--revoke', 'revokes the link too, where one is made')
    .addArgument(idArgument('inv', 'bat'))
    .action(run(async () => (await import('./commands/cancel.ts')).cancel));
  const command = addCommand(
    program,
    'list',
    'the latest invites, newest first',
    'list --status failed',
    'list --metadata member=4711',
    'list --account main --created-after 2026-12-01T00:00:00Z --limit 500',
  ).addOption(jsonOption());
  addMetadataOption(command, 'with this pair only; more than once: with all of them')
    .option('--account <name>', 'of this account only')
    .option('--peer <peer>', 'of this chat only')
    .option('--status <status>', 'in this state only')
    .option(
      '--link-status <status>',
      'whose link is so only: active, expired, used_up, revoked, deleted or unknown',
    )
    .option('--origin <origin>', 'adopted: found by sync only; created: the others only')
    .option('--batch <id>', 'of this batch only')
    .option('--pool <name>', 'whose link was made for this pool only')
    .option('--title-prefix <text>', 'whose title begins so only')
    .option('--created-after <time>', 'accepted then or later (RFC 3339)')
    .option('--created-before <time>', 'accepted before that (RFC 3339)')
    .addOption(limitOption())
    .action(run(async () => (await import('./commands/list.ts')).list));
}
