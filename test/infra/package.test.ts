import { createHash } from 'node:crypto';
import { globSync } from 'node:fs';
import { cp, mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join, relative } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { leaseMarginMs } from '../../functions/core/drain/drain-account.ts';
import { reuseBuild } from '../../infra/bundle/reuse-build.ts';
import type { CloudFormationTemplate } from '../../infra/cloudformation-template.ts';
import { countNeeded, findExcess, findMisfit, readSizes } from '../../infra/deploy/check-concurrency.ts';
import { keptConfiguration } from '../../infra/deploy/remove-service.ts';
import {
  describePackage,
  type PackagedService,
  packageService,
  readPackagedTemplate,
} from '../../infra/package.ts';
import { bareEnvironment, runOsls } from '../../infra/run-osls.ts';
import { projectDirectory } from '../../project-directory.ts';
import { packagedVariable } from '../setup/package-once.ts';

let packaged: PackagedService;
let template: CloudFormationTemplate;
/** What "npm run remove" leaves of stage prod. */
let kept: CloudFormationTemplate;
/** Packaged apart, as stage prod with a fixed egress address, tracing and reserved concurrency. */
let prod: { template: CloudFormationTemplate; zipHashes: string[] };

async function readTemplate(service: PackagedService): Promise<CloudFormationTemplate> {
  return JSON.parse(await readFile(service.templatePath, 'utf8'));
}

function hashZips(service: PackagedService) {
  return Promise.all(
    service.zips.map(async ({ path }) =>
      createHash('sha256')
        .update(await readFile(path))
        .digest('hex'),
    ),
  );
}

/** Packages with these options into a folder of its own, and reads what is there. */
async function packageApart<T>(
  options: string[],
  cwd: string,
  read: (directory: string) => Promise<T>,
): Promise<T> {
  const directory = await mkdtemp(join(tmpdir(), 'invite-spool-package-'));
  try {
    await runOsls(['package', ...options, '--package', directory], { env: bareEnvironment, cwd });
    return await read(directory);
  } finally {
    await rm(directory, { recursive: true });
  }
}

function packageKept(): Promise<CloudFormationTemplate> {
  const options = [...keptConfiguration.words, '--stage', 'prod'];
  return packageApart(options, keptConfiguration.cwd, async (directory) =>
    JSON.parse(await readFile(join(directory, 'cloudformation-template-update-stack.json'), 'utf8')),
  );
}

/** As stage dev. osls empties its folder whenever it starts. */
async function packageDev(): Promise<PackagedService> {
  const { templatePath } = await (process.env[packagedVariable] ? describePackage() : packageService());
  const directory = join(projectDirectory, '.build', 'package-dev');
  await cp(dirname(templatePath), directory, { recursive: true });
  return describePackage(directory);
}

/** All that is packaged below. osls takes seconds for each. */
async function packageAll() {
  const words = [
    'egress=fixed',
    'tracing=Active',
    'concurrency=reserved',
    'workerConcurrency=20',
    'sweepers=3',
  ];
  const params = words.flatMap((word) => ['--param', word]);
  const { templatePath, zips } = await packageDev();
  const inProd = await packageApart(['--stage', 'prod', ...params], projectDirectory, async (directory) => {
    const service = await describePackage(directory);
    return { template: await readTemplate(service), zipHashes: await hashZips(service) };
  });
  const left = await packageKept();
  const paths = [templatePath, ...zips.map(({ path }) => path)].map((path) =>
    relative(projectDirectory, path),
  );
  return {
    value: { prod: inProd, kept: left, paths },
    inputs: globSync(packageInputs, { cwd: projectDirectory }).sort(),
    outputs: paths,
  };
}

/** The configuration, what starts osls, and what is packed. */
const packageInputs = [
  'serverless.yml',
  'infra/*.{yml,ts}',
  'infra/deploy/*.ts',
  'test/infra/package.test.ts',
  '.build/{api,worker,sweeper,webhook}/*.{mjs,json}',
];

beforeAll(async () => {
  const made = await reuseBuild('packages', packageAll);
  ({ prod, kept } = made);
  const [templatePath = '', ...zips] = made.paths.map((path) => join(projectDirectory, path));
  packaged = {
    templatePath,
    zips: await Promise.all(zips.map(async (path) => ({ path, bytes: (await stat(path)).size }))),
  };
  template = await readTemplate(packaged);
});

