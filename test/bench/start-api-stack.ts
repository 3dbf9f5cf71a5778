import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { accountIdOf } from '../../functions/core/ids.ts';
import { buildFunctions } from '../../infra/build.ts';
import { buildService } from '../../infra/package.ts';
import { type AwsStack, startAwsStack } from '../../local/aws/aws-stack.ts';
import { buildFunctionHost } from '../../local/aws/build-function-host.ts';
import { startHttpApi } from '../../local/aws/http-api.ts';
import { createLambdaFunction } from '../../local/aws/lambda-function.ts';
import { localClientSettings } from '../../operator/system/local-client-settings.ts';
import { createWritableAccountStore } from '../functions/aws/writable-account-store.ts';
import { storeApiKey } from './system/store-api-key.ts';
import { withoutTriggers } from './system/without-triggers.ts';

/** The requests are spread over the accounts, so that none has an unrealistic backlog. */
export const accountNames = Array.from({ length: 50 }, (_, index) => `account_${index + 1}`);

export interface ApiStack {
  stack: AwsStack;
  /** The API's bundle, absolute. */
  bundlePath: string;
  apiKey: string;
  tenantId: string;
  /** Bare middy and one PutItem into the same table, behind an HTTP API of the same kind. */
  rivalUrl: string;
}

/** The API, its tables and its queue, without a worker, because only the acceptance of requests is measured. */
export async function startApiStack(directory: string, parts: AsyncDisposableStack): Promise<ApiStack> {
  const { template, rootDirectory } = await buildService();
  const stack = await startAwsStack({
    template: withoutTriggers(template),
    rootDirectory,
    environment: { api: { PENDING_LIMIT: '1000000' } },
  });
  parts.defer(() => stack.close());
  const dynamoDb = new DynamoDBClient({ endpoint: stack.endpoints.dynamodb, ...localClientSettings });
  parts.defer(() => dynamoDb.destroy());
  const tenantId = `ten_${randomBytes(16).toString('hex')}`;
  await addAccounts(dynamoDb, stack, tenantId);
  const settings = stack.settings.functions.find(({ name }) => name === 'api');
  if (settings === undefined) {
    throw new Error('the template has no function api');
  }
  return {
    stack,
    bundlePath: join(rootDirectory, settings.bundlePath),
    tenantId,
    apiKey: await storeApiKey(dynamoDb, stack.environmentOf('api').KEYS_TABLE ?? '', tenantId),
    rivalUrl: await startRival(directory, stack, settings, parts),
  };
}

async function addAccounts(dynamoDb: DynamoDBClient, stack: AwsStack, tenantId: string): Promise<void> {
  const store = createWritableAccountStore(dynamoDb, stack.environmentOf('api').ACCOUNTS_TABLE ?? '');
  for (const name of accountNames) {
    const accountId = accountIdOf(tenantId, name);
    await store.putAccount({ accountId, tenantId, name, status: 'active', blockedUntilMs: {}, fence: 0 });
  }
}

async function startRival(
  directory: string,
  stack: AwsStack,
  settings: AwsStack['settings']['functions'][number],
  parts: AsyncDisposableStack,
): Promise<string> {
  const functionsDirectory = fileURLToPath(new URL('rivals/functions', import.meta.url));
  const [bundle] = await buildFunctions({
    functionsDirectory,
    outputDirectory: directory,
    names: ['put-item'],
  });
  const rival = createLambdaFunction({
    settings,
    hostPath: await buildFunctionHost(),
    bundlePath: bundle?.path ?? '',
    environment: stack.environmentOf('api'),
    // As many as the local stack gives the API.
    maxProcesses: 5,
    onLine: (line) => console.error(line),
    onEvent: () => {},
  });
  parts.defer(() => rival.close());
  const http = await startHttpApi({
    routes: [{ routeKey: '$default', functionArn: settings.functionArn, timeoutMs: 10_000 }],
    port: 0,
    invoke: (_, event) => rival.invoke(event),
    onEvent: () => {},
  });
  parts.defer(() => http.close());
  return http.baseUrl;
}
