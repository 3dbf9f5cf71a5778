import { DynamoDBClient, GetItemCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import type { SQSEvent } from 'aws-lambda';
import bigInt from 'big-integer';
import { Api, TelegramClient } from 'telegram';
import { Logger, LogLevel } from 'telegram/extensions/Logger.js';
import { ConnectionTCPFull } from 'telegram/network/index.js';
import { StringSession } from 'telegram/sessions/index.js';

/*
 * The rival in system-rate.ts: the worker that people write. One job per invocation; read the session, make a client,
 * call, disconnect, store the link. It knows its chat's access hash, and stores and checks less than our worker.
 */
const { ACCOUNTS_TABLE, JOBS_TABLE, TELEGRAM_PORT } = process.env;
const dynamoDb = new DynamoDBClient();

/** gramjs always connects to port 80. */
class LocalConnection extends ConnectionTCPFull {
  constructor(options: ConstructorParameters<typeof ConnectionTCPFull>[0]) {
    super({ ...options, port: Number(TELEGRAM_PORT) });
  }
}

export async function handler({ Records }: SQSEvent): Promise<void> {
  for (const { body } of Records) {
    const { tenantId, jobId, accountId } = JSON.parse(body);
    const { Item } = await dynamoDb.send(
      new GetItemCommand({
        TableName: ACCOUNTS_TABLE,
        Key: { accountId: { S: accountId }, sk: { S: 'naive' } },
      }),
    );
    const link = await makeLink(
      Item?.session?.S ?? '',
      Item?.channelId?.S ?? '',
      Item?.accessHash?.S ?? '',
      jobId,
    );
    await dynamoDb.send(
      new UpdateItemCommand({
        TableName: JOBS_TABLE,
        Key: { pk: { S: `${tenantId}#${jobId}` } },
        UpdateExpression: 'SET #status = :status, link = :link',
        ExpressionAttributeNames: { '#status': 'status' },
        ExpressionAttributeValues: { ':status': { S: 'succeeded' }, ':link': { S: link } },
      }),
    );
    console.log(JSON.stringify({ message: 'job', jobId, status: 'succeeded' }));
  }
}

async function makeLink(
  session: string,
  channelId: string,
  accessHash: string,
  title: string,
): Promise<string> {
  const client = new TelegramClient(new StringSession(session), 12345, '0123456789abcdef0123456789abcdef', {
    connection: LocalConnection,
    baseLogger: new Logger(LogLevel.NONE),
  });
  await client.connect();
  try {
    const peer = new Api.InputPeerChannel({ channelId: bigInt(channelId), accessHash: bigInt(accessHash) });
    const invite = await client.invoke(new Api.messages.ExportChatInvite({ peer, title }));
    if (!(invite instanceof Api.ChatInviteExported)) {
      throw new Error(invite.className);
    }
    return invite.link;
  } finally {
    await client.destroy();
  }
}
