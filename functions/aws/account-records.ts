import { GetItemCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import type { Account, AccountStatus } from '../core/account/account.ts';
import type { JobError } from '../core/job/job.ts';
import type { Pace } from '../core/pace/pace.ts';
import { type AccountTable, accountKey, type MarshalledItem, toAccount } from './account-table.ts';
import { batchGet } from './batch-get.ts';
import { isWritten } from './is-written.ts';
import { queryTenant, scanTenants } from './tenant-index.ts';

/** The accounts themselves: who they are, whether they may work, and until when they wait. */
export function createAccountRecords({ client, tableName }: AccountTable) {
  return {
    getAccount,
    listAccounts,
    listAccountsOf,
    saveFloodWait,
    saveTrouble,
    halt,
    reactivate,
    setDrained,
    setDefaultPeer,
    setPace,
  };

  /** The account, if there is one. Eventually consistent: for looking, not for deciding. */
  async function getAccount(accountId: string): Promise<Account | undefined> {
    const { Item } = await client.send(
      new GetItemCommand({ TableName: tableName, Key: accountKey(accountId) }),
    );
    return Item === undefined ? undefined : toAccount(Item);
  }

  /** Every account of every tenant, for the sweeper and the operator, in no particular order. */
  async function listAccounts(): Promise<Account[]> {
    const accounts: Account[] = [];
    for await (const keys of scanTenants(client, tableName)) {
      accounts.push(...(await loadAccounts(keys)));
    }
    return accounts;
  }

  /** A tenant's accounts, by name. The index is eventually consistent: a login may be missing for a moment. */
  async function listAccountsOf(tenantId: string): Promise<Account[]> {
    const accounts: Account[] = [];
    for await (const keys of queryTenant(client, tableName, tenantId)) {
      accounts.push(...(await loadAccounts(keys)));
    }
    return accounts.sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  /** The index holds keys only: what it names is read from the table, where it may be gone by now. */
  async function loadAccounts(items: MarshalledItem[]): Promise<Account[]> {
    const keys = items.map((item) => accountKey(unmarshall(item).accountId));
    return (await batchGet(client, tableName, keys)).map(toAccount);
  }

  /** Records a wait of Telegram. Waits only ever grow, so the order of two writers does not matter. */
  async function saveFloodWait(accountId: string, method: string, untilMs: number): Promise<void> {
    await isWritten(
      client.send(
        new UpdateItemCommand({
          TableName: tableName,
          Key: accountKey(accountId),
          UpdateExpression: 'SET blockedUntilMs.#method = :until',
          ConditionExpression:
            'attribute_exists(accountId) AND (attribute_not_exists(blockedUntilMs.#method) OR blockedUntilMs.#method < :until)',
          ExpressionAttributeNames: { '#method': method },
          ExpressionAttributeValues: marshall({ ':until': untilMs }),
        }),
      ),
    );
  }

  /**
   * Stops the account until its operator repairs it; refused when the lease it was found under is stale, or when the
   * account was logged in under that lease: the trouble may be that of the session before.
   */
  async function saveTrouble(
    accountId: string,
    fence: number,
    status: Exclude<AccountStatus, 'active'>,
    trouble: JobError & { atMs: number },
  ): Promise<void> {
    await isWritten(
      client.send(
        new UpdateItemCommand({
          TableName: tableName,
          Key: accountKey(accountId),
          UpdateExpression: 'SET #status = :status, trouble = :trouble',
          ConditionExpression: 'fence = :fence AND (attribute_not_exists(loginFence) OR loginFence < :fence)',
          ExpressionAttributeNames: { '#status': 'status' },
          ExpressionAttributeValues: marshall(
            { ':status': status, ':trouble': trouble, ':fence': fence },
            { removeUndefinedValues: true },
          ),
        }),
      ),
    );
  }

  /** The operator stops the account. False when there is none. */
  function halt(accountId: string): Promise<boolean> {
    return setStatus(accountId, 'halted');
  }

  /** The operator has repaired the account. False when there is none. */
  function reactivate(accountId: string): Promise<boolean> {
    return setStatus(accountId, 'active');
  }

  function setStatus(accountId: string, status: AccountStatus): Promise<boolean> {
    return isWritten(
      client.send(
        new UpdateItemCommand({
          TableName: tableName,
          Key: accountKey(accountId),
          UpdateExpression: 'SET #status = :status REMOVE trouble',
          ConditionExpression: 'attribute_exists(accountId)',
          ExpressionAttributeNames: { '#status': 'status' },
          ExpressionAttributeValues: marshall({ ':status': status }),
        }),
      ),
    );
  }

  /** No worker begins on the account from then on, or each may again. False when there is none. */
  function setDrained(accountId: string, drainedAtMs: number | undefined): Promise<boolean> {
    return drainedAtMs === undefined
      ? update(accountId, 'REMOVE drainedAtMs')
      : update(accountId, 'SET drainedAtMs = if_not_exists(drainedAtMs, :value)', drainedAtMs);
  }

  /** The chat used when a request names none; undefined takes it away. False when there is no such account. */
  function setDefaultPeer(accountId: string, peer: string | undefined): Promise<boolean> {
    return peer === undefined
      ? update(accountId, 'REMOVE defaultPeer')
      : update(accountId, 'SET defaultPeer = :value', peer);
  }

  /**
   * How often the account may make links; undefined for the usual. What was learned under the pace before is forgotten. False
   * when there is no such account.
   */
  function setPace(accountId: string, pace: Pace | undefined): Promise<boolean> {
    return pace === undefined
      ? update(accountId, 'REMOVE pace, learnedPace')
      : update(accountId, 'SET pace = :value REMOVE learnedPace', pace);
  }

  function update(accountId: string, UpdateExpression: string, value?: unknown): Promise<boolean> {
    return isWritten(
      client.send(
        new UpdateItemCommand({
          TableName: tableName,
          Key: accountKey(accountId),
          UpdateExpression,
          ConditionExpression: 'attribute_exists(accountId)',
          ...(value === undefined ? {} : { ExpressionAttributeValues: marshall({ ':value': value }) }),
        }),
      ),
    );
  }
}
