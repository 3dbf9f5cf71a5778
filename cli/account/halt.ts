import { findAccount } from '../../operator/account/find-account.ts';
import type { CommandContext } from '../tool/command-context.ts';

/** `halt NAME`: stops an account; its jobs wait. A call that is being made is not broken off. */
export async function halt(context: CommandContext, name: string): Promise<void> {
  const { system, terminal } = context;
  const { accountId } = await findAccount(context, name);
  await system.accounts.halt(accountId);
  terminal.print(`${name} is halted. Its jobs wait until: ${system.commandLine(`resume ${name}`)}`);
}
