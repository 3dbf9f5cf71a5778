import { randomBytes } from 'node:crypto';
import { ScanCommand } from '@aws-sdk/client-dynamodb';
import { createKeyStore } from '../../functions/aws/key-store.ts';
import { hashApiKey, newApiKey } from '../../functions/core/api-key.ts';
import type { LocalSystem } from './local-system.ts';

type Keys = Pick<LocalSystem, 'dynamoDb' | 'tables'>;

/** Makes an API key of a tenant. @returns its text, which is stored nowhere. */
export async function makeApiKey(
  { dynamoDb, tables }: Keys,
  tenantId: string,
  name: string,
): Promise<string> {
  const apiKey = newApiKey(randomBytes(24));
  await createKeyStore(dynamoDb, tables.keys).putKey({
    keyHash: hashApiKey(apiKey),
    tenantId,
    name,
    createdAtMs: Date.now(),
  });
  return apiKey;
}

/** Whether an API key was ever made here. */
export async function hasApiKeys({ dynamoDb, tables }: Keys): Promise<boolean> {
  const { Count = 0 } = await dynamoDb.send(
    new ScanCommand({ TableName: tables.keys, Select: 'COUNT', Limit: 1 }),
  );
  return Count > 0;
}
