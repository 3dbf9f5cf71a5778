import { readIntents } from '../../../functions/core/account/lease-intents.ts';

/** The purpose of a call to DynamoDB or SQS, as seen from outside. */
export interface Step {
  /**
   * Such as `lease`, `intent`, `result`, `release`, `flood-wait`, `send`, `hide`, `callback`, `announce`, `save-link`,
   * `save-order`, `save-taken`, `track`, `look`, `save-requests`, `deliver`, `take`, `pool add`, `pool move`; the operation's name for any other call.
   */
  point: string;
  operation: string;
  jobId?: string;
  accountId?: string;
  /** The jobs of a batch that is accepted. */
  created?: { jobId: string; accountId: string }[];
  /** The jobs whose intent the lease is. */
  leaseIntents?: string[];
  /** The events of links that a look stores. */
  events?: StoredEvent[];
  /** The job's status after this write. */
  status?: string;
  /** The repairs of the job with this write, and when the write was made. */
  sends?: number;
  updatedAtMs?: number;
  /** The method and the end of a flood wait. */
  method?: string;
  untilMs?: number;
}

/** An event of a link as it is stored, or a join by no link that is known. */
export interface StoredEvent {
  /** The invite; of a join by no link the chat. */
  at: string;
  id: string;
  /** Undefined of a join by no link. */
  number: number | undefined;
  kind: string;
  userId: string | undefined;
  /** When it happened, by Telegram's clock. */
  atMs: number;
}

interface Attribute {
  S?: string;
  N?: string;
  L?: Attribute[];
}

interface DynamoRequest {
  TableName?: string;
  Key?: Record<string, Attribute>;
  Item?: Record<string, Attribute>;
  UpdateExpression?: string;
  ExpressionAttributeNames?: Record<string, string>;
  ExpressionAttributeValues?: Record<string, Attribute>;
  RequestItems?: Record<string, unknown>;
  Statements?: { Statement: string; Parameters: Attribute[] }[];
  TransactItems?: Partial<Record<'Put' | 'Update' | 'Delete', DynamoRequest>>[];
}

/** @param target the request's `x-amz-target`. */
export function recogniseStep(target: string, body: string): Step {
  const [service = '', operation = ''] = target.split('.');
  const request = JSON.parse(body || '{}');
  return service.startsWith('DynamoDB') ? readDynamo(operation, request) : readSqs(operation, request);
}

interface SqsRequest {
  QueueUrl?: string;
  MessageBody?: string;
  MessageGroupId?: string;
}

function readSqs(operation: string, request: SqsRequest): Step {
  const isOfCallbacks = request.QueueUrl?.endsWith('-webhooks.fifo');
  if (operation === 'SendMessage') {
    const jobId = /"jobId":"(\w+)"/.exec(request.MessageBody ?? '')?.[1];
    if (isOfCallbacks) {
      return { point: 'announce', operation, ...(jobId ? { jobId } : {}) };
    }
    const [accountId = ''] = request.MessageGroupId?.split('-') ?? [];
    return { point: 'send', operation, ...(jobId ? { jobId } : {}), accountId };
  }
  if (operation === 'ChangeMessageVisibilityBatch') {
    return { point: 'hide', operation };
  }
  return { point: isOfCallbacks ? 'announce again' : operation, operation };
}

function readDynamo(operation: string, request: DynamoRequest): Step {
  if (operation === 'TransactWriteItems') {
    return readTransaction(operation, request);
  }
  if (operation === 'BatchExecuteStatement') {
    return { point: 'create', operation, created: (request.Statements ?? []).map(readInsert) };
  }
  const table = request.TableName ?? Object.keys(request.RequestItems ?? {})[0] ?? '';
  if (table.endsWith('-jobs')) {
    return readJobs(operation, request);
  }
  if (table.endsWith('-accounts')) {
    return readAccounts(operation, request);
  }
  if (table.endsWith('-joins')) {
    return readJoins(operation, request);
  }
  if (table.endsWith('-standing')) {
    return readStanding(operation, request);
  }
  return { point: operation, operation };
}

/** A new job, of a batch. */
function readInsert({ Statement, Parameters }: { Statement: string; Parameters: Attribute[] }) {
  const names = [...Statement.matchAll(/'(\w+)': \?/g)].map(([, name]) => name);
  function read(name: string) {
    return Parameters[names.indexOf(name)];
  }
  return { jobId: idIn(read('pk')), accountId: read('accountId')?.S ?? '' };
}

/** What becomes of the links of a pool, and of takes. */
function readStanding(operation: string, { UpdateExpression: update = '', Item }: DynamoRequest): Step {
  const isRecord = Item?.pk?.S?.startsWith('take#');
  const kinds = [
    ['given.#k = ready', 'take'],
    ['SET takes.#k = :take', 'reserve'],
    ['recordedAtMs', 'pool note'],
    ['nextNumber', 'pool begin'],
    ['REMOVE making.#j, failure', 'pool add'],
    ['takenCount - :one', 'pool give back'],
    ['REMOVE given.#k, takes.#k', 'pool close'],
  ] as const;
  const kind = kinds.find(([text]) => update.includes(text))?.[1];
  return { point: kind ?? (isRecord ? 'record take' : `standing ${operation}`), operation };
}

