import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { KMSClient } from '@aws-sdk/client-kms';
import { SQSClient } from '@aws-sdk/client-sqs';
import type { StackSettings } from '../../../local/aws/template.ts';
import { localClientSettings } from '../../../operator/system/local-client-settings.ts';
import type { SentCommand } from './to-aws-requests.ts';

/** Clients that write down what they send, and the names of what is there. */
export interface RecordedClients {
  dynamoDb: DynamoDBClient;
  sqs: SQSClient;
  kms: KMSClient;
  tables: Record<'jobs' | 'accounts' | 'keys' | 'webhooks' | 'joins' | 'standing', string>;
  queues: Record<'jobs' | 'webhooks', string>;
  kmsKeyId: string;
  /** What was sent since this was called before. */
  takeSent(): SentCommand[];
  close(): void;
}

/** @param endpoints of servers that have the tables and the queues of the settings. */
export function createRecordedClients(
  settings: StackSettings,
  endpoints: { dynamodb: string; sqs: string },
): RecordedClients {
  let sent: SentCommand[] = [];
  const dynamoDb = new DynamoDBClient({ endpoint: endpoints.dynamodb, ...localClientSettings });
  const sqs = new SQSClient({
    endpoint: endpoints.sqs,
    useQueueUrlAsEndpoint: false,
    ...localClientSettings,
  });
  const kms = new KMSClient(localClientSettings);

  const first = { step: 'initialize', priority: 'high' } as const;
  function note(name: string | undefined, input: object): void {
    sent.push({ name: String(name), input: input as Record<string, unknown> });
  }
  dynamoDb.middlewareStack.add(
    (next, { commandName }) =>
      (args) => {
        note(commandName, args.input);
        return next(args);
      },
    first,
  );
  sqs.middlewareStack.add(
    (next, { commandName }) =>
      (args) => {
        note(commandName, args.input);
        return next(args);
      },
    first,
  );
  // Nothing on this machine stands for KMS: the data key is one that anybody knows.
  const output = { Plaintext: new Uint8Array(32), CiphertextBlob: new Uint8Array(1), $metadata: {} };
  kms.middlewareStack.add(
    (_, { commandName }) =>
      async ({ input }) => {
        note(commandName, input);
        return { output, response: undefined };
      },
    first,
  );

  function tableNamed(part: string) {
    return find(
      settings.tables.map(({ create }) => create.TableName),
      `-${part}`,
    );
  }
  function queueNamed(part: string) {
    return find(
      settings.queues.map(({ queueUrl }) => queueUrl),
      `-${part}.fifo`,
    );
  }
  return {
    dynamoDb,
    sqs,
    kms,
    tables: {
      jobs: tableNamed('jobs'),
      accounts: tableNamed('accounts'),
      keys: tableNamed('keys'),
      webhooks: tableNamed('webhooks'),
      joins: tableNamed('joins'),
      standing: tableNamed('standing'),
    },
    queues: { jobs: queueNamed('jobs'), webhooks: queueNamed('webhooks') },
    // As Ref has it: local/aws/resolve-intrinsics.ts.
    kmsKeyId: 'SessionKey',
    takeSent() {
      const taken = sent;
      sent = [];
      return taken;
    },
    close() {
      for (const client of [dynamoDb, sqs, kms]) {
        client.destroy();
      }
    },
  };
}

function find(names: string[], ending: string): string {
  const found = names.find((name) => name.endsWith(ending));
  if (found === undefined) {
    throw new Error(`the template has nothing that ends in ${ending}`);
  }
  return found;
}
