import { join } from 'node:path';
import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import { AuthKey } from 'telegram/crypto/AuthKey.js';
import { StringSession } from 'telegram/sessions/index.js';
import { buildFunctionHost } from '../../../local/aws/build-function-host.ts';
import { startEventSourceMapping } from '../../../local/aws/event-source-mapping.ts';
import { createLambdaFunction } from '../../../local/aws/lambda-function.ts';
import { createQueues } from '../../../local/aws/sqs.ts';
import type { StackSettings } from '../../../local/aws/template.ts';
import type { BenchSystem } from './bench-system.ts';

/**
 * Starts the rival beside the real worker, on the same servers: its own FIFO queue with the same settings, and the same
 * mapping, except that an invocation gets one job.
 * @param mappings mappings on its queue. One polls with five batches at once, two with ten.
 */
export async function startNaiveWorker(bench: BenchSystem, mappings: number) {
  const { stack, telegram, lines, events } = bench;
  const { worker, mapping, queue } = findWorker(stack.settings);
  const { RedrivePolicy: _policy, ...attributes } = queue.attributes;
  const queueName = `naive-${mappings}-${queue.queueName}`;
  const queueUrl = queue.queueUrl.replace(queue.queueName, queueName);
  const queueArn = queue.queueArn.replace(queue.queueName, queueName);
  await createQueues(stack.endpoints.sqs, [{ queueName, queueArn, queueUrl, attributes }]);
  await storeSessions(bench);
  const lambda = createLambdaFunction({
    settings: { ...worker, name: 'naive' },
    hostPath: await buildFunctionHost(),
    bundlePath: join(import.meta.dirname, '..', 'naive-worker.ts'),
    environment: { ...stack.environmentOf('worker'), TELEGRAM_PORT: String(telegram.port) },
    maxProcesses: worker.reservedConcurrency ?? 10,
    onLine: lines.tell,
    onEvent: events.tell,
  });
  const sources = Array.from({ length: mappings }, () =>
    startEventSourceMapping({
      settings: { ...mapping, queueArn, batchSize: 1 },
      sqsEndpoint: stack.endpoints.sqs,
      queueUrl,
      invoke: (event) => lambda.invoke(event),
      onEvent: events.tell,
    }),
  );
  return {
    queueUrl,
    queueArn,
    pids: () => lambda.pids(),
    async close() {
      await Promise.all(sources.map((source) => source.stop()));
      await lambda.close();
    },
  };
}

/** As the rival stores them: in clear text, with the chat and its access hash. */
async function storeSessions({ dynamoDb, tables, telegram, accounts }: BenchSystem): Promise<void> {
  for (const { accountId, authKey, channelId, accessHash } of accounts) {
    const session = new StringSession('');
    session.setDC(telegram.dcId, telegram.host, 80);
    const key = new AuthKey();
    await key.setKey(Buffer.from(authKey, 'base64'));
    session.setAuthKey(key);
    const Item = {
      accountId: { S: accountId },
      sk: { S: 'naive' },
      session: { S: session.save() },
      channelId: { S: channelId },
      accessHash: { S: accessHash },
    };
    await dynamoDb.send(new PutItemCommand({ TableName: tables.accounts, Item }));
  }
}

/** The worker in the template, its queue and its mapping. */
export function findWorker({ functions, eventSourceMappings, queues }: StackSettings) {
  const worker = functions.find(({ name }) => name === 'worker');
  const mapping = eventSourceMappings.find(({ functionArn }) => functionArn === worker?.functionArn);
  const queue = queues.find(({ queueArn }) => queueArn === mapping?.queueArn);
  if (worker === undefined || mapping === undefined || queue === undefined) {
    throw new Error('the template has no worker, or nothing invokes it');
  }
  return { worker, mapping, queue };
}
