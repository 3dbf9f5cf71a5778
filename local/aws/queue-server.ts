import { findPackageJSON } from 'node:module';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { buildApp } from 'fauxqs';
import { mendQueue } from './mend-queue.ts';

type Stores = NonNullable<NonNullable<Parameters<typeof buildApp>[0]>['stores']>;

/** Of fauxqs's messages, in memory; the package takes one and does not export it. */
type QueueStore = Stores['sqsStore'];

/** fauxqs (https://github.com/kibertoad/fauxqs), whose FIFO queues are mended. It does not listen yet. */
export async function buildQueueServer(): Promise<ReturnType<typeof buildApp>> {
  const store = await createQueueStore();
  const createQueue = store.createQueue.bind(store);
  store.createQueue = (...settings) => {
    const queue = createQueue(...settings);
    mendQueue(queue);
    return queue;
  };
  // It makes the stores of the other services itself.
  return buildApp({ logger: false, stores: { sqsStore: store } as Stores });
}

async function createQueueStore(): Promise<QueueStore> {
  const manifest = findPackageJSON('fauxqs', import.meta.url);
  if (manifest === undefined) {
    throw new Error('fauxqs is not installed');
  }
  const { href } = pathToFileURL(join(dirname(manifest), 'dist/sqs/sqsStore.js'));
  const { SqsStore } = (await import(href)) as { SqsStore: new () => QueueStore };
  return new SqsStore();
}
