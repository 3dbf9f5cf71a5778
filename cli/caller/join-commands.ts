import { Argument, type Command, InvalidArgumentError } from 'commander';
import { addCommand, jsonOption } from '../../operator/terminal/program.ts';
import { limitOption, optionalInviteArgument } from './arguments.ts';
import type { Run } from './run-command.ts';

const exampleId = 'inv_4Q2SCCH72HHN2VWKDF7C6ZCHKV';

/** The commands about people who come in. */
export function addJoinCommands(program: Command, run: Run): void {
  const command = addCommand(
    program,
    'joins',
    'who came in by tracked links, newest first',
    'joins',
    `joins ${exampleId}`,
    'joins --peer @launch --since 2026-12-01T00:00:00Z --csv > joins.csv',
    'joins erase 5000017041',
  )
    .addOption(jsonOption())
    .addArgument(optionalInviteArgument(''))
    .option('--peer <peer>', 'into this chat only')
    .option('--account <name>', 'by links of this account only')
    .option('--since <time>', 'then or later (RFC 3339)')
    .option('--csv', 'prints a file for spreadsheets, of all joins')
    .addOption(limitOption())
    .addHelpText(
      'after',
      `
With an id: by the link of this invite. A link is tracked when its request says so (create --track-joins), or an edit does.
The API key needs the scope joins:read, and joins:write for erase. What is told and what is not: docs/joins.md`,
    )
    .action(run(async () => (await import('./commands/joins.ts')).joins));
  addCommand(
    command,
    'erase',
    'forgets a person: erases what is stored of a Telegram user, in all chats',
    'erase 5000017041',
  )
    .addArgument(new Argument('<user_id>', 'the id of the Telegram user').argParser(parseUserId))
    .action(
      // --json is an option of `joins`, wherever it stands.
      (userId: string) =>
        run(async () => (await import('./commands/erase-joins.ts')).eraseJoins)(userId, command.opts()),
    );
}

function parseUserId(text: string): string {
  if (!/^[1-9]\d{0,18}$/.test(text)) {
    throw new InvalidArgumentError('A user is named by the id, in digits: "joins" shows it.');
  }
  return text;
}
