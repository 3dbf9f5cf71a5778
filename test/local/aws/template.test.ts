import { beforeAll, expect, test } from 'vitest';
import type { CloudFormationTemplate } from '../../../infra/cloudformation-template.ts';
import { readPackagedTemplate } from '../../../infra/package.ts';
import { readStackSettings, type StackSettings } from '../../../local/aws/template.ts';

const sqsEndpoint = 'http://127.0.0.1:1234';
let template: CloudFormationTemplate;
let settings: StackSettings;

beforeAll(async () => {
  template = await readPackagedTemplate();
  settings = readStackSettings(template, sqsEndpoint);
});

function readWith(name: string, properties: Record<string, unknown>): StackSettings {
  const changed = structuredClone(template);
  Object.assign(changed.Resources[name]?.Properties ?? {}, properties);
  return readStackSettings(changed, sqsEndpoint);
}

test('a function’s settings are the template’s, with every reference resolved', () => {
  expect(settings.functions.map((each) => each.name)).toEqual(['api', 'worker', 'sweeper', 'webhook']);
  expect(settings.functions[1]).toEqual({
    name: 'worker',
    functionName: 'invite-spool-dev-worker',
    functionArn: 'arn:aws:lambda:us-east-1:000000000000:function:invite-spool-dev-worker',
    bundlePath: '.build/worker/index.mjs',
    handlerExport: 'handler',
    timeoutSeconds: template.Resources.WorkerLambdaFunction?.Properties?.Timeout,
    memoryMegabytes: 512,
    reservedConcurrency: undefined,
    environment: {
      JOBS_TABLE: 'invite-spool-dev-jobs',
      ACCOUNTS_TABLE: 'invite-spool-dev-accounts',
      JOINS_TABLE: 'invite-spool-dev-joins',
      STANDING_TABLE: 'invite-spool-dev-standing',
      JOBS_QUEUE_URL: `${sqsEndpoint}/000000000000/invite-spool-dev-jobs.fifo`,
      WEBHOOKS_QUEUE_URL: `${sqsEndpoint}/000000000000/invite-spool-dev-webhooks.fifo`,
      SESSION_KEY_ID: 'SessionKey',
      JOIN_RETENTION_DAYS: '7',
      WATCH_MIN_SECONDS: '50',
      WATCH_MAX_SECONDS: '900',
      TELEGRAM_DC_ADDRESS: '',
      TELEGRAM_DC_ID: '',
    },
  });
});

test('routes lead to the api function within the integration’s timeout', () => {
  const functionArn = settings.functions[0]?.functionArn;
  expect(settings.routes).toEqual(
    [
      'POST /v1/invites',
      'POST /v1/invites/batch',
      'GET /v1/invites',
      'GET /v1/invites.csv',
      'GET /v1/invites/{id}',
      'POST /v1/invites/{id}/cancel',
      'POST /v1/invites/{id}/revoke',
      'POST /v1/invites/{id}/refresh',
      'POST /v1/invites/revoke',
      'POST /v1/batches/{id}/revoke',
      'PATCH /v1/invites/{id}',
      'DELETE /v1/invites/{id}',
      'GET /v1/invites/{id}/operations',
      'GET /v1/invites/{id}/joins',
      'GET /v1/invites/{id}/joins.csv',
      'GET /v1/joins',
      'GET /v1/joins.csv',
      'DELETE /v1/joins',
      'GET /v1/operations',
      'GET /v1/operations/{id}',
      'GET /v1/batches',
      'GET /v1/batches/{id}',
      'GET /v1/batches/{id}/invites.csv',
      'POST /v1/batches/{id}/cancel',
      'GET /v1/accounts',
      'GET /v1/accounts/{name}',
      'GET /v1/accounts/{name}/chats',
      'GET /v1/accounts/{name}/activity',
      'POST /v1/accounts/{name}/links/sync',
      'GET /v1/invites/{id}/requests',
      'GET /v1/accounts/{name}/requests',
      'POST /v1/invites/{id}/requests/approve',
      'POST /v1/invites/{id}/requests/decline',
      'POST /v1/invites/{id}/requests/{user_id}/approve',
      'POST /v1/invites/{id}/requests/{user_id}/decline',
      'POST /v1/accounts/{name}/requests/approve',
      'POST /v1/accounts/{name}/requests/decline',
      'POST /v1/accounts/{name}/requests/{user_id}/approve',
      'POST /v1/accounts/{name}/requests/{user_id}/decline',
      'POST /v1/pools',
      'GET /v1/pools',
      'GET /v1/pools/{name}',
      'DELETE /v1/pools/{name}',
      'POST /v1/pools/{name}/take',
      'POST /v1/rotations',
      'GET /v1/rotations',
      'GET /v1/rotations/{name}',
      'DELETE /v1/rotations/{name}',
      'POST /v1/rotations/{name}/rotate',
      'GET /v1/key',
      'GET /v1/keys',
      'GET /v1/webhooks',
      'GET /',
      'GET /j/{slug}',
      'GET /v1/health',
      'GET /v1/openapi.json',
      'GET /docs',
      'GET /console',
      'GET /console/{file}',
      'GET /problems',
      'GET /problems/{slug}',
      '$default',
    ].map((routeKey) => ({
      routeKey,
      functionArn,
      timeoutMs: 30_000,
      ...(routeKey === 'GET /j/{slug}' ? { throttling: { ratePerSecond: 50, burst: 100 } } : {}),
    })),
  );
});

