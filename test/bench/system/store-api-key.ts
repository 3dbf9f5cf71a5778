import { randomBytes } from 'node:crypto';
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { createKeyStore } from '../../../functions/aws/api-key-store.ts';
import {
  allScopes,
  hashApiKey,
  highestRatePerMinute,
  newApiKey,
} from '../../../functions/core/account/api-key.ts';

/** @returns an API key, with a higher rate limit than one machine can reach unless one is given. */
export async function storeApiKey(
  dynamoDb: DynamoDBClient,
  keysTable: string,
  tenantId: string,
  ratePerMinute = highestRatePerMinute,
): Promise<string> {
  const apiKey = newApiKey(randomBytes(24));
  await createKeyStore(dynamoDb, keysTable).putKey({
    keyHash: hashApiKey(apiKey),
    tenantId,
    name: 'bench',
    scopes: allScopes,
    createdAtMs: Date.now(),
    ratePerMinute,
  });
  return apiKey;
}
