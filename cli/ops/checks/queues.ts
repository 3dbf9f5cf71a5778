import { GetQueueAttributesCommand, QueueDoesNotExist, type SQSClient } from '@aws-sdk/client-sqs';
import type { CommandContext } from '../../tool/command-context.ts';
import { type Check, type Finding, ok, rebuildCommand, wrong } from '../finding.ts';
import { findQueueUrl, queuePairsOf, withSqs } from '../queues.ts';

/** The queues are there, what they give up goes to their dead-letter queues, and these are empty. */
export const checkQueues: Check = {
  name: 'queues',
  run: (context) =>
    withSqs(context.system, async (sqs) => {
      const findings = await Promise.all(
        queuePairsOf(context.system).map(async ({ queueName, deadQueueName }) => [
          await checkQueue(context, sqs, queueName, deadQueueName),
          await checkDeadQueue(context, sqs, deadQueueName),
        ]),
      );
      return findings.flat();
    }),
};

async function checkQueue(context: CommandContext, sqs: SQSClient, queueName: string, deadName: string) {
  const check = `queue ${queueName}`;
  const attributes = await readAttributes(sqs, queueName);
  if (attributes === undefined) {
    return wrong(check, 'The queue is gone.', rebuildCommand(context));
  }
  const { deadLetterTargetArn = '' } = JSON.parse(attributes.RedrivePolicy ?? '{}');
  if (!String(deadLetterTargetArn).endsWith(`:${deadName}`)) {
    return wrong(check, `What it gives up does not go to ${deadName}.`, rebuildCommand(context));
  }
  return ok(check, `messages: ${attributes.ApproximateNumberOfMessages}`);
}

async function checkDeadQueue(context: CommandContext, sqs: SQSClient, queueName: string): Promise<Finding> {
  const check = `queue ${queueName}`;
  const attributes = await readAttributes(sqs, queueName);
  if (attributes === undefined) {
    return wrong(check, 'The dead-letter queue is gone.', rebuildCommand(context));
  }
  const { ApproximateNumberOfMessages: visible, ApproximateNumberOfMessagesNotVisible: hidden } = attributes;
  const count = Number(visible ?? 0) + Number(hidden ?? 0);
  return count === 0
    ? ok(check, 'empty')
    : wrong(
        check,
        `Messages given up: ${count}.`,
        `${context.system.commandLine('dlq list', 'ops')}, then ${context.system.commandLine('dlq redrive', 'ops')}`,
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
