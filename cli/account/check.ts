import { checkSession } from '../../operator/account/check-session.ts';
import { findAccount } from '../../operator/account/find-account.ts';
import { describeOwner } from '../../operator/terminal/describe.ts';
import type { JsonOption } from '../../operator/terminal/program.ts';
import type { CommandContext } from '../tool/command-context.ts';

/** `check NAME`: one harmless call with the account's session. An account that Telegram has moved is moved here too. */
export async function check(context: CommandContext, name: string, { json }: JsonOption): Promise<void> {
  const { system, terminal } = context;
  const found = await findAccount(context, name);
  const { owner, session, movedFrom } = await checkSession(context, found);
  if (json) {
    terminal.print(
      JSON.stringify({ name, works: true, user_id: owner.userId, dc_id: session.dcId }, null, 2),
    );
    return;
  }
  if (movedFrom !== undefined) {
    terminal.print(
      `Telegram has moved the account from data centre ${movedFrom} to ${session.dcId}: its session was moved there and stored.`,
    );
  }
  terminal.print(`${name} works: ${describeOwner(owner)}, data centre ${session.dcId}.`);
  if (found.status !== 'active' && movedFrom === undefined) {
    terminal.print(`It is ${found.status}. Let its jobs go on: ${system.commandLine(`resume ${name}`)}`);
  }
}
