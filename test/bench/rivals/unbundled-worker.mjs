// A worker as users write it: unbundled packages, imported at the top, and clients made once.
import { DynamoDBClient, GetItemCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { ChangeMessageVisibilityCommand, SQSClient } from '@aws-sdk/client-sqs';
import middy from '@middy/core';
import { Api, TelegramClient } from 'telegram';
import { StringSession } from 'telegram/sessions/index.js';

const dynamoDb = new DynamoDBClient({});
const sqs = new SQSClient({});

export const handler = middy().handler(async ({ Records }) => {
  for (const { body, receiptHandle } of Records) {
    const { account, channelId, accessHash } = JSON.parse(body);
    const { Item } = await dynamoDb.send(
      new GetItemCommand({ TableName: 'sessions', Key: { account: { S: account } } }),
    );
    const client = new TelegramClient(new StringSession(Item.session.S), 12345, 'hash', {});
    try {
      await client.connect();
      const peer = new Api.InputPeerChannel({ channelId, accessHash });
      const { link } = await client.invoke(new Api.messages.ExportChatInvite({ peer }));
      await dynamoDb.send(
        new UpdateItemCommand({
          TableName: 'links',
          Key: { account: { S: account } },
          UpdateExpression: 'SET link = :link',
          ExpressionAttributeValues: { ':link': { S: link } },
        }),
      );
    } catch ({ seconds = 60 }) {
      const message = { QueueUrl: 'jobs', ReceiptHandle: receiptHandle };
      await sqs.send(new ChangeMessageVisibilityCommand({ ...message, VisibilityTimeout: seconds }));
    } finally {
      await client.disconnect();
    }
  }
});
