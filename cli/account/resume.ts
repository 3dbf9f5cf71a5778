import type { Account } from '../../functions/core/account/account.ts';
import { resumeAccount } from '../../functions/core/account/resume-account.ts';
import { describeFailure } from '../../operator/terminal/describe.ts';
import { InterruptedError, RefusedError } from '../../operator/terminal/operator-errors.ts';
import type { CommandContext } from '../tool/command-context.ts';
import { checkSession } from './check.ts';
import { findAccount } from './find-account.ts';

/** `resume NAME`: the account has been repaired; it works again, and its blocked jobs go on. */
export async function resume(context: CommandContext, name: string): Promise<void> {
  const { system, terminal, now } = context;
  const account = await findAccount(context, name);
  if (account.status === 'dead') {
    await refuseDead(context, account);
  }
  const released = await resumeAccount({ ...system.accounts, ...system.jobs, now }, account.accountId);
  terminal.print(
    `${name} is active. Jobs released: ${released ?? 0}. The sweeper sends them within a minute or two.`,
  );
}

/**
 * Telegram does not revive a session that it has ended: the account's jobs would be blocked again.
 * @throws RefusedError unless Telegram takes the session.
 */
async function refuseDead(context: CommandContext, account: Account): Promise<void> {
  const { name } = account;
  try {
    await checkSession(context, account);
  } catch (error) {
    if (error instanceof InterruptedError) {
      throw error;
    }
    const login = context.system.commandLine(`login ${name}`);
    throw new RefusedError(
      `"${name}" was not resumed: it is dead, and a call with its session failed. ${describeFailure(error)}\nA new login repairs it, and lets its jobs go on: ${login}`,
    );
  }
}
