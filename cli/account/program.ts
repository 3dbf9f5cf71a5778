import { Argument, type Command, Option } from 'commander';
import { addCommand, type JsonOption, jsonOption } from '../../operator/terminal/program.ts';
import type { Terminal } from '../../operator/terminal/terminal.ts';
import { parseBurst, parseName, parsePeerArgument, parsePerMinute } from '../tool/arguments.ts';
import type { CommandContext } from '../tool/command-context.ts';
import { createToolProgram, isOfTenant, runOnSystem } from '../tool/tool-program.ts';

/** Runs one command, which is loaded when it is run, on the system that the options name. */
type Run = <T extends unknown[]>(
  load: () => Promise<(context: CommandContext, ...given: T) => Promise<void>>,
) => (...given: T) => Promise<void>;

/** The operator's tool as a program of commands. */
export function createProgram(terminal: Terminal): Command {
  const program = createToolProgram(
    'npm run account --',
    'Logs Telegram accounts in and looks after them.',
    'whose account it is',
  );
  const run: Run =
    (load) =>
    (...given) =>
      runOnSystem(program, terminal, async (context) => (await load())(context, ...given));
  addLogins(program, run);
  addViews(program, run);
  addSettings(program, run);
  addChanges(program, run);
  return program;
}

function nameArgument() {
  return new Argument('<name>', 'the name of the account').argParser(parseName);
}

function defaultPeerOption() {
  return new Option('--default-peer <peer>', 'the chat of requests that name none, such as @name').argParser(
    parsePeerArgument,
  );
}

function addLogins(program: Command, run: Run): void {
  addCommand(
    program,
    'login',
    'logs a Telegram account in, with a code or a QR code',
    'login main --default-peer @launch',
    'login main --qr',
  )
    .addArgument(nameArgument())
    .option('--qr', 'show a QR code to scan with a phone that is logged in')
    .option('--test-dc', "log in at Telegram's test servers, which have accounts of their own")
    .addOption(defaultPeerOption())
    .addHelpText(
      'after',
      '\nAsks for your api_id and api_hash, unless TELEGRAM_API_ID and TELEGRAM_API_HASH are set.',
    )
    .action(run(async () => (await import('./login.ts')).login));
  addCommand(
    program,
    'import',
    'stores a session of another library: a string of Telethon, GramJS, Pyrogram, mtcute or MTKruto, or a .session file of Telethon or Pyrogram',
    'import main --file main.session',
    'import main < session.txt',
  )
    .addArgument(nameArgument())
    .option(
      '--file <file>',
      'a .session file, or a file with a session string; without it, the string comes from a prompt or from standard input',
    )
    .addOption(defaultPeerOption())
    .action(run(async () => (await import('./import.ts')).importSession));
}

function addViews(program: Command, run: Run): void {
  addCommand(program, 'list', 'every account: its state, and why it is not working', 'list', 'list --json')
    .addOption(jsonOption())
    .action((options: JsonOption) =>
      run(async () => (await import('./list.ts')).list)({
        ...options,
        isOfTenant: isOfTenant(program),
      }),
    );
  addCommand(program, 'show', 'all that is known of an account; never its session', 'show main')
    .addArgument(nameArgument())
    .addOption(jsonOption())
    .action(run(async () => (await import('./show.ts')).show));
  addCommand(program, 'check', 'makes one harmless call: does Telegram accept the session?', 'check main')
    .addArgument(nameArgument())
    .addOption(jsonOption())
    .action(run(async () => (await import('./check.ts')).check));
  addCommand(
    program,
    'chats',
    'the chats of an account, its rights there, and how a request names each',
    'chats main --refresh',
  )
    .addArgument(nameArgument())
    .option('--refresh', 'ask Telegram, instead of what was stored at the login')
    .addOption(jsonOption())
    .action(run(async () => (await import('./chats.ts')).chats));
}

function addSettings(program: Command, run: Run): void {
  addCommand(
    program,
    'default-peer',
    'sets the chat of requests that name none; without PEER, removes it',
    'default-peer main @launch',
  )
    .addArgument(nameArgument())
    .addArgument(new Argument('[peer]', 'the chat, as a request names it').argParser(parsePeerArgument))
    .action(run(async () => (await import('./default-peer.ts')).setDefaultPeer));
  addCommand(
    program,
    'pace',
    'shows how often an account makes links, or sets it; set it only when you know its limit',
    'pace main --per-minute 12 --burst 5',
    'pace main --default',
  )
    .addArgument(nameArgument())
    .addOption(
      new Option('--per-minute <n>', 'links a minute, in the long run: 0.1 to 60').argParser(parsePerMinute),
    )
    .addOption(new Option('--burst <n>', 'links at once, after a pause: 1 to 100').argParser(parseBurst))
    .addOption(new Option('--default', 'go back to the usual pace').conflicts(['perMinute', 'burst']))
    .action(run(async () => (await import('./pace.ts')).setPace));
}

function addChanges(program: Command, run: Run): void {
  addCommand(program, 'halt', 'stops an account; its jobs wait until it is resumed', 'halt main')
    .addArgument(nameArgument())
    .action(run(async () => (await import('./halt.ts')).halt));
  addCommand(program, 'resume', 'lets an account work again after a repair; its jobs go on', 'resume main')
    .addArgument(nameArgument())
    .action(run(async () => (await import('./resume.ts')).resume));
  addCommand(program, 'remove', 'forgets an account and its session', 'remove main --log-out')
    .addArgument(nameArgument())
    .option('--log-out', 'end its session at Telegram too')
    .option('--fail-jobs', 'end its unfinished jobs as failed')
    .option('--yes', 'do not ask')
    .action(run(async () => (await import('./remove.ts')).remove));
  addCommand(
    program,
    'reseal',
    'seals every session anew, under the newest key',
    'reseal --new-key',
    'reseal --stage prod',
  )
    .option('--new-key', 'make a new key first, and drop the old ones when all is done (on one machine)')
    .action(run(async () => (await import('./reseal.ts')).reseal));
}
