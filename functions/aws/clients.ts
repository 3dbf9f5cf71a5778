import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { KMSClient } from '@aws-sdk/client-kms';
import { SQSClient } from '@aws-sdk/client-sqs';

/*
 * One client each per execution environment. Endpoints come from AWS_ENDPOINT_URL_DYNAMODB and the like, which
 * the SDK reads itself. Timeouts are set because the SDK has none: a call that hangs would eat the invocation.
 * https://docs.aws.amazon.com/sdkref/latest/guide/feature-ss-endpoints.html
 *
 * Most of an invocation's computing is the SDK's. So a command's middleware is put together once, one signer signs all requests of a
 * client, and no request is described to a logger that nobody has set, or in a User-Agent.
 */
const settings = {
  requestHandler: { connectionTimeout: 2_000, requestTimeout: 5_000, throwOnRequestTimeout: true },
  maxAttempts: 4,
  cacheMiddleware: true,
};

export function createDynamoDbClient(): DynamoDBClient {
  return lighten(new DynamoDBClient(settings));
}

export function createKmsClient(): KMSClient {
  return lighten(new KMSClient(settings));
}

/**
 * QueueUrl is an address of its own; the client must talk to the configured endpoint, whatever host the URL names. TLS keeps a
 * message whole, so its MD5 is not compared.
 */
export function createSqsClient(): SQSClient {
  return lighten(new SQSClient({ ...settings, useQueueUrlAsEndpoint: false, md5: false }));
}

function lighten<C extends DynamoDBClient | KMSClient | SQSClient>(client: C): C {
  client.middlewareStack.remove('loggerMiddleware');
  client.middlewareStack.remove('getUserAgentMiddleware');
  // The SDK makes a signer for each request, and copies the client's whole configuration for it.
  const { signer } = client.config;
  let made: ReturnType<typeof signer> | undefined;
  client.config.signer = (scheme) => {
    made ??= signer(scheme).catch((error: unknown) => {
      made = undefined;
      throw error;
    });
    return made;
  };
  return client;
}
