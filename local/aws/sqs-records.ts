import type { Message, MessageAttributeValue } from '@aws-sdk/client-sqs';
import type { SQSMessageAttribute, SQSRecord, SQSRecordAttributes } from 'aws-lambda';
import { localRegion } from '../../operator/system/local-client-settings.ts';

/** A received message as Lambda passes it to a function: https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html */
export function createSqsRecord(message: Message, queueArn: string): SQSRecord {
  return {
    messageId: message.MessageId ?? '',
    receiptHandle: message.ReceiptHandle ?? '',
    body: message.Body ?? '',
    attributes: { ...message.Attributes } as unknown as SQSRecordAttributes,
    messageAttributes: Object.fromEntries(
      Object.entries(message.MessageAttributes ?? {}).map(([name, value]) => [name, createAttribute(value)]),
    ),
    md5OfBody: message.MD5OfBody ?? '',
    ...(message.MD5OfMessageAttributes !== undefined && {
      md5OfMessageAttributes: message.MD5OfMessageAttributes,
    }),
    eventSource: 'aws:sqs',
    eventSourceARN: queueArn,
    awsRegion: localRegion,
  };
}

function createAttribute(value: MessageAttributeValue): SQSMessageAttribute {
  return {
    ...(value.StringValue !== undefined && { stringValue: value.StringValue }),
    ...(value.BinaryValue !== undefined && {
      binaryValue: Buffer.from(value.BinaryValue).toString('base64'),
    }),
    stringListValues: [],
    binaryListValues: [],
    dataType: value.DataType ?? 'String',
  };
}

export class BatchResponseError extends Error {
  override name = 'BatchResponseError';
}

/**
 * The message ids that a function reported as failed. An empty report means complete success.
 * https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html#services-sqs-batchfailurereporting
 *
 * @throws BatchResponseError where Lambda takes the whole batch as failed: the result is no batch response, or an
 * identifier is missing, empty or of no message in the batch.
 */
export function readBatchItemFailures(result: unknown, messageIds: ReadonlySet<string>): Set<string> {
  if (result === null) {
    return new Set();
  }
  if (typeof result !== 'object') {
    throw new BatchResponseError(`${JSON.stringify(result)} is no batch response`);
  }
  const { batchItemFailures = null } = result as { batchItemFailures?: unknown };
  if (batchItemFailures === null) {
    return new Set();
  }
  if (!Array.isArray(batchItemFailures)) {
    throw new BatchResponseError('batchItemFailures is no list');
  }
  return new Set(
    batchItemFailures.map((failure: { itemIdentifier?: unknown } | null) => {
      const identifier = failure?.itemIdentifier;
      if (typeof identifier === 'string' && messageIds.has(identifier)) {
        return identifier;
      }
      throw new BatchResponseError(
        `itemIdentifier ${JSON.stringify(identifier)} is of no message in the batch`,
      );
    }),
  );
}
