import { randomBytes } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import { UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { PurgeQueueCommand } from '@aws-sdk/client-sqs';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { createKeyStore } from '../../../functions/aws/api-key-store.ts';
import { isWritten } from '../../../functions/aws/is-written.ts';
import { keyOf } from '../../../functions/aws/job-table.ts';
import { allScopes, hashApiKey, newApiKey } from '../../../functions/core/account/api-key.ts';
import { watchIdOf } from '../../../functions/core/ids.ts';
import type { StackEvent } from '../../../local/aws/aws-stack.ts';
import { scanTable } from '../error-paths/scene.ts';
import { killWorkers } from '../kill-workers.ts';
import type { LocalService } from '../local-service.ts';
import { passTime } from '../pass-time.ts';
import { seedAccount } from '../seed-account.ts';

export type WatchedChat = Awaited<ReturnType<typeof openWatchedChat>>;

/** Longer than the longest pause between two looks, and than any lease. */
const passedMs = 20 * 60_000;

/** A supergroup of an account of its own, whose looks come when the test says so. */
export async function openWatchedChat(service: LocalService, name: string) {
  const account = await seedAccount(service, name);
  const { world } = service.demo;
  const username = `${name}_group`;
  const chat = world.addChannel({ title: name, username, creator: account.user, isMegagroup: true });
  const { tenantId } = service.system.demo;
  const chatId = `-100${chat.id}`;
  const watchId = watchIdOf(tenantId, account.accountId, chatId);
  const { JOBS_QUEUE_URL } = service.system.stack.environmentOf('worker');
  let lookMs = 100;

  /** Resolves with the next event of that type that fits. */
  function nextEvent<T extends StackEvent['type']>(
    type: T,
    fits: (event: Extract<StackEvent, { type: T }>) => boolean,
  ) {
    function isWanted(event: { type: string }): event is Extract<StackEvent, { type: T }> {
      return event.type === type && fits(event as Extract<StackEvent, { type: T }>);
    }
    const { events } = service;
    return events.waitFor(isWanted, events.recorded.filter(isWanted).length + 1);
  }

  function isOfWorker({ name }: { name: string }): boolean {
    return name === 'worker';
  }

  /** The pause before the next look passes, and the sweeper finds the watch due. */
  async function beginLook() {
    await passTime(service, account, watchId, passedMs);
    const done = nextEvent('batch', ({ queueArn }) => queueArn.endsWith('-jobs.fifo'));
    await service.system.stack.runSchedules();
    return { done };
  }

  /** The next look reads the counts of all links, as a look does once an hour. */
  async function forgetCounts(): Promise<void> {
    await service.dynamoDb.send(
      new UpdateItemCommand({
        TableName: service.system.tables.jobs,
        Key: marshall(keyOf({ tenantId, jobId: watchId })),
        UpdateExpression: 'REMOVE watch.countedAtMs',
      }),
    );
  }

  return {
    account,
    chat,
    peer: `@${username}`,
    watchId,
    /** Resolves when a look has been made. */
    async look({ countsAgain = false } = {}): Promise<void> {
      if (countsAgain) {
        await forgetCounts();
      }
      const ended = nextEvent('invocation-ended', isOfWorker);
      const { done } = await beginLook();
      lookMs = (await ended).durationMs;
      await done;
    },
    /** A look whose worker is killed after that share of the time that the last look took. Its message is lost with it. */
    async dieLooking(share: number): Promise<void> {
      const started = nextEvent('invocation-started', isOfWorker);
      const { done } = await beginLook();
      await started;
      // A death at a random moment is what is tried: there is nothing to await.
      await setTimeout(share * lookMs);
      await killWorkers(service);
      await done;
      await service.sqs.send(new PurgeQueueCommand({ QueueUrl: JOBS_QUEUE_URL }));
    },
    /** Deliveries whose message was lost are overdue, and the sweeper sends another. */
    async repairDeliveries(): Promise<void> {
      const table = service.system.stack.environmentOf('webhook').JOINS_TABLE ?? '';
      for (const item of await scanTable(service.dynamoDb, table)) {
        const { pk, sk, deliveryDueAtMs } = unmarshall(item);
        if (deliveryDueAtMs !== undefined) {
          // Some are delivered at this moment.
          await isWritten(
            service.dynamoDb.send(
              new UpdateItemCommand({
                TableName: table,
                Key: marshall({ pk, sk }),
                UpdateExpression: 'SET deliveryDueAtMs = :past',
                ConditionExpression: 'attribute_exists(deliveryDueAtMs)',
                ExpressionAttributeValues: marshall({ ':past': Date.now() - 1 }),
              }),
            ),
          );
        }
      }
      await service.system.stack.runSchedules();
    },
  };
}

/** The service with a key of the demo's tenant that may read and erase joins. */
export async function withJoinsKey(service: LocalService): Promise<LocalService> {
  const { system, dynamoDb } = service;
  const apiKey = newApiKey(randomBytes(24));
  await createKeyStore(dynamoDb, system.tables.keys).putKey({
    keyHash: hashApiKey(apiKey),
    tenantId: system.demo.tenantId,
    name: 'joins',
    scopes: allScopes,
    createdAtMs: Date.now(),
  });
  return { ...service, system: { ...system, demo: { ...system.demo, apiKey } } };
}
