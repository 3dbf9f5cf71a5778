import {
  ChangeMessageVisibilityBatchCommand,
  SendMessageBatchCommand,
  SendMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import type { Job, JobRef } from '../core/job/job.ts';
import { settleAll } from '../core/settle-all.ts';
import { readMessage } from './read-message.ts';

/** A message makes a worker look at this job. It holds ids only, in ASCII. */
export interface JobMessage extends JobRef {
  accountId: string;
}

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessageBatch.html */
const sendBatchLimit = 10;

export function createQueue(client: SQSClient, queueUrl: string) {
  return { sendJob, sendJobs, changeVisibility };

  /**
   * Sends the job's message. Its group is the account and the priority: an account's jobs come one batch at a time, and the message
   * of an urgent one is not hidden with those of a backlog. A repair
   * (`sends` has grown) has a deduplication id of its own, or SQS would swallow it for five minutes.
   * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/using-messagededuplicationid-property.html
   */
  async function sendJob(job: Job): Promise<void> {
    await client.send(new SendMessageCommand({ QueueUrl: queueUrl, ...toMessage(job) }));
  }

  /**
   * Sends the messages of many jobs, ten by one request.
   * @throws Error when SQS did not take some of them; the others are sent.
   */
  async function sendJobs(jobs: Job[]): Promise<void> {
    const unsent = await settleAll(
      Array.from({ length: Math.ceil(jobs.length / sendBatchLimit) }, async (_, lot) => {
        const some = jobs.slice(lot * sendBatchLimit, (lot + 1) * sendBatchLimit);
        const Entries = some.map((job, index) => ({ Id: String(index), ...toMessage(job) }));
        const { Failed = [] } = await client.send(
          new SendMessageBatchCommand({ QueueUrl: queueUrl, Entries }),
        );
        return Failed.length;
      }),
    );
    const count = unsent.reduce((sum, each) => sum + each, 0);
    if (count > 0) {
      throw new Error(`SQS did not take ${count} of ${jobs.length} messages`);
    }
  }

  /**
   * Hides messages for the seconds given. At most ten, as many as a batch holds.
   * @returns the receipt handles that SQS refused: those messages come back when the queue's own timeout ends.
   */
  async function changeVisibility(
    changes: { receiptHandle: string; visibilityTimeout: number }[],
  ): Promise<string[]> {
    if (changes.length === 0) {
      return [];
    }
    const { Failed = [] } = await client.send(
      new ChangeMessageVisibilityBatchCommand({
        QueueUrl: queueUrl,
        Entries: changes.map(({ receiptHandle, visibilityTimeout }, index) => ({
          Id: String(index),
          ReceiptHandle: receiptHandle,
          VisibilityTimeout: visibilityTimeout,
        })),
      }),
    );
    return Failed.flatMap(({ Id }) => changes[Number(Id)]?.receiptHandle ?? []);
  }
}

/**
 * The jobs of versions that knew no priorities are in the group of the low ones. Operations have groups of their own: a wait for
 * the method that makes links hides the messages of requests, and must not hide a revocation's.
 */
function groupOf({ accountId, operation, request: { priority = 'low' } }: Job): string {
  const group = priority === 'low' ? accountId : `${accountId}-${priority}`;
  return operation === undefined ? group : `${group}-operations`;
}

function toMessage(job: Job) {
  const { tenantId, jobId, accountId, sends } = job;
  const message: JobMessage = { tenantId, jobId, accountId };
  return {
    MessageBody: JSON.stringify(message),
    MessageGroupId: groupOf(job),
    MessageDeduplicationId: `${jobId}-${sends}`,
  };
}

/** Reads a message body; undefined when this service did not write it. */
export function parseJobMessage(body: string): JobMessage | undefined {
  const { tenantId, jobId, accountId } = readMessage(body) ?? {};
  if (typeof tenantId !== 'string' || typeof jobId !== 'string' || typeof accountId !== 'string') {
    return undefined;
  }
  return { tenantId, jobId, accountId };
}
