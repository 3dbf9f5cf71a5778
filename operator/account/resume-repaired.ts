import type { Account } from '../../functions/core/account/account.ts';
import { resumeAccount } from '../../functions/core/account/resume-account.ts';
import type { OperatorContext } from '../system/operator-context.ts';
import { describeFailure } from '../terminal/describe.ts';
import { InterruptedError, RefusedError } from '../terminal/operator-errors.ts';
import { checkSession } from './check-session.ts';

/**
 * The account has been repaired: it works again, and its blocked jobs go on.
 * @returns how many jobs were released.
 * @throws RefusedError for a dead account whose session Telegram does not take; InterruptedError.
 */
export async function resumeRepaired(context: OperatorContext, account: Account): Promise<number> {
  const { system, now } = context;
  if (account.status === 'dead') {
    await refuseDead(context, account);
  }
  return (await resumeAccount({ ...system.accounts, ...system.jobs, now }, account.accountId)) ?? 0;
}

/**
 * Telegram does not revive a session that it has ended: the account's jobs would be blocked again.
 * @throws RefusedError unless Telegram takes the session.
 */
async function refuseDead(context: OperatorContext, account: Account): Promise<void> {
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
