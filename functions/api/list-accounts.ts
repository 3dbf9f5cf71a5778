import type { Account } from '../core/account/account.ts';
import { mayUseAccount } from '../core/account/api-key.ts';
import { settleAll } from '../core/settle-all.ts';
import { toAccountResource } from './account-resource.ts';
import { type ApiResponse, respondJson } from './api-event.ts';
import type { KeyedEvent } from './authenticate-key.ts';
import { type CountPendingDeps, countPending } from './count-pending.ts';

export interface ListAccountsDeps extends CountPendingDeps {
  /** The tenant's accounts, by name. */
  listAccountsOf(tenantId: string): Promise<Account[]>;
  now(): number;
}

/** Accounts whose jobs are counted side by side. */
const sideBySide = 10;

/** GET /v1/accounts: those that the caller's key may use, by name. */
export function listAccounts(deps: ListAccountsDeps) {
  return async function handleListAccounts({ key, tenantId }: KeyedEvent): Promise<ApiResponse> {
    const accounts = (await deps.listAccountsOf(tenantId)).filter(({ name }) => mayUseAccount(key, name));
    const resources: Record<string, unknown>[] = [];
    for (let next = 0; next < accounts.length; next += sideBySide) {
      const described = accounts
        .slice(next, next + sideBySide)
        .map(async (account) =>
          toAccountResource(account, await countPending(deps, account.accountId), deps.now()),
        );
      resources.push(...(await settleAll(described)));
    }
    return respondJson(200, { accounts: resources });
  };
}