/** The properties read below; a test that reads one its resource lacks fails on the missing value. */
interface Properties {
  Timeout: number;
  VisibilityTimeout: number;
  ReservedConcurrentExecutions: number;
  ScalingConfig: { MaximumConcurrency: number };
  RouteKey: string;
  Role: { 'Fn::GetAtt': string[] };
  AccessLogSettings: { Format: string };
  [name: string]: unknown;
}

/** Each property is checked by what the test expects of it; the template itself has no types. */
function propertiesOf(name: string) {
  return template.Resources[name]?.Properties as unknown as Properties;
}

function queueOf(name: string) {
  return propertiesOf(name === 'jobs' ? 'JobsQueue' : 'WebhooksQueue');
}

function allOf(type: string) {
  return Object.values(template.Resources)
    .filter((resource) => resource.Type === type)
    .map((resource) => resource.Properties as unknown as Properties);
}

/** The file names in a zip's central directory (APPNOTE.TXT 4.3.12). */
function listZip(zip: Buffer): string[] {
  const names: string[] = [];
  const signature = Buffer.from('PK\x01\x02');
  for (let at = zip.indexOf(signature); at !== -1; at = zip.indexOf(signature, at + 4)) {
    names.push(zip.toString('utf8', at + 46, at + 46 + zip.readUInt16LE(at + 28)));
  }
  return names;
}

test('each zip holds its own bundle and nothing else', async () => {
  const contents = await Promise.all(
    packaged.zips.map(async ({ path }) => [basename(path), listZip(await readFile(path))]),
  );
  expect(contents).toEqual([
    [
      'api.zip',
      ['.build/api/console.json', '.build/api/docs.json', '.build/api/index.mjs', '.build/api/openapi.json'],
    ],
    ['worker.zip', ['.build/worker/index.mjs']],
    ['sweeper.zip', ['.build/sweeper/index.mjs']],
    ['webhook.zip', ['.build/webhook/index.mjs']],
  ]);
});

test('the template that the local system reads is the packaged one', async () => {
  function withoutTimestamps(value: unknown) {
    return JSON.stringify(value).replaceAll(/\d{13}-[^/]+Z/g, '');
  }
  expect(withoutTimestamps(await readPackagedTemplate())).toBe(withoutTimestamps(template));
});

test('every function runs on nodejs24.x and arm64, with a role of its own', () => {
  const functions = allOf('AWS::Lambda::Function');
  expect(functions).toHaveLength(4);
  for (const each of functions) {
    expect(each).toMatchObject({ Runtime: 'nodejs24.x', Architectures: ['arm64'] });
  }
  expect(new Set(functions.map((each) => each.Role['Fn::GetAtt'][0])).size).toBe(4);
});

test('the routes are those of the API and a $default', () => {
  expect(allOf('AWS::ApiGatewayV2::Route').map((route) => route.RouteKey)).toEqual([
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
  ]);
  expect(allOf('AWS::ApiGatewayV2::Integration')).toMatchObject([{ PayloadFormatVersion: '2.0' }]);
});

test('the api answers before API Gateway gives up', () => {
  expect(propertiesOf('ApiLambdaFunction').Timeout).toBeLessThan(30);
});

test.each(['jobs', 'webhooks'])(
  'the %s queue is a high-throughput FIFO queue with an explicit name',
  (name) => {
    expect(queueOf(name)).toMatchObject({
      QueueName: `invite-spool-dev-${name}.fifo`,
      FifoQueue: true,
      DeduplicationScope: 'messageGroup',
      FifoThroughputLimit: 'perMessageGroupId',
      SqsManagedSseEnabled: true,
    });
  },
);

test('a message of the webhooks queue stays hidden for six times the timeout of its function', () => {
  expect(queueOf('webhooks').VisibilityTimeout).toBe(6 * propertiesOf('WebhookLambdaFunction').Timeout);
});

test('the messages of a killed worker are back within ten seconds of the end of its lease, and not before', () => {
  const leaseSeconds = propertiesOf('WorkerLambdaFunction').Timeout + leaseMarginMs / 1000;
  expect(queueOf('jobs').VisibilityTimeout).toBeGreaterThanOrEqual(leaseSeconds);
  expect(queueOf('jobs').VisibilityTimeout).toBeLessThan(leaseSeconds + 10);
});

