import { Argument, type Command, Option } from 'commander';
import {
  allScopes,
  highestRatePerMinute,
  usualRatePerMinute,
  usualScopes,
} from '../../functions/core/account/api-key.ts';
import { addCommand, type JsonOption, jsonOption } from '../../operator/terminal/program.ts';
import type { Terminal } from '../../operator/terminal/terminal.ts';
import { parseName } from '../tool/arguments.ts';
import { createToolProgram, isOfTenant, type RunCommand, runOnSystem } from '../tool/tool-program.ts';
import {
  parseAccounts,
  parseKeyId,
  parseMaxPending,
  parseOverlap,
  parseRate,
  parseScopes,
  parseTrackJoins,
} from './arguments.ts';
import type { CreateOptions } from './create.ts';
import type { RotateOptions } from './rotate.ts';

const pipeHint =
  '\nStandard output gets the key alone when npm is silent: npm run --silent key -- ... > key.txt';

const maxPendingFlag = '--max-pending <n>';

/** The operator's tool for API keys as a program of commands. */
export function createProgram(terminal: Terminal): Command {
  const program = createToolProgram(
    'npm run key --',
    'Makes API keys and takes them back.',
    'whose key it is',
  );
  const run: RunCommand = (command) => runOnSystem(program, terminal, command);
  addCreate(program, run);
  addList(program, run);
  addEnds(program, run);
  return program;
}

function idArgument() {
  return new Argument('<id>', 'the id of the key, as "list" shows it').argParser(parseKeyId);
}

function addCreate(program: Command, run: RunCommand): void {
  addCommand(
    program,
    'create',
    'makes a key, and prints it this once',
    'create shop',
    'create campaign --max-pending 500',
    'create dashboard --scopes invites:read,accounts:read --accounts main --rate 60',
    'create club --scopes invites:write,invites:read --track-joins',
  )
    .addArgument(new Argument('<name>', 'what the key is for').argParser(parseName))
    .option(
      '--scopes <list>',
      `what it may do: ${allScopes.join(',')}; ${usualScopes.join(',')} unless given (who joins is personal data)`,
      parseScopes,
    )
    .option(
      '--rate <n>',
      `requests a minute: 1 to ${highestRatePerMinute}; ${usualRatePerMinute} unless given`,
      parseRate,
    )
    .option(maxPendingFlag, 'unfinished jobs it may have at once; no limit unless given', parseMaxPending)
    .option('--accounts <list>', 'the accounts it may use; all of the tenant unless given', parseAccounts)
    .option('--callback-url <url>', 'the callback_url of requests that name none')
    .addOption(
      new Option(
        '--track-joins [names]',
        'who joins by the links of requests that do not say it is told: the user ids, or with "names" the names too',
      ).argParser(parseTrackJoins),
    )
    .addHelpText('after', pipeHint)
    .action((name: string, options: CreateOptions) =>
      run(async (context) => (await import('./create.ts')).create(context, name, options)),
    );
}

function addList(program: Command, run: RunCommand): void {
  addCommand(program, 'list', 'every key: whether it works, and what it may do', 'list', 'list --json')
    .addOption(jsonOption())
    .action((options: JsonOption) =>
      run(async (context) =>
        (await import('./list.ts')).list(context, { ...options, isOfTenant: isOfTenant(program) }),
      ),
    );
}

function addEnds(program: Command, run: RunCommand): void {
  addCommand(program, 'revoke', 'takes a key back for good', 'revoke key_0123456789ab')
    .addArgument(idArgument())
    .action((id: string) =>
      run(async (context) =>
        (await import('./revoke.ts')).revoke(context, id, { isOfTenant: isOfTenant(program) }),
      ),
    );
  addCommand(
    program,
    'rotate',
    'makes a key with the same rights, and prints it this once; the old one works a while longer',
    'rotate key_0123456789ab',
    'rotate key_0123456789ab --overlap 7d',
    'rotate key_0123456789ab --max-pending 500',
  )
    .addArgument(idArgument())
    .addOption(
      new Option('--overlap <time>', 'how long the old key goes on: 30m, 24h, 7d')
        .argParser(parseOverlap)
        .default(24 * 3_600_000, '24h'),
    )
    .option(
      maxPendingFlag,
      'unfinished jobs the new key may have at once; as the old one unless given',
      parseMaxPending,
    )
    .addHelpText('after', pipeHint)
    .action((id: string, options: Omit<RotateOptions, 'isOfTenant'>) =>
      run(async (context) =>
        (await import('./rotate.ts')).rotate(context, id, { ...options, isOfTenant: isOfTenant(program) }),
      ),
    );
}
