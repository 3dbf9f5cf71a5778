import {
  ChangeMessageVisibilityBatchCommand,
  DeleteMessageCommand,
  type Message,
  ReceiveMessageCommand,
  SendMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import type { JsonOption } from '../../operator/terminal/program.ts';
import { alignColumns } from '../../operator/terminal/table.ts';
import type { CommandContext } from '../tool/command-context.ts';
import { findQueueUrl, type QueuePair, queuePairsOf, withSqs } from './queues.ts';

/** What is looked at stays hidden for this long, should the command be killed. */
const visibilitySeconds = 120;
/** A person reads no more; `redrive` goes on to the end. */
const maxListed = 100;
const batchLimit = 10;

interface DeadLetter {
  queue: string;
  message_id: string;
  /** Undefined for a message that this service did not write. */
  job: string | undefined;
  tenant: string | undefined;
  sent_at: string;
  receives: number;
}

/**
 * `dlq list`: the messages that were given up, the first hundred of each queue. SQS shows a group of messages in turn, so
 * that of more than ten of one account the rest may be missing. They stay where they are.
 */
export async function listDeadLetters(
  { system, terminal }: CommandContext,
  { json }: JsonOption,
): Promise<void> {
  const letters = await withSqs(system, async (sqs) => {
    const found: DeadLetter[] = [];
    for (const pair of queuePairsOf(system)) {
      const deadUrl = await findQueueUrl(sqs, pair.deadQueueName);
      const messages: Message[] = [];
      await receiveAll(sqs, deadUrl, maxListed, async (some) => {
        messages.push(...some);
      });
      await show(sqs, deadUrl, messages);
      found.push(...messages.map((message) => describe(pair, message)));
    }
    return found;
  });
  if (json) {
    terminal.print(JSON.stringify(letters, null, 2));
    return;
  }
  if (letters.length === 0) {
    terminal.print('The dead-letter queues are empty.');
    return;
  }
  const cells = letters.map(({ queue, job, sent_at, receives }) => [
    queue,
    sent_at,
    String(receives),
    job ?? 'unreadable: not written by this service',
  ]);
  for (const line of alignColumns([['QUEUE', 'SENT', 'RECEIVES', 'JOB'], ...cells])) {
    terminal.print(line);
  }
  terminal.note(`Repaired what held them up? ${system.commandLine('dlq redrive', 'ops')}`);
}

/**
 * `dlq redrive`: sends each message to the queue it comes from, then deletes it: broken off between the two it is there
 * twice, which does no harm, for the job's row says what is still to be done. What this service did not write stays.
 */
export async function redriveDeadLetters(
  { system, terminal }: CommandContext,
  { json }: JsonOption,
): Promise<void> {
  const { redriven, left, stuckIn } = await withSqs(system, async (sqs) => {
    let redriven = 0;
    let left = 0;
    const stuckIn: string[] = [];
    for (const pair of queuePairsOf(system)) {
      const deadUrl = await findQueueUrl(sqs, pair.deadQueueName);
      const queueUrl = await findQueueUrl(sqs, pair.queueName);
      const unreadable: Message[] = [];
      await receiveAll(sqs, deadUrl, Number.POSITIVE_INFINITY, async (messages) => {
        for (const message of messages) {
          if (pair.parse(message.Body ?? '') === undefined) {
            unreadable.push(message);
          } else {
            await move(sqs, message, deadUrl, queueUrl);
            redriven += 1;
          }
        }
      });
      await show(sqs, deadUrl, unreadable);
      left += unreadable.length;
      stuckIn.push(...(unreadable.length > 0 ? [pair.deadQueueName] : []));
    }
    return { redriven, left, stuckIn };
  });
  if (json) {
    terminal.print(JSON.stringify({ redriven, left }, null, 2));
    return;
  }
  terminal.print(`Given back: ${redriven}. Left, because this service did not write them: ${left}.`);
  for (const name of stuckIn) {
    terminal.note(`SQS deletes them within 14 days. To delete them now: ${describePurge(system, name)}`);
  }
}

/** A queue of one machine ends with the process that holds it, and what this service wrote is sent anew from its rows. */
function describePurge({ stage }: CommandContext['system'], queueName: string): string {
  if (stage === undefined) {
    return 'end what "npm start" runs, and start it again';
  }
  return `aws sqs purge-queue --queue-url "$(aws sqs get-queue-url --output text --queue-name ${queueName})"`;
}

async function receiveAll(
  sqs: SQSClient,
  QueueUrl: string,
  limit: number,
  take: (messages: Message[]) => Promise<void>,
): Promise<void> {
  for (let count = 0; count < limit; ) {
    const { Messages = [] } = await sqs.send(
      new ReceiveMessageCommand({
        QueueUrl,
        MaxNumberOfMessages: batchLimit,
        VisibilityTimeout: visibilitySeconds,
        // Long polling asks every server; a short poll may miss what is there:
        // https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-short-and-long-polling.html
        WaitTimeSeconds: 1,
        MessageSystemAttributeNames: ['All'],
      }),
    );
    if (Messages.length === 0) {
      return;
    }
    count += Messages.length;
    await take(Messages);
  }
}

async function move(sqs: SQSClient, message: Message, deadUrl: string, queueUrl: string): Promise<void> {
  const { MessageId, Body, Attributes, ReceiptHandle } = message;
  await sqs.send(
    new SendMessageCommand({
      QueueUrl: queueUrl,
      MessageBody: Body,
      MessageGroupId: Attributes?.MessageGroupId,
      // Its own again, or SQS may still know it and swallow this one.
      MessageDeduplicationId: `redrive-${MessageId}`,
    }),
  );
  await sqs.send(new DeleteMessageCommand({ QueueUrl: deadUrl, ReceiptHandle }));
}

/** What was only looked at is there for others at once. */
async function show(sqs: SQSClient, QueueUrl: string, messages: Message[]): Promise<void> {
  for (let next = 0; next < messages.length; next += batchLimit) {
    const Entries = messages.slice(next, next + batchLimit).map(({ ReceiptHandle }, index) => ({
      Id: String(index),
      ReceiptHandle,
      VisibilityTimeout: 0,
    }));
    await sqs.send(new ChangeMessageVisibilityBatchCommand({ QueueUrl, Entries }));
  }
}

function describe({ parse, deadQueueName }: QueuePair, message: Message): DeadLetter {
  const { MessageId = '', Body = '', Attributes } = message;
  const ref = parse(Body);
  return {
    queue: deadQueueName,
    message_id: MessageId,
    job: ref?.jobId,
    tenant: ref?.tenantId,
    sent_at: new Date(Number(Attributes?.SentTimestamp ?? 0)).toISOString(),
    receives: Number(Attributes?.ApproximateReceiveCount ?? 0),
  };
}
