import { Argument, type Command, Option } from 'commander';
import { addCommand, jsonOption } from '../../operator/terminal/program.ts';
import type { CreatePoolOptions } from './commands/pool.ts';
import { addFieldOptions, addMetadataOption, readRequestOptions } from './request-options.ts';
import type { Run } from './run-command.ts';

/** The fields of a pool's links. */
const templateFields = [
  'title',
  'usage_limit',
  'request_needed',
  'subscription_pricing.period',
  'subscription_pricing.amount',
  'track_joins',
  'single_use',
];

/** The commands for links that are made before they are asked for. */
export function addPoolCommands(program: Command, run: Run): void {
  const command = program
    .command('pool')
    .description('keeps links ready, and takes one at once: pool create, list, show, take, delete');
  addCreate(command, run);
  addCommand(command, 'list', 'your pools', 'list')
    .addOption(jsonOption())
    .action(run(async () => (await import('./commands/pool.ts')).listPools));
  addCommand(command, 'show', 'what lies ready in a pool', 'show shop')
    .addOption(jsonOption())
    .addArgument(nameArgument())
    .action(run(async () => (await import('./commands/pool.ts')).showPool));
  addTake(command, run);
  addCommand(
    command,
    'delete',
    'deletes a pool, and revokes the links that lie in it',
    'delete shop',
    'delete shop --keep-links',
  )
    .addOption(jsonOption())
    .option('--keep-links', 'leaves the links as they are')
    .addArgument(nameArgument())
    .action(run(async () => (await import('./commands/pool.ts')).deletePool));
}

function addCreate(command: Command, run: Run): void {
  const create = addCommand(
    command,
    'create',
    'keeps so many links ready',
    'create shop --account main --peer @launch --size 50 --usage-limit 1',
  )
    .addOption(jsonOption())
    .addArgument(nameArgument());
  addFieldOptions(create, ['account', 'peer', ...templateFields])
    .addOption(numberOption('--size <number>', 'how many links').makeOptionMandatory())
    .addOption(numberOption('--low-water <number>', 'makes more only below so many'))
    .addOption(
      numberOption(
        '--max-age <seconds>',
        'the links end at that age; otherwise they are replaced after 7 days',
      ),
    )
    .action((name: string, options: CreatePoolOptions) =>
      run(async () => (await import('./commands/pool.ts')).createPool)(
        name,
        readRequestOptions({ ...options }),
        options,
      ),
    );
}

function addTake(command: Command, run: Run): void {
  const take = addCommand(
    command,
    'take',
    'takes a link, and prints it',
    "take shop --title 'order 4711' --expire-in 86400 --idempotency-key order-4711",
  )
    .addOption(jsonOption())
    .addArgument(nameArgument());
  addMetadataOption(
    addFieldOptions(take, ['title', 'expire_in', 'callback_url']),
    'a pair of yours, kept with the link; more than once for more',
  )
    .option('--fail-if-empty', 'asks for no link where none lies ready')
    .option('--idempotency-key <key>', 'makes the request repeatable: the same key is the same link')
    .action((name: string, options: Record<string, unknown>) =>
      run(async () => (await import('./commands/pool.ts')).takeLink)(
        name,
        readRequestOptions(options),
        options,
      ),
    );
}

function nameArgument(): Argument {
  return new Argument('<name>', 'the name of the pool');
}

/** The API judges what it may be. */
function numberOption(flags: string, about: string): Option {
  return new Option(flags, about).argParser(Number);
}
