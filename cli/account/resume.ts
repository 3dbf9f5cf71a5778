import { findAccount } from '../../operator/account/find-account.ts';
import { resumeRepaired } from '../../operator/account/resume-repaired.ts';
import type { CommandContext } from '../tool/command-context.ts';

/** `resume NAME`: the account has been repaired; it works again, and its blocked jobs go on. */
export async function resume(context: CommandContext, name: string): Promise<void> {
  const released = await resumeRepaired(context, await findAccount(context, name));
  context.terminal.print(
    `${name} is active. Jobs released: ${released}. The sweeper sends them within a minute or two.`,
  );
}