/** A batch of jobs is accepted as a whole. A look stores its watch and what it has found. */
function readTransaction(operation: string, { TransactItems = [] }: DynamoRequest): Step {
  const writes = TransactItems.flatMap((item) => Object.values(item));
  if (writes.some(({ TableName }) => TableName?.endsWith('-standing'))) {
    const isMove = writes.some(
      (write) => 'UpdateExpression' in write && write.UpdateExpression?.includes('moves'),
    );
    return { point: isMove ? 'pool move' : 'standing', operation };
  }
  if (writes.some(({ TableName }) => TableName?.endsWith('-joins'))) {
    return readTracking(operation, writes);
  }
  // A mutant may store how far a look has come by itself.
  const watch = TransactItems.find(({ Update }) => Update?.TableName?.endsWith('-jobs'));
  if (watch !== undefined) {
    return { point: 'look', operation, jobId: idIn(watch.Update?.Key?.pk) };
  }
  return { point: operation, operation };
}

function readTracking(operation: string, writes: DynamoRequest[]): Step {
  if (writes.some(({ Key, Item }) => (Key ?? Item)?.sk?.S?.startsWith('link#'))) {
    return { point: 'track', operation };
  }
  const watch = writes.find(({ TableName }) => TableName?.endsWith('-jobs'));
  return { point: 'look', operation, jobId: idIn(watch?.Key?.pk), events: writes.flatMap(readEvent) };
}

function readEvent({ Item }: DynamoRequest): StoredEvent[] {
  return Item?.sk?.S?.startsWith('event#')
    ? [
        {
          at: idIn(Item.pk),
          id: Item.id?.S ?? '',
          number: Item.number === undefined ? undefined : Number(Item.number.N),
          kind: Item.kind?.S ?? '',
          userId: Item.userId?.S,
          atMs: Number(Item.atMs?.N),
        },
      ]
    : [];
}

/** The job in a key that begins with its tenant. */
function idIn(pk: Attribute | undefined): string {
  return pk?.S?.split('#')[1] ?? '';
}

/** How far the delivery of a link's events has come is stored by the webhook function. */
function readJoins(operation: string, { UpdateExpression, Key }: DynamoRequest): Step {
  if (operation === 'UpdateItem' && UpdateExpression?.includes('#delivery')) {
    return { point: 'deliver', operation, jobId: idIn(Key?.pk) };
  }
  return { point: operation === 'BatchWriteItem' ? 'save-requests' : `joins ${operation}`, operation };
}

function readJobs(operation: string, request: DynamoRequest): Step {
  const pk = request.Key?.pk?.S ?? request.Item?.pk?.S;
  const jobId = pk?.split('#')[1];
  const status = request.ExpressionAttributeValues?.[':status']?.S;
  if (operation === 'UpdateItem' && jobId !== undefined && status !== undefined) {
    const { ':sends': sends, ':updatedAtMs': updatedAtMs } = request.ExpressionAttributeValues ?? {};
    return {
      point: pointOfStatus(status),
      operation,
      jobId,
      status,
      sends: Number(sends?.N),
      updatedAtMs: Number(updatedAtMs?.N),
    };
  }
  if (operation === 'UpdateItem' && jobId !== undefined && request.ExpressionAttributeNames?.['#callback']) {
    return { point: 'callback', operation, jobId };
  }
  if (operation === 'UpdateItem' && jobId !== undefined && request.UpdateExpression?.includes('taken =')) {
    return { point: 'save-taken', operation, jobId };
  }
  if (operation === 'UpdateItem' && jobId !== undefined && request.ExpressionAttributeNames?.['#link']) {
    return { point: 'save-link', operation, jobId };
  }
  if (
    operation === 'UpdateItem' &&
    jobId !== undefined &&
    request.UpdateExpression?.includes('operationIds =')
  ) {
    return { point: 'save-order', operation, jobId };
  }
  if (operation === 'PutItem' && jobId !== undefined) {
    const accountId = request.Item?.accountId?.S ?? '';
    return { point: 'create', operation, jobId, accountId, status: request.Item?.status?.S ?? '' };
  }
  return { point: operation, operation, ...(jobId ? { jobId } : {}) };
}

/** A write of `running` is the intent; `queued` comes from the sweeper and the operator. */
function pointOfStatus(status: string): string {
  if (status === 'running') {
    return 'intent';
  }
  return status === 'queued' ? 'requeue' : 'result';
}

function readAccounts(operation: string, request: DynamoRequest): Step {
  const accountId = request.Key?.accountId?.S ?? request.Item?.accountId?.S ?? '';
  const update = request.UpdateExpression ?? '';
  const values = request.ExpressionAttributeValues ?? {};
  if (update.includes('REMOVE leaseOwner')) {
    return { point: 'release', operation, accountId };
  }
  if (update.includes('leaseOwner =')) {
    const named = values[':jobIds']?.L ?? [];
    const { leaseIntents = [] } = readIntents(named.flatMap(({ S }) => S ?? []));
    return { point: 'lease', operation, accountId, leaseIntents };
  }
  if (update.includes('blockedUntilMs.#method =')) {
    const method = request.ExpressionAttributeNames?.['#method'] ?? '';
    return { point: 'flood-wait', operation, accountId, method, untilMs: Number(values[':until']?.N) };
  }
  if (values[':trouble'] !== undefined) {
    return { point: 'trouble', operation, accountId };
  }
  const sortKey = request.Key?.sk?.S ?? request.Item?.sk?.S ?? '';
  if (sortKey === 'session') {
    return { point: 'session', operation, accountId };
  }
  if (operation === 'PutItem' && sortKey.startsWith('peer')) {
    return { point: 'peer', operation, accountId };
  }
  return { point: operation, operation, accountId };
}