test('the event source mappings lead from each queue to its function', () => {
  expect(settings.eventSourceMappings).toEqual([
    {
      queueArn: 'arn:aws:sqs:us-east-1:000000000000:invite-spool-dev-jobs.fifo',
      functionArn: 'arn:aws:lambda:us-east-1:000000000000:function:invite-spool-dev-worker',
      batchSize: 10,
      maximumConcurrency: 2,
      reportsBatchItemFailures: true,
    },
    {
      queueArn: 'arn:aws:sqs:us-east-1:000000000000:invite-spool-dev-webhooks.fifo',
      functionArn: 'arn:aws:lambda:us-east-1:000000000000:function:invite-spool-dev-webhook',
      batchSize: 10,
      maximumConcurrency: 2,
      reportsBatchItemFailures: true,
    },
  ]);
});

test('the schedule leads to the sweeper every minute, unless it is disabled', () => {
  expect(settings.schedules).toMatchObject([
    { functionArn: settings.functions[2]?.functionArn, periodMs: 60_000 },
  ]);
  expect(readWith('SweeperEventsRuleSchedule1', { State: 'DISABLED' }).schedules).toEqual([]);
});

test('queue attributes are strings, policies among them as JSON', () => {
  expect(settings.queues[0]).toMatchObject({
    queueName: 'invite-spool-dev-jobs.fifo',
    queueUrl: `${sqsEndpoint}/000000000000/invite-spool-dev-jobs.fifo`,
    attributes: {
      FifoQueue: 'true',
      VisibilityTimeout: expect.stringMatching(/^\d+$/),
      FifoThroughputLimit: 'perMessageGroupId',
    },
  });
  expect(JSON.parse(settings.queues[0]?.attributes.RedrivePolicy ?? '')).toEqual({
    deadLetterTargetArn: 'arn:aws:sqs:us-east-1:000000000000:invite-spool-dev-jobs-dead.fifo',
    maxReceiveCount: 500,
  });
  expect(settings.queues[0]?.attributes).not.toHaveProperty('QueueName');
});

test('tables come with their indexes and time to live', () => {
  expect(settings.tables.map((table) => [table.create.TableName, table.timeToLiveAttribute])).toEqual([
    ['invite-spool-dev-jobs', 'expiresAt'],
    ['invite-spool-dev-accounts', undefined],
    ['invite-spool-dev-keys', 'discardAt'],
    ['invite-spool-dev-webhooks', undefined],
    ['invite-spool-dev-joins', 'expiresAt'],
    ['invite-spool-dev-standing', 'expiresAt'],
  ]);
  expect(settings.tables[0]?.create.GlobalSecondaryIndexes).toMatchObject([
    { IndexName: 'byAccount' },
    { IndexName: 'byTenant' },
    { IndexName: 'byCallback' },
    { IndexName: 'byQuota' },
  ]);
});

test.each([
  [
    'a schedule other than a rate in minutes',
    'SweeperEventsRuleSchedule1',
    { ScheduleExpression: 'rate(1 hour)' },
  ],
  ['another payload format', 'HttpApiIntegrationApi', { PayloadFormatVersion: '1.0' }],
  ['a route to nowhere', 'HttpApiRouteDefault', { Target: 'integrations/Nothing' }],
  ['an unknown intrinsic function', 'JobsTable', { TableName: { 'Fn::ImportValue': 'x' } }],
])('%s is refused instead of guessed', (_, name, properties) => {
  expect(() => readWith(name, properties)).toThrow(expect.objectContaining({ name: 'TemplateError' }));
});
