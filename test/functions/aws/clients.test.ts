import { devNull } from 'node:os';
import { afterEach, expect, test, vi } from 'vitest';
import { createDynamoDbClient, createSqsClient } from '../../../functions/aws/clients.ts';

afterEach(() => void vi.unstubAllEnvs());

test.each([
  ['DynamoDB', createDynamoDbClient],
  ['SQS', createSqsClient],
])('one signer signs all requests of a client of %s', async (_, createClient) => {
  vi.stubEnv('AWS_REGION', 'eu-central-1');
  const { signer } = createClient().config;
  const first = await signer();
  expect(await signer()).toBe(first);
});

test('a signer that could not be made is made again', async () => {
  vi.stubEnv('AWS_REGION', undefined);
  vi.stubEnv('AWS_CONFIG_FILE', devNull);
  vi.stubEnv('AWS_SHARED_CREDENTIALS_FILE', devNull);
  const { signer } = createDynamoDbClient().config;
  await expect(signer()).rejects.toThrow('Region is missing');
  vi.stubEnv('AWS_REGION', 'eu-central-1');
  await expect(signer()).resolves.toBeDefined();
});