test.each([
  ['jobs', 'JobsDeadQueue', 500],
  ['webhooks', 'WebhooksDeadQueue', 50],
])(
  'a message of the %s queue that is received too often is kept for 14 days',
  (name, dead, maxReceiveCount) => {
    expect(queueOf(name).RedrivePolicy).toEqual({
      deadLetterTargetArn: { 'Fn::GetAtt': [dead, 'Arn'] },
      maxReceiveCount,
    });
    expect(propertiesOf(dead)).toMatchObject({
      QueueName: `invite-spool-dev-${name}-dead.fifo`,
      FifoQueue: true,
      MessageRetentionPeriod: 14 * 24 * 3600,
      SqsManagedSseEnabled: true,
      RedriveAllowPolicy: { redrivePermission: 'byQueue' },
    });
  },
);

test('each mapping reports failed items, and starts as many functions as are reserved, where some are', () => {
  const mappings = allOf('AWS::Lambda::EventSourceMapping');
  const functions = ['WorkerLambdaFunction', 'WebhookLambdaFunction'].map(propertiesOf);
  expect(mappings).toHaveLength(functions.length);
  for (const [index, mapping] of mappings.entries()) {
    expect(mapping).toMatchObject({ BatchSize: 10, FunctionResponseTypes: ['ReportBatchItemFailures'] });
    expect(mapping.ScalingConfig.MaximumConcurrency).toBe(2);
    expect(functions[index]?.ReservedConcurrentExecutions).toBeUndefined();
  }
});

test('what is reserved for the worker is what its mapping starts', () => {
  const { Resources } = prod.template;
  expect(Resources.WorkerLambdaFunction?.Properties).toMatchObject({ ReservedConcurrentExecutions: 20 });
  expect(Resources.WorkerEventSourceMappingSQSJobsQueue?.Properties).toMatchObject({
    ScalingConfig: { MaximumConcurrency: 20 },
  });
});

test('the sizes fit into a new AWS account, which has ten concurrent executions', () => {
  expect(findMisfit(readSizes(template))).toBeUndefined();
  expect(findExcess(readSizes(template), 10)).toBeUndefined();
  expect(findMisfit(readSizes(prod.template))).toBeUndefined();
  expect(countNeeded(readSizes(prod.template))).toBe(20 + 2 + 3 + 5 + 100);
});

test('a sweeper begins each minute, and no more are at work at once than the parameter says', async () => {
  expect(allOf('AWS::Events::Rule')).toMatchObject([
    { ScheduleExpression: 'rate(1 minute)', State: 'ENABLED' },
  ]);
  expect(propertiesOf('SweeperLambdaFunction').Timeout).toBeLessThan(60);
  expect(prod.template.Resources.SweeperLambdaFunction?.Properties).toMatchObject({
    Timeout: 170,
    ReservedConcurrentExecutions: 3,
    Environment: { Variables: { SWEEPERS: '3' } },
  });
  const sizes = await readFile(join(projectDirectory, 'infra', 'concurrency.yml'), 'utf8');
  const timeouts = [...sizes.matchAll(/^ {2}"(\d)": (\d+)$/gm)].map((match) => match.slice(1).map(Number));
  expect(timeouts).toEqual([1, 2, 3, 4].map((sweepers) => [sweepers, sweepers * 60 - 10]));
});

test.each(['JobsTable', 'AccountsTable', 'KeysTable', 'WebhooksTable', 'JoinsTable', 'StandingTable'])(
  '%s is on demand, encrypted and recoverable',
  (name) => {
    expect(propertiesOf(name)).toMatchObject({
      TableName: expect.stringMatching(/^invite-spool-dev-/),
      BillingMode: 'PAY_PER_REQUEST',
      SSESpecification: { SSEEnabled: true },
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
    });
  },
);

test.each(['JobsTable', 'JoinsTable', 'StandingTable'])('old rows of %s expire', (name) => {
  expect(propertiesOf(name).TimeToLiveSpecification).toEqual({
    AttributeName: 'expiresAt',
    Enabled: true,
  });
});

test('the session key rotates', () => {
  expect(propertiesOf('SessionKey').EnableKeyRotation).toBe(true);
});

test('the zips are the same from run to run, and from stage to stage', async () => {
  expect(await hashZips(packaged)).toEqual(prod.zipHashes);
});

const dataResources = [
  'JobsTable',
  'AccountsTable',
  'KeysTable',
  'WebhooksTable',
  'JoinsTable',
  'StandingTable',
  'SessionKey',
];

