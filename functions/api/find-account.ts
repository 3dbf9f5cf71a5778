import type { Account } from '../core/account.ts';
import { accountIdOf } from '../core/ids.ts';
import type { ApiEvent } from './api-event.ts';
import { ProblemError } from './problem-error.ts';

export interface FindAccountDeps {
  getAccount(accountId: string): Promise<Account | undefined>;
}

/**
 * The account that the path names, of the caller's own tenant: another tenant's is not there.
 * @throws ProblemError 404
 */
export async function findAccount(
  { getAccount }: FindAccountDeps,
  event: ApiEvent & { tenantId: string },
): Promise<Account> {
  const account = await getAccount(accountIdOf(event.tenantId, event.pathParameters?.name ?? ''));
  if (account === undefined) {
    throw new ProblemError({
      slug: 'account-not-found',
      title: 'No such account',
      status: 404,
      detail: 'There is no account with this name. GET /v1/accounts lists the accounts there are.',
    });
  }
  return account;
}
