import { GetItemCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import type { Account, AccountStatus } from '../core/account/account.ts';
import { dueShardOf } from '../core/account/due-entry.ts';
import { packWaits, type RecentWait } from '../core/account/recent-waits.ts';
import type { JobError } from '../core/job/job.ts';
import type { Pace } from '../core/pace/pace.ts';
import { type AccountTable, accountKey, type MarshalledItem, toAccount } from './account-table.ts';
import { batchGet } from './batch-get.ts';
import { isWritten } from './is-written.ts';
import { queryTenant, scanTenants } from './tenant-index.ts';

/** Due at the next sweep. */
export const dueNow = 0;

/** The accounts themselves: who they are, whether they may work, and until when they wait. */
export function createAccountRecords({ client, tableName }: AccountTable) {
  return {
    getAccount,
    listAccounts,
    loadAccounts,
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
      accounts.push(...(await loadAccounts(toIds(keys))));
    }
    return accounts;
  }

  /** A tenant's accounts, by name. The index is eventually consistent: a login may be missing for a moment. */
  async function listAccountsOf(tenantId: string): Promise<Account[]> {
    const accounts: Account[] = [];
    for await (const keys of queryTenant(client, tableName, tenantId)) {
      accounts.push(...(await loadAccounts(toIds(keys))));
    }
    return accounts.sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  /** The accounts that exist of those named, read consistently, in no particular order. */
  async function loadAccounts(accountIds: string[]): Promise<Account[]> {
    return (await batchGet(client, tableName, accountIds.map(accountKey))).map(toAccount);
  }

  /**
   * Records a wait of Telegram. Waits only ever grow, so the order of two writers does not matter.
   * @param recentWaits those before it and itself, for people to look at.
   */
  async function saveFloodWait(
    accountId: string,
    method: string,
    untilMs: number,
    recentWaits: readonly RecentWait[],
  ): Promise<void> {
    await isWritten(
      client.send(
        new UpdateItemCommand({
          TableName: tableName,
          Key: accountKey(accountId),
          UpdateExpression: 'SET blockedUntilMs.#method = :until, recentWaits = :recent',
          ConditionExpression:
            'attribute_exists(accountId) AND (attribute_not_exists(blockedUntilMs.#method) OR blockedUntilMs.#method < :until)',
          ExpressionAttributeNames: { '#method': method },
          ExpressionAttributeValues: marshall({ ':until': untilMs, ':recent': packWaits(recentWaits) }),
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
          // In the index at once: the sweeper blocks its jobs, and counts it.
          UpdateExpression:
            'SET #status = :status, trouble = :trouble, dueShard = :status, dueAtMs = :now REMOVE idleSinceMs',
          ConditionExpression: 'fence = :fence AND (attribute_not_exists(loginFence) OR loginFence < :fence)',
          ExpressionAttributeNames: { '#status': 'status' },
          ExpressionAttributeValues: marshall(
            { ':status': status, ':trouble': trouble, ':fence': fence, ':now': dueNow },
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
          UpdateExpression:
            'SET #status = :status, dueShard = :shard, dueAtMs = :now REMOVE trouble, idleSinceMs',
          ConditionExpression: 'attribute_exists(accountId)',
          ExpressionAttributeNames: { '#status': 'status' },
          ExpressionAttributeValues: marshall({
            ':status': status,
            ':shard': status === 'active' ? dueShardOf(accountId) : status,
            ':now': dueNow,
          }),
        }),
      ),
    );
  }

  /** No worker begins on the account from then on, or each may again. False when there is none. */
  function setDrained(accountId: string, drainedAtMs: number | undefined): Promise<boolean> {
    return drainedAtMs === undefined
      ? update(
          accountId,
          'SET dueShard = if_not_exists(dueShard, :value), dueAtMs = :now REMOVE drainedAtMs, idleSinceMs',
          dueShardOf(accountId),
          { ':now': dueNow },
        )
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

  function update(
    accountId: string,
    UpdateExpression: string,
    value?: unknown,
    others: Record<string, unknown> = {},
  ): Promise<boolean> {
    return isWritten(
      client.send(
        new UpdateItemCommand({
          TableName: tableName,
          Key: accountKey(accountId),
          UpdateExpression,
          ConditionExpression: 'attribute_exists(accountId)',
          ...(value === undefined
            ? {}
            : { ExpressionAttributeValues: marshall({ ':value': value, ...others }) }),
        }),
      ),
    );
  }
}

/** The index holds keys only: what it names is read from the table, where it may be gone by now. */
function toIds(keys: MarshalledItem[]): string[] {
  return keys.map((item) => String(unmarshall(item).accountId));
}
