import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { KMSClient } from '@aws-sdk/client-kms';
import { SQSClient } from '@aws-sdk/client-sqs';

/*
 * One client each per execution environment. Endpoints come from AWS_ENDPOINT_URL_DYNAMODB and the like, which
 * the SDK reads itself. Timeouts are set because the SDK has none: a call that hangs would eat the invocation.
 * https://docs.aws.amazon.com/sdkref/latest/guide/feature-ss-endpoints.html
 */
const requestHandler = { connectionTimeout: 2_000, requestTimeout: 5_000, throwOnRequestTimeout: true };

export function createDynamoDbClient(): DynamoDBClient {
  return withoutLogger(new DynamoDBClient({ requestHandler, maxAttempts: 4 }));
}

export function createKmsClient(): KMSClient {
  return withoutLogger(new KMSClient({ requestHandler, maxAttempts: 4 }));
}

/** QueueUrl is an address of its own; the client must talk to the configured endpoint, whatever host the URL names. */
export function createSqsClient(): SQSClient {
  return withoutLogger(new SQSClient({ requestHandler, maxAttempts: 4, useQueueUrlAsEndpoint: false }));
}

/** The SDK goes over every request and answer for a logger that nobody has set: a twentieth of the worker's computing. */
function withoutLogger<C extends DynamoDBClient | KMSClient | SQSClient>(client: C): C {
  client.middlewareStack.remove('loggerMiddleware');
  return client;
}
