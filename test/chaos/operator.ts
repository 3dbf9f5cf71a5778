import { resumeAccount } from '../../functions/core/account/resume-account.ts';
import type { System } from './parts/system.ts';
import { logIn, type StagedAccount } from './stage.ts';

/** Repairs an account as an operator does: a new login if the session is dead, then resume. */
export async function repairAccount(system: System, account: StagedAccount): Promise<boolean> {
  const { accounts, jobs } = system.stores;
  const stored = await accounts.getAccount(account.accountId);
  if (stored === undefined || stored.status === 'active') {
    return false;
  }
  if (stored.status === 'dead') {
    await logIn(system, account);
  }
  await resumeAccount({ ...accounts, ...jobs, now: Date.now }, account.accountId);
  return true;
}
