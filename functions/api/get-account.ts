import { toAccountResource } from './account-resource.ts';
import { type ApiResponse, respondJson } from './api-event.ts';
import type { KeyedEvent } from './authenticate-key.ts';
import { type CountPendingDeps, countPending } from './count-pending.ts';
import { type FindAccountDeps, findAccount } from './find-account.ts';

export interface GetAccountDeps extends FindAccountDeps, CountPendingDeps {
  now(): number;
}

/** GET /v1/accounts/{name}: whether an account may work, and until when it may not. */
export function getAccount(deps: GetAccountDeps) {
  return async function handleGetAccount(event: KeyedEvent): Promise<ApiResponse> {
    const account = await findAccount(deps, event);
    const pending = await countPending(deps, account.accountId);
    return respondJson(200, toAccountResource(account, pending, deps.now()));
  };
}
