import {
  type AttributeValue,
  ConditionalCheckFailedException,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  ScanCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import type { Account, AccountStatus, InputPeer, LeaseAnswer, Settlement } from '../core/account.ts';
import type { JobError } from '../core/job.ts';
import { batchGet } from './batch-get.ts';
import type { SealedRecord } from './session-seal.ts';

/** The accounts table: under each account id the account itself, its sealed session, and the peers it has resolved. */
export type AccountStore = ReturnType<typeof createAccountStore>;

const accountKey = (accountId: string) => marshall({ accountId, sk: 'account' });
const peerSortKey = (peerKey: string) => `peer#${peerKey}`;

export function createAccountStore(client: DynamoDBClient, tableName: string) {
  return {
    getAccount,
    putAccount,
    listAccounts,
    takeLease,
    releaseLease,
    saveFloodWait,
    saveTrouble,
    halt,
    reactivate,
    getSession,
    putSession,
    findPeers,
    savePeer,
  };

  /** The account, if there is one. Eventually consistent: for looking, not for deciding. */
  async function getAccount(accountId: string): Promise<Account | undefined> {
    const { Item } = await client.send(
      new GetItemCommand({ TableName: tableName, Key: accountKey(accountId) }),
    );
    return Item === undefined ? undefined : toAccount(Item);
  }

  /** Stores a new account, or one whose login was repaired, in place of what was there. */
  async function putAccount(account: Account): Promise<void> {
    await client.send(
      new PutItemCommand({
        TableName: tableName,
        Item: marshall({ ...account, sk: 'account' }, { removeUndefinedValues: true }),
      }),
    );
  }

  /** Every account of every tenant, for the sweeper and the operator. */
  async function listAccounts(): Promise<Account[]> {
    const accounts: Account[] = [];
    let ExclusiveStartKey: Record<string, AttributeValue> | undefined;
    do {
      const page = await scanPage(ExclusiveStartKey);
      accounts.push(...(page.Items ?? []).map(toAccount));
      ExclusiveStartKey = page.LastEvaluatedKey;
    } while (ExclusiveStartKey !== undefined);
    return accounts;
  }

  function scanPage(ExclusiveStartKey: Record<string, AttributeValue> | undefined) {
    return client.send(
      new ScanCommand({
        TableName: tableName,
        FilterExpression: 'sk = :account',
        ExpressionAttributeValues: marshall({ ':account': 'account' }),
        ExclusiveStartKey,
      }),
    );
  }

  /**
   * Takes the right to connect with the account's session until `untilMs`, unless another holds it, a wait for `method`
   * is running, or the account is not active. One write, no read: a refusal brings the account that refused. The jobs to
   * be worked on are added to what the account has unsettled, so that the next owner finds them if this one breaks off.
   */
  async function takeLease(
    accountId: string,
    lease: { owner: string; untilMs: number; nowMs: number; method: string; jobIds: string[] },
  ): Promise<LeaseAnswer> {
    const { owner, untilMs, nowMs, method, jobIds } = lease;
    try {
      const { Attributes = {} } = await client.send(
        new UpdateItemCommand({
          TableName: tableName,
          Key: accountKey(accountId),
          UpdateExpression:
            'SET leaseOwner = :owner, leaseUntilMs = :until, leasedAtMs = :now,' +
            ' unsettled = list_append(if_not_exists(unsettled, :none), :jobIds) ADD fence :one',
          ConditionExpression:
            '#status = :active' +
            ' AND (attribute_not_exists(leaseUntilMs) OR leaseUntilMs <= :now)' +
            ' AND (attribute_not_exists(blockedUntilMs.#method) OR blockedUntilMs.#method <= :now)',
          ExpressionAttributeNames: { '#status': 'status', '#method': method },
          ExpressionAttributeValues: marshall({
            ':owner': owner,
            ':until': untilMs,
            ':now': nowMs,
            ':one': 1,
            ':none': [],
            ':jobIds': jobIds,
            ':active': 'active' satisfies AccountStatus,
          }),
          ReturnValues: 'ALL_NEW',
          ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
        }),
      );
      return { kind: 'taken', account: toAccount(Attributes) };
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) {
        return refusal(error.Item && toAccount(error.Item), owner, nowMs, method);
      }
      throw error;
    }
  }

  /**
   * Gives the lease back and leaves what is given of the settlement. Does nothing when the lease has passed to another
   * meanwhile.
   */
  async function releaseLease(
    accountId: string,
    fence: number,
    settlement: Partial<Settlement>,
  ): Promise<void> {
    const names = Object.keys(settlement);
    const set = names.length > 0 ? `SET ${names.map((name) => `${name} = :${name}`).join(', ')} ` : '';
    await ignoreConditionFailure(
      client.send(
        new UpdateItemCommand({
          TableName: tableName,
          Key: accountKey(accountId),
          UpdateExpression: `${set}REMOVE leaseOwner, leaseUntilMs`,
          ConditionExpression: 'fence = :fence',
          ExpressionAttributeValues: marshall({
            ':fence': fence,
            ...Object.fromEntries(Object.entries(settlement).map(([name, value]) => [`:${name}`, value])),
          }),
        }),
      ),
    );
  }

  /** Records a wait of Telegram. Waits only ever grow, so the order of two writers does not matter. */
  async function saveFloodWait(accountId: string, method: string, untilMs: number): Promise<void> {
    await ignoreConditionFailure(
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

  /** Stops the account until its operator repairs it; refused when the lease it was found under is stale. */
  async function saveTrouble(
    accountId: string,
    fence: number,
    status: Exclude<AccountStatus, 'active'>,
    trouble: JobError & { atMs: number },
  ): Promise<void> {
    await ignoreConditionFailure(
      client.send(
        new UpdateItemCommand({
          TableName: tableName,
          Key: accountKey(accountId),
          UpdateExpression: 'SET #status = :status, trouble = :trouble',
          ConditionExpression: 'fence = :fence',
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

  async function setStatus(accountId: string, status: AccountStatus): Promise<boolean> {
    try {
      await client.send(
        new UpdateItemCommand({
          TableName: tableName,
          Key: accountKey(accountId),
          UpdateExpression: 'SET #status = :status REMOVE trouble',
          ConditionExpression: 'attribute_exists(accountId)',
          ExpressionAttributeNames: { '#status': 'status' },
          ExpressionAttributeValues: marshall({ ':status': status }),
        }),
      );
      return true;
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) {
        return false;
      }
      throw error;
    }
  }

  /** The account's sealed session, read consistently: a new login must not meet the old one. */
  async function getSession(accountId: string): Promise<SealedRecord | undefined> {
    const { Item } = await client.send(
      new GetItemCommand({
        TableName: tableName,
        Key: marshall({ accountId, sk: 'session' }),
        ConsistentRead: true,
      }),
    );
    return Item === undefined ? undefined : (unmarshall(Item).sealed as SealedRecord);
  }

  async function putSession(accountId: string, sealed: SealedRecord): Promise<void> {
    await client.send(
      new PutItemCommand({ TableName: tableName, Item: marshall({ accountId, sk: 'session', sealed }) }),
    );
  }

  /**
   * The peers this account has resolved before, of those named, by their `peerKey`. Read consistently: what is not found
   * is resolved, and no call of Telegram's is as prone to floods.
   */
  async function findPeers(accountId: string, peerKeys: string[]): Promise<Map<string, InputPeer>> {
    const keys = [...new Set(peerKeys)].map((key) => marshall({ accountId, sk: peerSortKey(key) }));
    return new Map(
      (await batchGet(client, tableName, keys)).map((item) => {
        const { sk, inputPeer } = unmarshall(item) as { sk: string; inputPeer: InputPeer };
        return [sk.slice(peerSortKey('').length), inputPeer];
      }),
    );
  }

  async function savePeer(accountId: string, peerKey: string, inputPeer: InputPeer): Promise<void> {
    await client.send(
      new PutItemCommand({
        TableName: tableName,
        Item: marshall({ accountId, sk: peerSortKey(peerKey), inputPeer }),
      }),
    );
  }
}

function refusal(account: Account | undefined, owner: string, nowMs: number, method: string): LeaseAnswer {
  if (account === undefined) {
    return { kind: 'missing' };
  }
  if (account.leaseOwner === owner) {
    // The SDK repeated a write whose answer was lost.
    return { kind: 'taken', account };
  }
  if (account.status !== 'active') {
    return { kind: 'inactive', account };
  }
  if ((account.leaseUntilMs ?? 0) > nowMs) {
    return { kind: 'held', untilMs: account.leaseUntilMs ?? 0 };
  }
  return { kind: 'flooded', untilMs: account.blockedUntilMs[method] ?? nowMs };
}

function toAccount(item: Record<string, AttributeValue>): Account {
  const { sk: _sk, ...account } = unmarshall(item);
  return account as Account;
}

async function ignoreConditionFailure(write: Promise<unknown>): Promise<void> {
  try {
    await write;
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) {
      throw error;
    }
  }
}