test.each(dataResources)('%s outlives its stack, but for stage dev', (name) => {
  const { [name]: inProd } = prod.template.Resources;
  expect(inProd).toMatchObject({ DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' });
  const { [name]: inDev } = template.Resources;
  expect(inDev).toMatchObject({ DeletionPolicy: 'Delete', UpdateReplacePolicy: 'Retain' });
});

test('what is left by a removal is every table and the key, as they were deployed, and the bucket of deployments', () => {
  function isBucket(name: string) {
    return name.startsWith('ServerlessDeploymentBucket');
  }
  const left = Object.keys(kept.Resources).filter((name) => !isBucket(name));
  expect(new Set(left)).toEqual(new Set([...dataResources, 'SessionKeyAlias']));
  const { Resources } = prod.template;
  const tables = Object.keys(Resources).filter((name) => Resources[name]?.Type === 'AWS::DynamoDB::Table');
  expect(left).toEqual(expect.arrayContaining(tables));
  for (const name of Object.keys(kept.Resources)) {
    expect(kept.Resources[name]).toEqual(Resources[name]);
  }
});

test.each(dataResources.slice(0, -1))('%s cannot be deleted by a slip, but for stage dev', (name) => {
  expect(prod.template.Resources[name]?.Properties).toMatchObject({ DeletionProtectionEnabled: true });
  expect(propertiesOf(name).DeletionProtectionEnabled).toBe(false);
});

test('the stage is throttled, and logs each request as JSON that holds no header, query or path', () => {
  const [stage] = allOf('AWS::ApiGatewayV2::Stage');
  expect(stage?.DefaultRouteSettings).toEqual({ ThrottlingRateLimit: 100, ThrottlingBurstLimit: 200 });
  // What everybody may ask for leaves room for the rest.
  expect(stage?.RouteSettings).toEqual({
    'GET /j/{slug}': { ThrottlingRateLimit: 50, ThrottlingBurstLimit: 100 },
  });
  const fields = Object.values(JSON.parse(stage?.AccessLogSettings.Format ?? '') as Record<string, string>);
  expect(fields).toContain('$context.requestId');
  expect(fields.filter((field) => /path|query|header|authorizer/i.test(field))).toEqual([]);
});

test('only the worker may go on in a loop: it sends the jobs that fill a pool to the queue that invokes it', () => {
  const loops = allOf('AWS::Lambda::Function').filter(({ RecursiveLoop }) => RecursiveLoop !== undefined);
  expect(loops.map(({ FunctionName, RecursiveLoop }) => [FunctionName, RecursiveLoop])).toEqual([
    [expect.stringMatching(/-worker$/), 'Allow'],
  ]);
});

test('every log ends', () => {
  const logs = allOf('AWS::Logs::LogGroup');
  expect(logs).toHaveLength(5);
  for (const log of logs) {
    expect(log.RetentionInDays).toBe(30);
  }
});

test('with tracing=Active every function is traced, and the condition that their roles go by is true', () => {
  const { Parameters, Conditions, Resources } = prod.template as CloudFormationTemplate & {
    Parameters: Record<string, { Default: string }>;
    Conditions: Record<string, unknown>;
  };
  const functions = Object.values(Resources).filter(({ Type }) => Type === 'AWS::Lambda::Function');
  expect(functions.map(({ Properties }) => Properties?.TracingConfig)).toEqual(
    Array(4).fill({ Mode: 'Active' }),
  );
  expect(Parameters.Tracing?.Default).toBe('Active');
  expect(Conditions.IsTraced).toEqual({ 'Fn::Equals': [{ Ref: 'Tracing' }, 'Active'] });
});

test('with egress=fixed the worker alone is in the VPC, and its code may not touch the network', () => {
  const functions = Object.entries(prod.template.Resources).filter(
    ([, { Type }]) => Type === 'AWS::Lambda::Function',
  );
  const inVpc = functions.filter(([, { Properties }]) => Properties?.VpcConfig !== undefined);
  expect(inVpc.map(([name]) => name)).toEqual(['WorkerLambdaFunction']);
  const { PolicyDocument } = (prod.template.Resources.WorkerNetworkPolicy?.Properties ?? {}) as {
    PolicyDocument?: { Statement: { Effect: string; Action: string[] }[] };
  };
  const Statement = PolicyDocument?.Statement ?? [];
  expect(Statement.map(({ Effect }) => Effect)).toEqual(['Allow', 'Deny']);
  expect(Statement[1]?.Action).toEqual(Statement[0]?.Action);
  expect(template.Resources).not.toHaveProperty('Vpc');
});
