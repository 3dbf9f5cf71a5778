import { resumeAccount } from '../../../functions/core/resume-account.ts';
import type { ToolContext } from '../tool/context.ts';
import { findAccount } from './find-account.ts';

/** `resume NAME`: the account has been repaired; it works again, and its blocked jobs go on. */
export async function resume(context: ToolContext, name: string): Promise<void> {
  const { place, terminal, now } = context;
  const { accountId } = await findAccount(context, name);
  const released = await resumeAccount({ ...place.accounts, ...place.jobs, now }, accountId);
  terminal.say(
    `${name} is active. Jobs released: ${released ?? 0}. The sweeper sends them within a minute or two.`,
  );
}
