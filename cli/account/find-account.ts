import type { Account } from '../../functions/core/account/account.ts';
import { accountIdOf } from '../../functions/core/ids.ts';
import { RefusedError } from '../../operator/terminal/operator-errors.ts';
import type { ToolContext } from '../tool/command-context.ts';

/**
 * The account of that name of the tenant at hand.
 * @throws RefusedError with the names that there are.
 */
export async function findAccount({ place }: ToolContext, name: string): Promise<Account> {
  const account = await place.accounts.getAccount(accountIdOf(place.tenantId, name));
  if (account !== undefined) {
    return account;
  }
  const others = await place.accounts.listAccountsOf(place.tenantId);
  const names = others.map((each) => each.name).join(', ');
  throw new RefusedError(
    others.length === 0
      ? `There is no account "${name}", nor any other. Log it in: ${place.commandLine(`login ${name}`)}`
      : `There is no account "${name}". There are: ${names}.`,
  );
}
