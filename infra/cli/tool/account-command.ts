import type { Account } from '../../../functions/core/account.ts';
import type { Place } from './place.ts';

/** A command for an account as it is typed, with the account's tenant where that is not the one at hand. */
export function accountCommand(
  { tenantId, commandLine }: Pick<Place, 'tenantId' | 'commandLine'>,
  account: Pick<Account, 'tenantId' | 'name'>,
  command: string,
): string {
  const tenant = account.tenantId === tenantId ? '' : ` --tenant ${account.tenantId}`;
  return `${commandLine(`${command} ${account.name}`)}${tenant}`;
}
