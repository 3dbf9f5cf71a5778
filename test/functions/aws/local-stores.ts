import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { afterAll } from 'vitest';
import { readPackagedTemplate } from '../../../infra/package.ts';
import { createTables, startDynamodb } from '../../../local/aws/dynamodb.ts';
import { createQueues, startSqs } from '../../../local/aws/sqs.ts';
import { readStackSettings } from '../../../local/aws/template.ts';
import { localClientSettings } from '../../../operator/system/local-client-settings.ts';

/** The real DynamoDB engine with the tables of the packaged template, until the suite that asked for it has ended. */
export async function startTables() {
  const server = await startDynamodb();
  afterAll(() => server.close());
  const { tables } = readStackSettings(await readPackagedTemplate(), 'http://127.0.0.1:1');
  await createTables(server.endpoint, tables);
  const client = new DynamoDBClient({ endpoint: server.endpoint, ...localClientSettings });
  afterAll(() => client.destroy());
  function nameOf(part: string) {
    const found = tables.find(({ create }) => create.TableName.endsWith(`-${part}`));
    if (found === undefined) {
      throw new Error(`the template has no table of ${part}`);
    }
    return found.create.TableName;
  }
  return {
    client,
    endpoint: server.endpoint,
    jobsTable: nameOf('jobs'),
    accountsTable: nameOf('accounts'),
    keysTable: nameOf('keys'),
    webhooksTable: nameOf('webhooks'),
    joinsTable: nameOf('joins'),
    standingTable: nameOf('standing'),
  };
}

/** The real queue server with the queues of the packaged template, likewise. */
export async function startQueues() {
  const server = await startSqs();
  afterAll(() => server.close());
  const { queues } = readStackSettings(await readPackagedTemplate(), server.endpoint);
  await createQueues(server.endpoint, queues);
  const jobsQueue = queues.find(({ queueName }) => queueName.endsWith('-jobs.fifo'));
  if (jobsQueue === undefined) {
    throw new Error('the template has no queue of jobs');
  }
  const webhooksQueue = queues.find(({ queueName }) => queueName.endsWith('-webhooks.fifo'));
  return {
    endpoint: server.endpoint,
    queueUrl: jobsQueue.queueUrl,
    webhooksQueueUrl: webhooksQueue?.queueUrl ?? '',
  };
}
