import { Argument, type Command } from 'commander';
import { addCommand, jsonOption } from '../../operator/terminal/program.ts';
import { limitOption } from './arguments.ts';
import type { CreateRotationOptions } from './commands/rotation.ts';
import { addFieldOptions, readRequestOptions } from './request-options.ts';
import type { Run } from './run-command.ts';

/** What every link of a rotation may have. */
const templateFields = ['title', 'usage_limit', 'request_needed', 'track_joins'];

/** The commands for links that are replaced in each period. */
export function addRotationCommands(program: Command, run: Run): void {
  const rotation = program
    .command('rotation')
    .description('a link that is replaced in each period, at an address that stays');
  addCreate(rotation, run);
  addCommand(rotation, 'list', 'your rotations, by name', 'list')
    .addOption(jsonOption())
    .addOption(limitOption())
    .action(run(async () => (await import('./commands/rotation.ts')).listRotations));
  addCommand(
    rotation,
    'show',
    'the current link, the next change, and the links that have ended',
    'show poster',
  )
    .addOption(jsonOption())
    .addArgument(nameArgument())
    .action(run(async () => (await import('./commands/rotation.ts')).showRotation));
  addCommand(
    rotation,
    'rotate',
    'replaces the link now, for one that has leaked',
    'rotate poster --overlap PT0S',
  )
    .addOption(jsonOption())
    .addArgument(nameArgument())
    .option('--overlap <duration>', "how long the current link still works; without it, the rotation's")
    .option('--idempotency-key <key>', 'makes the request repeatable: the same key is the same link')
    .action(run(async () => (await import('./commands/rotation.ts')).rotate));
  addCommand(
    rotation,
    'delete',
    'makes no more links: the current one is kept, and those whose overlap is not over are revoked now',
    'delete poster',
    'delete poster --revoke',
  )
    .addOption(jsonOption())
    .addArgument(nameArgument())
    .option('--revoke', 'revokes the current link too')
    .action(run(async () => (await import('./commands/rotation.ts')).deleteRotation));
}

function addCreate(rotation: Command, run: Run): void {
  const command = addCommand(
    rotation,
    'create',
    'has a link replaced in each period',
    'create poster --account main --peer @launch --every P1D --slug launch-party',
    "create weekly --account main --cron '0 9 * * MON' --time-zone Europe/Berlin --overlap P1D",
  )
    .addOption(jsonOption())
    .addArgument(nameArgument())
    .requiredOption('--account <name>', 'the account that makes the links')
    .option('--peer <peer>', "the chat; without it, the account's default chat")
    .option('--every <duration>', 'how long a period is, such as P1D, PT6H or P1M')
    .option('--cron <fields>', 'when periods begin, in place of --every: "0 9 * * 1"')
    .option('--time-zone <name>', 'of the periods, such as Europe/Berlin; without it, UTC')
    .option('--overlap <duration>', 'how long the old link still works, such as PT1H')
    .option('--slug <slug>', 'everybody finds the current link at /j/SLUG of the API')
    .option('--callback-url <url>', 'is told of each link');
  addFieldOptions(command, templateFields).action((name: string, options: CreateRotationOptions) =>
    run(async () => (await import('./commands/rotation.ts')).createRotation)(
      name,
      options,
      readTemplate({ ...options }),
    ),
  );
}

/** The options that are fields of every link. */
function readTemplate(options: Record<string, unknown>): Record<string, unknown> {
  const request = readRequestOptions(options);
  return Object.fromEntries(Object.entries(request).filter(([field]) => templateFields.includes(field)));
}

function nameArgument(): Argument {
  return new Argument('<name>', 'its name: 1 to 64 of a-z, 0-9, "_" and "-"');
}
