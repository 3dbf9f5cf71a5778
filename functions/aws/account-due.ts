import {
  GetItemCommand,
  PutItemCommand,
  paginateQuery,
  ScanCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { schemaVersion } from '../core/schema-version.ts';
import type { AccountDue, DueAccount } from '../core/sweep/sweep-deps.ts';
import type { AccountWalk } from '../core/sweep/walk-accounts.ts';
import { type AccountTable, accountKey, walkKey } from './account-table.ts';
import { isWritten } from './is-written.ts';

/** Entries asked for at a time: as many accounts as one BatchGetItem reads. */
const pageSize = 100;

/** When accounts are to be looked at: see core/account/due-entry.ts. */
export function createAccountDue({ client, tableName }: AccountTable) {
  return { ensureDue, listDueAccounts, moveDue, countDueShard, findWalk, saveWalk, listAccountIds };

  /**
   * The account is looked at by then, or sooner. Rows of a newer version are left alone: that version sees to them.
   * @param shard for an account that has no entry yet.
   */
  async function ensureDue(accountId: string, shard: string, dueAtMs: number): Promise<void> {
    await isWritten(
      client.send(
        new UpdateItemCommand({
          TableName: tableName,
          Key: accountKey(accountId),
          UpdateExpression:
            'SET dueShard = if_not_exists(dueShard, :shard), dueAtMs = :due REMOVE idleSinceMs',
          ConditionExpression:
            'attribute_exists(accountId) AND (attribute_not_exists(v) OR v <= :v)' +
            ' AND (attribute_not_exists(dueAtMs) OR dueAtMs > :due OR attribute_exists(idleSinceMs))',
          ExpressionAttributeValues: marshall({ ':shard': shard, ':due': dueAtMs, ':v': schemaVersion }),
        }),
      ),
    );
  }

  /** Entries of one partition that are due by then, the longest due first. Eventually consistent: hints. */
  async function* listDueAccounts(shard: string, untilMs: number): AsyncGenerator<DueAccount[]> {
    const pages = paginateQuery(
      { client, pageSize },
      {
        TableName: tableName,
        IndexName: 'byDue',
        KeyConditionExpression: 'dueShard = :shard AND dueAtMs <= :until',
        ExpressionAttributeValues: marshall({ ':shard': shard, ':until': untilMs }),
      },
    );
    for await (const { Items = [] } of pages) {
      yield Items.map((item) => unmarshall(item) as DueAccount);
    }
  }

  /**
   * Moves an account's entry, or takes it away.
   * @param seenAtMs the entry as it was read.
   * @returns false, and nothing is stored, when it was changed meanwhile.
   */
  function moveDue(accountId: string, seenAtMs: number, next: AccountDue | undefined): Promise<boolean> {
    const { dueAtMs, idleSinceMs } = next ?? {};
    const update =
      dueAtMs === undefined
        ? 'REMOVE dueShard, dueAtMs, idleSinceMs'
        : `SET dueAtMs = :due${idleSinceMs === undefined ? ' REMOVE idleSinceMs' : ', idleSinceMs = :idle'}`;
    return isWritten(
      client.send(
        new UpdateItemCommand({
          TableName: tableName,
          Key: accountKey(accountId),
          UpdateExpression: update,
          ConditionExpression: 'dueAtMs = :seen',
          ExpressionAttributeValues: marshall(
            { ':seen': seenAtMs, ':due': dueAtMs, ':idle': idleSinceMs },
            { removeUndefinedValues: true },
          ),
        }),
      ),
    );
  }

  /** How many accounts stand in a partition. Eventually consistent. */
  async function countDueShard(shard: string): Promise<number> {
    let count = 0;
    const pages = paginateQuery(
      { client },
      {
        TableName: tableName,
        IndexName: 'byDue',
        KeyConditionExpression: 'dueShard = :shard',
        ExpressionAttributeValues: marshall({ ':shard': shard }),
        Select: 'COUNT',
      },
    );
    for await (const { Count = 0 } of pages) {
      count += Count;
    }
    return count;
  }

  /** How far the walk over all accounts has come. */
  async function findWalk(): Promise<AccountWalk | undefined> {
    const { Item } = await client.send(new GetItemCommand({ TableName: tableName, Key: walkKey }));
    return Item === undefined ? undefined : (unmarshall(Item).walk as AccountWalk);
  }

  async function saveWalk(walk: AccountWalk): Promise<void> {
    await client.send(
      new PutItemCommand({
        TableName: tableName,
        Item: { ...walkKey, ...marshall({ walk }, { removeUndefinedValues: true }) },
      }),
    );
  }

  /** A page of all accounts' ids. @param cursor of the page before. @returns no cursor when it was the last. */
  async function listAccountIds(cursor?: string): Promise<{ accountIds: string[]; cursor?: string }> {
    const { Items = [], LastEvaluatedKey } = await client.send(
      new ScanCommand({
        TableName: tableName,
        IndexName: 'byTenant',
        Limit: pageSize,
        ...(cursor === undefined ? {} : { ExclusiveStartKey: marshall(JSON.parse(cursor)) }),
      }),
    );
    return {
      accountIds: Items.map((item) => String(unmarshall(item).accountId)),
      ...(LastEvaluatedKey === undefined ? {} : { cursor: JSON.stringify(unmarshall(LastEvaluatedKey)) }),
    };
  }
}
