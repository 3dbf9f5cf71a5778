/** The purpose of a call to DynamoDB or SQS, as seen from outside. */
export interface Step {
  /**
   * Such as `lease`, `intent`, `result`, `release`, `flood-wait`, `send`, `hide`, `callback`, `announce`, `save-link`,
   * `save-order`; the
   * operation's name for any other call.
   */
  point: string;
  operation: string;
  jobId?: string;
  accountId?: string;
  /** The jobs of a batch that is accepted. */
  created?: { jobId: string; accountId: string }[];
  /** The job's status after this write. */
  status?: string;
  /** The repairs of the job with this write, and when the write was made. */
  sends?: number;
  updatedAtMs?: number;
  /** The method and the end of a flood wait. */
  method?: string;
  untilMs?: number;
}

interface Attribute {
  S?: string;
  N?: string;
}

interface DynamoRequest {
  TableName?: string;
  Key?: Record<string, Attribute>;
  Item?: Record<string, Attribute>;
  UpdateExpression?: string;
  ExpressionAttributeNames?: Record<string, string>;
  ExpressionAttributeValues?: Record<string, Attribute>;
  RequestItems?: Record<string, unknown>;
  TransactItems?: { Put?: DynamoRequest }[];
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
  const table = request.TableName ?? Object.keys(request.RequestItems ?? {})[0] ?? '';
  if (table.endsWith('-jobs')) {
    return readJobs(operation, request);
  }
  if (table.endsWith('-accounts')) {
    return readAccounts(operation, request);
  }
  return { point: operation, operation };
}

/** A batch of jobs is accepted as a whole. */
function readTransaction(operation: string, { TransactItems = [] }: DynamoRequest): Step {
  const created = TransactItems.flatMap(({ Put }) => {
    const jobId = Put?.TableName?.endsWith('-jobs') ? Put.Item?.pk?.S?.split('#')[1] : undefined;
    return jobId === undefined ? [] : [{ jobId, accountId: Put?.Item?.accountId?.S ?? '' }];
  });
  return created.length === 0 ? { point: operation, operation } : { point: 'create', operation, created };
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
    return { point: 'lease', operation, accountId };
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
