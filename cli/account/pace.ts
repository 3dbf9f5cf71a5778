import { defaultPace } from '../../functions/core/pace/pace.ts';
import type { PacedAccount } from '../../functions/core/pace/pacer.ts';
import { findAccount } from '../../operator/account/find-account.ts';
import { describePace } from '../tool/account-facts.ts';
import type { CommandContext } from '../tool/command-context.ts';

export interface PaceOptions {
  perMinute?: number;
  burst?: number;
  default?: true;
}

/**
 * `pace NAME`: how often the account makes links; with options it is set, and what was learned of its limit is forgotten. What
 * is not given stays as it was configured.
 */
export async function setPace(context: CommandContext, name: string, options: PaceOptions): Promise<void> {
  const { system, terminal } = context;
  const account = await findAccount(context, name);
  let told: PacedAccount = account;
  if (Object.keys(options).length > 0) {
    const { perMinute, burst } = { ...(account.pace ?? defaultPace), ...options };
    const pace = options.default ? undefined : { perMinute, burst };
    await system.accounts.setPace(account.accountId, pace);
    // Not read again: that read may come before the write.
    told = pace === undefined ? {} : { pace };
  }
  for (const line of describePace(told)) {
    terminal.print(line);
  }
}
