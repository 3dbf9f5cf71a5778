import type { Command } from 'commander';
import { addCommand, jsonOption } from '../../operator/terminal/program.ts';
import { idArgument, idOption, limitOption, optionalInviteArgument } from './arguments.ts';
import { addEditOptions, readEditOptions } from './edit-options.ts';
import { addMetadataOption } from './request-options.ts';
import type { Run } from './run-command.ts';

const exampleId = 'inv_4Q2SCCH72HHN2VWKDF7C6ZCHKV';

/** The commands for links that are made. Each follows its operation to its end. */
export function addLinkCommands(program: Command, run: Run): void {
  addRevoke(program, run);
  addEdit(program, run);
  addCommand(
    program,
    'delete',
    'deletes a revoked link at Telegram',
    `delete ${exampleId}`,
    `delete ${exampleId} --revoke`,
  )
    .addOption(jsonOption())
    .option('--revoke', 'revokes the link first, where it is not revoked')
    .addArgument(idArgument('inv'))
    .action((id: string, options: { json?: true; revoke?: true }) =>
      run(async () => (await import('./commands/delete.ts')).deleteLink)(id, options),
    );
  addCommand(
    program,
    'refresh',
    'asks Telegram how a link is now, and how many have joined by it',
    `refresh ${exampleId}`,
  )
    .addOption(jsonOption())
    .addArgument(idArgument('inv'))
    .action(run(async () => (await import('./commands/refresh.ts')).refresh));
  addSync(program, run);
  addCommand(
    program,
    'operations',
    'what was done to links, by which API key, newest first',
    `operations --invite ${exampleId}`,
    'operations --kind revoke --key shop',
  )
    .addOption(jsonOption())
    .addOption(idOption('--invite <id>', 'on the link of this invite only', 'inv'))
    .option(
      '--kind <kind>',
      'of this kind only: edit, revoke, delete, refresh, sync, approve, decline or requests',
    )
    .option('--key <name>', 'asked for by the API key of this name only')
    .addOption(limitOption())
    .action(run(async () => (await import('./commands/operations.ts')).operations));
}

function addRevoke(program: Command, run: Run): void {
  const command = addCommand(
    program,
    'revoke',
    'revokes a link, or many: nobody joins by them any more',
    `revoke ${exampleId}`,
    'revoke --batch bat_1DH2N0Y8V7PS3T6R9K5WQZXBEA --dry-run',
    'revoke --account main --peer @launch --metadata member=4711',
    "revoke --account main --peer @launch --title-prefix 'spring ' --created-before 2026-06-01T00:00:00Z --yes",
  )
    .addOption(jsonOption())
    .addArgument(optionalInviteArgument(' For a batch: --batch ID.'))
    .addOption(idOption('--batch <id>', 'the links of this batch', 'bat'))
    .option('--account <name>', 'the links of this account')
    .option('--peer <peer>', 'the links of this chat');
  addMetadataOption(command, 'the links with this pair; more than once: with all of them')
    .option('--title-prefix <text>', 'the links whose titles begin so')
    .option('--created-after <time>', 'the links of invites accepted then or later (RFC 3339)')
    .option('--created-before <time>', 'the links of invites accepted before that (RFC 3339)')
    .option('--all', 'all links, in place of a filter')
    .option('--dry-run', 'prints how many links that would be, and revokes none')
    .option('--yes', 'does not ask for confirmation')
    .addHelpText(
      'after',
      `
With an id one link is revoked. With filters all links that match all of them are: the tool shows their number, and asks first.
Nothing undoes it. A link that is revoked already is passed over.`,
    )
    .action(run(async () => (await import('./commands/revoke.ts')).revoke));
}

function addSync(program: Command, run: Run): void {
  addCommand(
    program,
    'sync',
    'reads all links of a chat, and adopts those made elsewhere',
    'sync --account main --peer @launch',
    'sync --account main --peer @launch --all-admins --revoked',
  )
    .addOption(jsonOption())
    .requiredOption('--account <name>', 'the account whose links are read')
    .option('--peer <peer>', "the chat; without it, the account's default chat")
    .option('--revoked', 'reads the revoked links too')
    .option('--all-admins', "reads the links of all administrators, which the chat's creator may do")
    .addHelpText(
      'after',
      `
A link that is no invite of the account yet becomes one: list, revoke and delete it like any other, and edit it where the
account made it. To see what was adopted: invite-spool list --origin adopted`,
    )
    .action(run(async () => (await import('./commands/sync.ts')).sync));
}

function addEdit(program: Command, run: Run): void {
  const command = addCommand(
    program,
    'edit',
    'changes the title, end, limit or approval of a link, or what is told of those who join',
    `edit ${exampleId} --title 'order 4711' --expire-in 86400`,
    `edit ${exampleId} --no-usage-limit --request-needed`,
    `edit ${exampleId} --track-joins`,
  )
    .addOption(jsonOption())
    .addArgument(idArgument('inv'));
  addEditOptions(command)
    .addHelpText(
      'after',
      '\nWhat is not named stays as it is. A link that needs approval has no limit: remove it in the same command.',
    )
    .action((id: string, options: Record<string, unknown>) =>
      run(async () => (await import('./commands/edit.ts')).edit)(readEditOptions(options), id, options),
    );
}
