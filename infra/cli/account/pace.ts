import { defaultPace } from '../../../functions/core/pace.ts';
import { describePace } from '../tool/account-facts.ts';
import type { ToolContext } from '../tool/context.ts';
import { findAccount } from './find-account.ts';

export interface PaceOptions {
  perMinute?: number;
  burst?: number;
  default?: true;
}

/**
 * `pace NAME`: how often the account makes links; with options it is set, and what was learned of its limit is forgotten. What
 * is not given stays as it was configured.
 */
export async function setPace(context: ToolContext, name: string, options: PaceOptions): Promise<void> {
  const { place, terminal } = context;
  const { accountId, pace = defaultPace } = await findAccount(context, name);
  const { perMinute = pace.perMinute, burst = pace.burst } = options;
  if (Object.keys(options).length > 0) {
    await place.accounts.setPace(accountId, options.default ? undefined : { perMinute, burst });
  }
  for (const line of describePace(await findAccount(context, name))) {
    terminal.say(line);
  }
}
