import middy from '@middy/core';
import { createCallbackStore } from '../aws/callback-store.ts';
import { createDynamoDbClient, createSqsClient } from '../aws/clients.ts';
import { createEndpointStore } from '../aws/endpoint-store.ts';
import { createJobStore } from '../aws/job-store.ts';
import { createDeliveryStore } from '../aws/join-store.ts';
import { createLog } from '../aws/log.ts';
import { createMetrics } from '../aws/metrics.ts';
import { createQueue } from '../aws/queue.ts';
import { createWebhookSecrets } from '../aws/webhook-secrets.ts';
import { readWebhookConfig } from '../config.ts';
import { toEventResource } from '../core/job/event-resource.ts';
import { openKeyProvider } from '../open-key-provider.ts';
import { createWebhook } from './create-webhook.ts';
import { measureWebhook } from './metrics.ts';
import { postEvent } from './post-event.ts';

const metrics = createMetrics();

function createDeployedWebhook() {
  const config = readWebhookConfig();
  const { allowLocalCallbacks: allowLocal, sealingKey } = config;
  const dynamoDb = createDynamoDbClient();
  const keys = openKeyProvider(sealingKey);
  const deps = {
    ...createJobStore(dynamoDb, config.jobsTable),
    ...createCallbackStore(dynamoDb, config.jobsTable),
    ...createDeliveryStore(dynamoDb, config.joinsTable, {
      retentionDays: config.joinRetentionDays,
      now: Date.now,
    }),
    ...createEndpointStore(dynamoDb, config.webhooksTable),
    ...createWebhookSecrets(dynamoDb, config.webhooksTable, () => keys),
    ...createQueue(createSqsClient(), config.webhooksQueueUrl),
    toResource: toEventResource,
    post: (url: string, headers: Record<string, string>, body: string) =>
      postEvent(url, headers, body, { allowLocal }),
    now: Date.now,
    random: Math.random,
    log: createLog('invite-spool-webhook'),
  };
  return createWebhook({ ...deps, ...measureWebhook(deps, metrics.record) });
}

/** The SQS edge of callbacks: delivers the events of jobs that have ended. */
export const handler = middy(createDeployedWebhook()).use(metrics.publish);
