import { type DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { createAccountStore } from '../../../functions/aws/account-store.ts';
import { accountKey, sessionRecordKey } from '../../../functions/aws/account-table.ts';
import type { SealedRecord } from '../../../functions/aws/session-seal.ts';
import type { Account } from '../../../functions/core/account/account.ts';
import { markIntents } from '../../../functions/core/account/lease-intents.ts';
import { schemaVersion } from '../../../functions/core/schema-version.ts';

export type WritableAccountStore = ReturnType<typeof createWritableAccountStore>;

/** The accounts store, and writes that tests make to it without a login. */
export function createWritableAccountStore(client: DynamoDBClient, tableName: string) {
  return { ...createAccountStore(client, tableName), putAccount, putSession };

  /** Stores an account in place of what was there. */
  async function putAccount(account: Account): Promise<void> {
    const { accountId, unsettled, leaseIntents, ...others } = account;
    const attributes = {
      ...others,
      ...(unsettled === undefined ? {} : { unsettled: markIntents(unsettled, leaseIntents) }),
    };
    await put({
      ...accountKey(accountId),
      ...marshall({ ...attributes, v: schemaVersion }, { removeUndefinedValues: true }),
    });
  }

  async function putSession(accountId: string, sealed: SealedRecord): Promise<void> {
    await put({ ...sessionRecordKey(accountId), ...marshall({ sealed }) });
  }

  async function put(record: ReturnType<typeof accountKey>): Promise<void> {
    await client.send(new PutItemCommand({ TableName: tableName, Item: record }));
  }
}
