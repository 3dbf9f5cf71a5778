import type { StackSettings } from '../../../local/aws/template.ts';
import type { AwsRequest } from './evaluate-policy.ts';

/** A command of an SDK client as it was sent. */
export interface SentCommand {
  /** Such as `UpdateItemCommand`. */
  name: string;
  input: Record<string, unknown>;
}

type Attributes = Record<string, Record<string, unknown>>;

interface TableInput {
  TableName: string;
  IndexName?: string;
  Key?: Attributes;
  Item?: Attributes;
  ReturnValues?: string;
  Select?: string;
  KeyConditionExpression?: string;
  UpdateExpression?: string;
  ConditionExpression?: string;
  FilterExpression?: string;
  ProjectionExpression?: string;
  ExpressionAttributeNames?: Record<string, string>;
  ExpressionAttributeValues?: Attributes;
}

interface BatchedWrite {
  PutRequest?: { Item: Attributes };
  DeleteRequest?: { Key: Attributes };
}

const transactionActions: Record<string, string> = {
  Put: 'PutItem',
  Update: 'UpdateItem',
  Delete: 'DeleteItem',
};

const queueActions: Record<string, string> = {
  SendMessageCommand: 'sqs:SendMessage',
  SendMessageBatchCommand: 'sqs:SendMessage',
  ChangeMessageVisibilityBatchCommand: 'sqs:ChangeMessageVisibility',
};

const keyActions: Record<string, string> = {
  DecryptCommand: 'kms:Decrypt',
  GenerateDataKeyCommand: 'kms:GenerateDataKey',
};

/**
 * What IAM is asked about a command: once for each action and resource.
 * @throws Error for a command that it does not know.
 */
export function toAwsRequests({ tables, queues }: StackSettings, { name, input }: SentCommand): AwsRequest[] {
  const keyNames = new Map(
    tables.map(({ create }) => [create.TableName, create.KeySchema?.[0]?.AttributeName ?? '']),
  );
  if (queueActions[name] !== undefined) {
    const queue = queues.find(({ queueUrl }) => queueUrl === input.QueueUrl);
    return [{ action: queueActions[name], resource: queue?.queueArn ?? String(input.QueueUrl), context: {} }];
  }
  if (keyActions[name] !== undefined) {
    return [
      { action: keyActions[name], resource: toKeyArn(String(input.KeyId)), context: toKeyContext(input) },
    ];
  }
  if (name === 'BatchGetItemCommand') {
    const asked = Object.entries(input.RequestItems as Record<string, { Keys: Attributes[] }>);
    return asked.flatMap(([TableName, { Keys }]) =>
      mergeRequests(Keys.map((Key) => onTable('BatchGetItem', { TableName, Key }))),
    );
  }
  if (name === 'BatchWriteItemCommand') {
    const asked = Object.entries(input.RequestItems as Record<string, BatchedWrite[]>);
    return asked.flatMap(([TableName, writes]) =>
      mergeRequests(
        writes.map(({ PutRequest, DeleteRequest }) =>
          onTable('BatchWriteItem', { TableName, ...PutRequest, ...DeleteRequest }),
        ),
      ),
    );
  }
  if (name === 'BatchExecuteStatementCommand') {
    return (input.Statements as { Statement: string }[]).map(({ Statement }) => {
      const [, TableName] = /^INSERT INTO "([^"]+)" VALUE /.exec(Statement) ?? [];
      if (TableName === undefined) {
        throw new Error(`${Statement}: what is IAM asked about it?`);
      }
      return onTable('PartiQLInsert', { TableName });
    });
  }
  if (name === 'TransactWriteItemsCommand') {
    return (input.TransactItems as Record<string, TableInput>[]).flatMap((write) =>
      Object.entries(write).map(([kind, each]) => onTable(transactionActions[kind] ?? kind, each)),
    );
  }
  if (/^(Get|Put|Update|Delete)ItemCommand$|^(Query|Scan)Command$/.test(name)) {
    // The SDK types the inputs of these commands apart; each names one table.
    return [onTable(name.replace('Command', ''), input as unknown as TableInput)];
  }
  throw new Error(`${name}: what is IAM asked about it?`);

  function onTable(action: string, input: TableInput): AwsRequest {
    const { TableName, IndexName, Key, Item, ReturnValues, Select } = input;
    const keyName = keyNames.get(TableName) ?? '';
    const leadingKey = (Key ?? Item)?.[keyName]?.S ?? readQueriedKey(input);
    return {
      action: `dynamodb:${action}`,
      resource: `${toArn('dynamodb', `table/${TableName}`)}${IndexName === undefined ? '' : `/index/${IndexName}`}`,
      context: {
        ...(leadingKey === undefined ? {} : { 'dynamodb:LeadingKeys': [String(leadingKey)] }),
        'dynamodb:Attributes': namesIn(input),
        ...(ReturnValues === undefined ? {} : { 'dynamodb:ReturnValues': [ReturnValues] }),
        ...(Select === undefined ? {} : { 'dynamodb:Select': [Select] }),
      },
    };
  }
}

/** The partition that a query reads. */
function readQueriedKey({ KeyConditionExpression = '', ExpressionAttributeValues = {} }: TableInput) {
  const [, value = ''] = /^\w+ = (:\w+)/.exec(KeyConditionExpression) ?? [];
  return ExpressionAttributeValues[value]?.S;
}

/**
 * The attributes that a request names: those of the keys, those that it writes, and those that its expressions read, a condition
 * among them. Of a path the first name counts.
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/specifying-conditions.html
 */
function namesIn(input: TableInput): string[] {
  const { Key = {}, Item = {}, ExpressionAttributeNames = {} } = input;
  const expressions = [
    input.KeyConditionExpression,
    input.UpdateExpression,
    input.ConditionExpression,
    input.FilterExpression,
    input.ProjectionExpression,
  ];
  const words = expressions.flatMap((each = '') => [
    ...each.matchAll(/(?<![\w:#.])(#?[a-z_]\w*)(?:\.#?\w+|\[\d+\])*(?![\w(])/gi),
  ]);
  const names = words.map(([, word = '']) => ExpressionAttributeNames[word] ?? word);
  const notKeywords = names.filter((name) => !/^(SET|REMOVE|ADD|DELETE|AND|OR|NOT|BETWEEN|IN)$/.test(name));
  return [...new Set([...Object.keys(Key), ...Object.keys(Item), ...notKeywords])];
}

/** A batch is one request with the values of all its keys. */
function mergeRequests(requests: AwsRequest[]): AwsRequest[] {
  const [first] = requests;
  if (first === undefined) {
    return [];
  }
  const keys = requests.flatMap(({ context }) => context['dynamodb:LeadingKeys'] ?? []);
  return [{ ...first, context: { ...first.context, 'dynamodb:LeadingKeys': [...new Set(keys)] } }];
}

/** @see https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html */
function toKeyContext({ EncryptionContext = {} }: { EncryptionContext?: Record<string, string> }) {
  return Object.fromEntries(
    Object.entries(EncryptionContext).map(([name, value]) => [`kms:EncryptionContext:${name}`, [value]]),
  );
}

export function toKeyArn(keyId: string) {
  return toArn('kms', `key/${keyId}`);
}

/** In the account and the region of local/aws/resolve-intrinsics.ts. */
export function toArn(service: string, resource: string) {
  return `arn:aws:${service}:us-east-1:000000000000:${resource}`;
}
