import type { Account } from '../core/account/account.ts';
import { mayUseAccount } from '../core/account/api-key.ts';
import { accountIdOf } from '../core/ids.ts';
import type { KeyedEvent } from './authenticate-key.ts';
import { ProblemError } from './problem-error.ts';

export interface FindAccountDeps {
  getAccount(accountId: string): Promise<Account | undefined>;
}

/**
 * The account that the path names, of those that the caller's key may use: any other is not there.
 * @throws ProblemError 404
 */
export async function findAccount(
  { getAccount }: FindAccountDeps,
  { key, tenantId, pathParameters }: KeyedEvent,
): Promise<Account> {
  const name = pathParameters?.name ?? '';
  const account = mayUseAccount(key, name) ? await getAccount(accountIdOf(tenantId, name)) : undefined;
  if (account === undefined) {
    throw new ProblemError({
      slug: 'account-not-found',
      detail: 'There is no account with this name. GET /v1/accounts lists your accounts.',
    });
  }
  return account;
}
