import { Argument, type Command, InvalidArgumentError } from 'commander';
import { addCommand, jsonOption } from '../../operator/terminal/program.ts';
import { limitOption, optionalIdArgument } from './arguments.ts';
import type { Run } from './run-command.ts';

const exampleId = 'inv_4Q2SCCH72HHN2VWKDF7C6ZCHKV';

/** The commands for people who ask to join. */
export function addRequestCommands(program: Command, run: Run): void {
  const command = addCommand(
    program,
    'requests',
    'who asks to join, by a link or in a chat, newest first',
    `requests ${exampleId} --refresh`,
    'requests --account main --peer @launch',
  )
    .addOption(jsonOption())
    .addArgument(optionalIdArgument('inv'));
  addChatOptions(command)
    .option('--refresh', 'asks Telegram first; without it, they are as of the last look')
    .addOption(limitOption())
    .action(run(async () => (await import('./commands/requests.ts')).requests));
  addDecision(program, run, 'approve', 'lets in people who ask to join');
  addDecision(program, run, 'decline', 'turns away people who ask to join');
}

function addDecision(program: Command, run: Run, kind: 'approve' | 'decline', about: string): void {
  const command = addCommand(
    program,
    kind,
    about,
    `${kind} ${exampleId} 5000017041`,
    `${kind} 5000017041 5000017042 --account main --peer @launch`,
    `${kind} ${exampleId} --all`,
  )
    .addOption(jsonOption())
    .addArgument(
      new Argument('[ids...]', 'the invite by whose link they ask (inv_...), and their user ids').argParser(
        collectIds,
      ),
    );
  addChatOptions(command)
    .option('--all', 'all who ask, in place of user ids')
    .option('--yes', 'does not ask for confirmation')
    .addHelpText(
      'after',
      `
Name an invite or an account. With --all the tool shows how many they are, and asks first. Nothing undoes it.
The API key needs the scopes joins:read and joins:write.`,
    )
    .action(run(async () => (await import('./commands/decide.ts'))[kind]));
}

function addChatOptions(command: Command): Command {
  return command
    .option('--account <name>', 'in a chat of this account, in place of an invite')
    .option('--peer <peer>', "the chat; without it, the account's default chat");
}

function collectIds(text: string, before: string[] | undefined): string[] {
  if (!/^(inv_\w+|[1-9]\d{0,18})$/.test(text)) {
    throw new InvalidArgumentError('An invite begins with inv_, and a user is named by the id, in digits.');
  }
  return [...(before ?? []), text];
}
