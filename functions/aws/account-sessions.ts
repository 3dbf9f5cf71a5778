import { GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { type AccountTable, type MarshalledItem, sessionRecordKey } from './account-table.ts';
import { isWritten } from './is-written.ts';
import type { SealedRecord } from './session-seal.ts';

/** The sealed sessions. */
export function createAccountSessions({ client, tableName }: AccountTable) {
  return { getSession, replaceSession };

  /** The account's sealed session, read consistently: a new login must not meet the old one. */
  async function getSession(accountId: string): Promise<SealedRecord | undefined> {
    const { Item } = await client.send(
      new GetItemCommand({ TableName: tableName, Key: sessionRecordKey(accountId), ConsistentRead: true }),
    );
    return Item === undefined ? undefined : (unmarshall(Item).sealed as SealedRecord);
  }

  /**
   * Stores the session sealed anew, over the very record that was opened: each sealing has an iv of its own.
   * @returns false, and nothing is stored, when the account was logged in anew or removed meanwhile.
   */
  function replaceSession(accountId: string, previous: SealedRecord, next: SealedRecord): Promise<boolean> {
    return isWritten(
      client.send(
        new PutItemCommand({
          TableName: tableName,
          Item: toSessionRecord(accountId, next),
          ConditionExpression: 'sealed.iv = :iv',
          ExpressionAttributeValues: marshall({ ':iv': previous.iv }),
        }),
      ),
    );
  }
}

export function toSessionRecord(accountId: string, sealed: SealedRecord): MarshalledItem {
  return { ...sessionRecordKey(accountId), ...marshall({ sealed }) };
}
