import type { SQSEvent, SQSRecord } from 'aws-lambda';
import type { JobMessage } from '../../../functions/aws/queue.ts';

/** A record as the event source mapping hands it over. */
export function createSqsRecord(messageId: string, body: string): SQSRecord {
  return {
    messageId,
    receiptHandle: `receipt of ${messageId}`,
    body,
    attributes: {
      ApproximateReceiveCount: '1',
      SentTimestamp: '1796119200000',
      SenderId: 'sender',
      ApproximateFirstReceiveTimestamp: '1796119200000',
    },
    messageAttributes: {},
    md5OfBody: '',
    eventSource: 'aws:sqs',
    eventSourceARN: 'arn:aws:sqs:us-east-1:000000000000:jobs.fifo',
    awsRegion: 'us-east-1',
  };
}

/** The record of a job's message; the message has the job's number in its id. */
export function createMessageRecord(number: number, message: Partial<JobMessage> = {}): SQSRecord {
  const body = { tenantId: 'ten_a', jobId: `inv_${number}`, accountId: 'acc_a', ...message };
  return createSqsRecord(`message ${number}`, JSON.stringify(body));
}

export function createSqsEvent(...Records: SQSRecord[]): SQSEvent {
  return { Records };
}
