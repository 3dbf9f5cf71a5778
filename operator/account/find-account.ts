import type { Account } from '../../functions/core/account/account.ts';
import { accountIdOf } from '../../functions/core/ids.ts';
import type { OperatorContext } from '../system/operator-context.ts';
import { RefusedError } from '../terminal/operator-errors.ts';

/**
 * The account with that name, of the system's tenant.
 * @throws RefusedError with the names that there are.
 */
export async function findAccount(
  { system }: Pick<OperatorContext, 'system'>,
  name: string,
): Promise<Account> {
  const account = await system.accounts.getAccount(accountIdOf(system.tenantId, name));
  if (account !== undefined) {
    return account;
  }
  const others = await system.accounts.listAccountsOf(system.tenantId);
  const names = others.map((each) => each.name).join(', ');
  throw new RefusedError(
    others.length === 0
      ? `There is no account "${name}", nor any other. Log it in: ${system.commandLine(`login ${name}`)}`
      : `There is no account "${name}". There are: ${names}.`,
  );
}
