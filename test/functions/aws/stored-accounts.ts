import type { Account } from '../../../functions/core/account/account.ts';
import { exportMethod } from '../../../functions/core/rpc/methods.ts';
import { createAccountRecord, startMs } from '../core/records.ts';
import { startTables } from './local-stores.ts';
import { createWritableAccountStore } from './writable-account-store.ts';

/** The store of accounts on the real engine, and what tests put into it. */
export async function startAccounts() {
  const { client, accountsTable } = await startTables();
  const store = createWritableAccountStore(client, accountsTable);
  let lastNumber = 0;
  return { client, accountsTable, store, storeAccount, lease };

  /** An account of its own for each test. */
  async function storeAccount(overrides: Partial<Account> = {}): Promise<string> {
    lastNumber += 1;
    const accountId = `acc_${lastNumber}`;
    await store.putAccount(createAccountRecord({ accountId, ...overrides }));
    return accountId;
  }

  function lease(overrides: Partial<Parameters<typeof store.takeLease>[1]> = {}) {
    return {
      owner: 'one',
      untilMs: startMs + 60_000,
      nowMs: startMs,
      method: exportMethod,
      jobIds: ['inv_1'],
      ...overrides,
    };
  }
}
