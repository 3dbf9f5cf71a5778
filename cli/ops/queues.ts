import { GetQueueUrlCommand, type SQSClient } from '@aws-sdk/client-sqs';
import { parseCallbackMessage } from '../../functions/aws/callback-queue.ts';
import { parseJobMessage } from '../../functions/aws/queue.ts';
import type { System } from '../../operator/system/open-system.ts';

/** A queue, the dead-letter queue behind it, and how a message in them is read. */
export interface QueuePair {
  queueName: string;
  deadQueueName: string;
  /** @returns the job that a message names; undefined for one that this service did not write. */
  parse(body: string): { tenantId: string; jobId: string } | undefined;
}

/** The queues of infra/queues.yml. All names of a stage begin alike. */
export function queuePairsOf({ tables }: Pick<System, 'tables'>): [jobs: QueuePair, webhooks: QueuePair] {
  const stack = tables.jobs.replace(/-jobs$/, '');
  function pair(name: string, parse: QueuePair['parse']) {
    return {
      queueName: `${stack}-${name}.fifo`,
      deadQueueName: `${stack}-${name}-dead.fifo`,
      parse,
    };
  }
  return [pair('jobs', parseJobMessage), pair('webhooks', parseCallbackMessage)];
}

/** @throws QueueDoesNotExist */
export async function findQueueUrl(sqs: SQSClient, queueName: string): Promise<string> {
  const { QueueUrl = '' } = await sqs.send(new GetQueueUrlCommand({ QueueName: queueName }));
  return QueueUrl;
}

/** Runs a piece of work with the queues of a system. */
export async function withSqs<T>({ openSqs }: System, work: (sqs: SQSClient) => Promise<T>): Promise<T> {
  const sqs = openSqs();
  try {
    return await work(sqs);
  } finally {
    sqs.destroy();
  }
}
