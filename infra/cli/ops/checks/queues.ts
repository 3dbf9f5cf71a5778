import { GetQueueAttributesCommand, QueueDoesNotExist, type SQSClient } from '@aws-sdk/client-sqs';
import type { Bench } from '../../account/bench.ts';
import { type Check, type Finding, ok, rebuildCommand, wrong } from '../finding.ts';
import { findQueueUrl, queuePairsOf, withSqs } from '../queues.ts';

/** The queues are there, what they give up goes to their dead-letter queues, and these are empty. */
export const checkQueues: Check = {
  name: 'queues',
  run: (bench) =>
    withSqs(bench.place, async (sqs) => {
      const findings = await Promise.all(
        queuePairsOf(bench.place).map(async ({ queueName, deadQueueName }) => [
          await checkQueue(bench, sqs, queueName, deadQueueName),
          await checkDeadQueue(bench, sqs, deadQueueName),
        ]),
      );
      return findings.flat();
    }),
};

async function checkQueue(bench: Bench, sqs: SQSClient, queueName: string, deadName: string) {
  const check = `queue ${queueName}`;
  const attributes = await readAttributes(sqs, queueName);
  if (attributes === undefined) {
    return wrong(check, 'The queue is gone.', rebuildCommand(bench));
  }
  const { deadLetterTargetArn = '' } = JSON.parse(attributes.RedrivePolicy ?? '{}');
  if (!String(deadLetterTargetArn).endsWith(`:${deadName}`)) {
    return wrong(check, `What it gives up does not go to ${deadName}.`, rebuildCommand(bench));
  }
  return ok(check, `messages: ${attributes.ApproximateNumberOfMessages}`);
}

async function checkDeadQueue(bench: Bench, sqs: SQSClient, queueName: string): Promise<Finding> {
  const check = `queue ${queueName}`;
  const attributes = await readAttributes(sqs, queueName);
  if (attributes === undefined) {
    return wrong(check, 'The dead-letter queue is gone.', rebuildCommand(bench));
  }
  const { ApproximateNumberOfMessages: visible, ApproximateNumberOfMessagesNotVisible: hidden } = attributes;
  const count = Number(visible ?? 0) + Number(hidden ?? 0);
  return count === 0
    ? ok(check, 'empty')
    : wrong(
        check,
        `Messages given up: ${count}.`,
        `${bench.place.commandLine('dlq list', 'ops')}, then ${bench.place.commandLine('dlq redrive', 'ops')}`,
      );
}

async function readAttributes(sqs: SQSClient, queueName: string) {
  try {
    const QueueUrl = await findQueueUrl(sqs, queueName);
    const { Attributes = {} } = await sqs.send(
      new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] }),
    );
    return Attributes as Partial<Record<string, string>>;
  } catch (error) {
    if (error instanceof QueueDoesNotExist) {
      return undefined;
    }
    throw error;
  }
}
