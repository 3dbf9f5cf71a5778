import type { ToolContext } from '../tool/command-context.ts';
import { findAccount } from './find-account.ts';

/** `halt NAME`: stops an account; its jobs wait. A call that is being made is not broken off. */
export async function halt(context: ToolContext, name: string): Promise<void> {
  const { place, terminal } = context;
  const { accountId } = await findAccount(context, name);
  await place.accounts.halt(accountId);
  terminal.say(`${name} is halted. Its jobs wait until: ${place.commandLine(`resume ${name}`)}`);
}
