import {
  type AttributeValue,
  type DynamoDBClient,
  paginateQuery,
  paginateScan,
} from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';

/** The keys of a table's items, as its index `byTenant` names them: page by page, eventually consistent. */
export type KeyPages = AsyncGenerator<Record<string, AttributeValue>[]>;

/** Of every tenant, in no particular order. */
export async function* scanTenants(client: DynamoDBClient, tableName: string): KeyPages {
  for await (const { Items = [] } of paginateScan(
    { client },
    { TableName: tableName, IndexName: 'byTenant' },
  )) {
    yield Items;
  }
}

/** Of one tenant, in the index's order. */
export async function* queryTenant(client: DynamoDBClient, tableName: string, tenantId: string): KeyPages {
  const query = {
    TableName: tableName,
    IndexName: 'byTenant',
    KeyConditionExpression: 'tenantId = :tenantId',
    ExpressionAttributeValues: marshall({ ':tenantId': tenantId }),
  };
  for await (const { Items = [] } of paginateQuery({ client }, query)) {
    yield Items;
  }
}
