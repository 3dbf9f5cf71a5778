import { type DynamoDBClient, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';

/** An API key as it is stored: by the SHA-256 of its text (hex), never the text itself. */
export interface ApiKey {
  keyHash: string;
  tenantId: string;
  name: string;
  createdAtMs: number;
  revokedAtMs?: number;
}

export function createKeyStore(client: DynamoDBClient, tableName: string) {
  return { findKey, putKey };

  /** The key with this hash, revoked or not. */
  async function findKey(keyHash: string): Promise<ApiKey | undefined> {
    const { Item } = await client.send(
      new GetItemCommand({ TableName: tableName, Key: marshall({ keyHash }) }),
    );
    return Item === undefined ? undefined : (unmarshall(Item) as ApiKey);
  }

  async function putKey(key: ApiKey): Promise<void> {
    await client.send(
      new PutItemCommand({ TableName: tableName, Item: marshall(key, { removeUndefinedValues: true }) }),
    );
  }
}
