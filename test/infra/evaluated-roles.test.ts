import { beforeAll, expect, test } from 'vitest';
import { functionNames } from '../../infra/build.ts';
import type { CloudFormationTemplate } from '../../infra/cloudformation-template.ts';
import { readPackagedTemplate } from '../../infra/package.ts';
import { createTables, startDynamodb } from '../../local/aws/dynamodb.ts';
import { createQueues, startSqs } from '../../local/aws/sqs.ts';
import { readStackSettings, type StackSettings } from '../../local/aws/template.ts';
import { type AwsRequest, findAllowing, type PolicyStatement } from './proof/evaluate-policy.ts';
import { type ReachedOperation, reachOperations } from './proof/reach-calls.ts';
import { readAwsModules } from './proof/read-operations.ts';
import { readKeyPolicy, readRole, readRoleArn } from './proof/read-policies.ts';
import { createRecordedClients } from './proof/record-commands.ts';
import { prepareOperations } from './proof/run-operations.ts';
import { queuesInto, resourcesOf, withTracing } from './proof/template.ts';
import { toArn, toAwsRequests } from './proof/to-aws-requests.ts';

/** A call that a function's code makes, as it was sent and as IAM is asked about it. */
interface Call {
  /** The function that makes it. */
  by: string;
  operation: string;
  request: AwsRequest;
}

let template: CloudFormationTemplate;
let settings: StackSettings;
let calls: Call[];
/** What the sources say that an operation calls, and what it sent. */
let compared: { by: string; operation: string; inSources: string[]; sent: string[] }[];
let roles: Record<string, PolicyStatement[]>;

beforeAll(async () => {
  template = withTracing(await readPackagedTemplate(), 'Active');
  roles = Object.fromEntries(functionNames.map((name) => [name, readRole(template, name)]));
  const [dynamodb, sqs] = await Promise.all([startDynamodb(), startSqs()]);
  settings = readStackSettings(template, sqs.endpoint);
  await Promise.all([
    createTables(dynamodb.endpoint, settings.tables),
    createQueues(sqs.endpoint, settings.queues),
  ]);
  const clients = createRecordedClients(settings, { dynamodb: dynamodb.endpoint, sqs: sqs.endpoint });
  try {
    const operations = await prepareOperations(clients);
    const modules = await readAwsModules();
    calls = [];
    compared = [];
    for (const by of functionNames) {
      for (const reached of await listOperations(by, modules)) {
        const operation = `${reached.creator}.${reached.name}`;
        const run = operations[`${by}: ${operation}`] ?? operations[operation];
        clients.takeSent();
        if (run === undefined) {
          throw new Error(`${by} can reach ${operation}, and run-operations.ts does not run it`);
        }
        await run();
        const requests = clients.takeSent().flatMap((command) => toAwsRequests(settings, command));
        calls.push(...requests.map((request) => ({ by, operation, request })));
        compared.push({
          by,
          operation,
          inSources: sortUnique(reached.calls.map(({ action, index }) => `${action} ${index ?? ''}`)),
          sent: sortUnique(
            requests.map(({ action, resource }) => `${action} ${resource.split('/index/')[1] ?? ''}`),
          ),
        });
      }
    }
  } finally {
    clients.close();
    await Promise.all([dynamodb.close(), sqs.close()]);
  }
}, 120_000);

async function listOperations(
  functionName: string,
  modules: Awaited<ReturnType<typeof readAwsModules>>,
): Promise<ReachedOperation[]> {
  const reached = await reachOperations(functionName, modules);
  return reached.filter((operation) => operation.calls.length > 0);
}

function sortUnique(texts: string[]): string[] {
  return [...new Set(texts)].sort();
}

/** What Lambda itself does with a function's role; tracing knows no resources. */
function neededByLambda(name: string): AwsRequest[] {
  const { LogGroupName } = resourcesOf<{ LogGroupName: string }>(template, 'AWS::Logs::LogGroup')
    .map(([, properties]) => properties)
    .find((group) => group.LogGroupName.endsWith(`-${name}`)) ?? { LogGroupName: '' };
  const queueNames = resourcesOf<{ QueueName: string }>(template, 'AWS::SQS::Queue')
    .filter(([resource]) => queuesInto(template, name).includes(resource))
    .map(([, { QueueName }]) => QueueName);
  return [
    ...['logs:CreateLogStream', 'logs:PutLogEvents'].map((action) => ({
      action,
      resource: toArn('logs', `log-group:${LogGroupName}:log-stream:some`),
    })),
    ...['xray:PutTraceSegments', 'xray:PutTelemetryRecords'].map((action) => ({ action, resource: '*' })),
    ...queueNames.flatMap((queue) =>
      ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'].map((action) => ({
        action,
        resource: toArn('sqs', queue),
      })),
    ),
  ].map((request) => ({ ...request, context: {} }));
}

/** A request on the key needs the key's own policy too. */
function isAllowed(name: string, request: AwsRequest, role = roles[name] ?? []): boolean {
  const roleArn = readRoleArn(template, name);
  const context = {
    ...request.context,
    ...(roleArn === undefined ? {} : { 'aws:PrincipalArn': [roleArn] }),
  };
  return (
    findAllowing(role, request) !== undefined &&
    (!request.action.startsWith('kms:') ||
      findAllowing(readKeyPolicy(template), { ...request, resource: '*', context }) !== undefined)
  );
}

/** The one request that an operation sent. */
function requestOf(operation: string, by?: string): AwsRequest {
  const found = calls.find((call) => call.operation === operation && (by === undefined || call.by === by));
  if (found === undefined) {
    throw new Error(`${operation} sent nothing`);
  }
  return structuredClone(found.request);
}

/** How a function opens a data key. */
function decryptionBy(name: string): AwsRequest {
  const found = calls.find(({ by, request }) => by === name && request.action === 'kms:Decrypt');
  if (found === undefined) {
    throw new Error(`${name} opens no data key`);
  }
  return found.request;
}

function describe({ action, resource, context }: AwsRequest): string {
  return `${action} ${resource} ${JSON.stringify(context)}`;
}

test('every operation that a function can reach was run, and sent each call that its source has', () => {
  expect(compared.length).toBeGreaterThan(50);
  for (const { by, operation, inSources, sent } of compared) {
    const missing = inSources.filter((each) => !sent.includes(each));
    expect({ by, operation, missing }).toEqual({ by, operation, missing: [] });
  }
});

test.each(functionNames)('%s sent no call that its sources do not have', (name) => {
  const own = compared.filter(({ by }) => by === name);
  expect(sortUnique(own.flatMap(({ sent }) => sent))).toEqual(
    sortUnique(own.flatMap(({ inSources }) => inSources)),
  );
});

test.each(functionNames)('the role of %s allows each call that its code makes', (name) => {
  const own = calls.filter(({ by }) => by === name);
  const refused = own.filter(({ request }) => !isAllowed(name, request));
  expect(refused.map(({ operation, request }) => `${operation}: ${describe(request)}`)).toEqual([]);
});

test.each(functionNames)('the role of %s allows what Lambda does with it', (name) => {
  expect(neededByLambda(name).filter((request) => !isAllowed(name, request))).toEqual([]);
});

test.each(functionNames)('no permission of %s is without a call that needs it', (name) => {
  const needed = [
    ...calls.filter(({ by }) => by === name).map(({ request }) => request),
    ...neededByLambda(name),
  ];
  const unused = (roles[name] ?? []).flatMap((statement, index) =>
    [statement.Action].flat().flatMap((action) => {
      const without = (roles[name] ?? []).with(index, {
        ...statement,
        Action: [statement.Action].flat().filter((each) => each !== action),
      });
      return needed.every((request) => isAllowed(name, request, without))
        ? [`${statement.Sid} ${action}`]
        : [];
    }),
  );
  expect(unused).toEqual([]);
});

test.each(functionNames)(
  '%s can make no call of another function that its own code does not make',
  (name) => {
    function subject({ action, resource }: AwsRequest) {
      return `${action} ${resource}`;
    }
    const own = new Set(calls.filter(({ by }) => by === name).map(({ request }) => subject(request)));
    const others = calls.filter(({ request }) => !own.has(subject(request)));
    expect(others.length).toBeGreaterThan(10);
    expect(
      others.filter(({ request }) => isAllowed(name, request)).map(({ request }) => describe(request)),
    ).toEqual([]);
  },
);

test.each(functionNames)(
  '%s can do nothing on another table, another queue or in another account',
  (name) => {
    const resources = sortUnique(calls.map(({ request }) => request.resource));
    const own = calls.filter(({ by }) => by === name).map(({ request }) => request);
    const called = new Set(own.map(({ action, resource }) => `${action} ${resource}`));
    const elsewhere = own.flatMap((request) => [
      { ...request, resource: request.resource.replace('000000000000', '111111111111') },
      ...resources
        .filter((resource) => !called.has(`${request.action} ${resource}`))
        .map((resource) => ({ ...request, resource })),
    ]);
    expect(elsewhere.filter((request) => isAllowed(name, request)).map(describe)).toEqual([]);
  },
);

test('the api counts requests beside the keys, and changes no key', () => {
  const counter = requestOf('createKeyStore.countRequests');
  expect(isAllowed('api', counter)).toBe(true);
  counter.context['dynamodb:LeadingKeys'] = ['hash'];
  expect(isAllowed('api', counter)).toBe(false);
});

test('the api reads the states of URLs, and nothing of the secret beside them', () => {
  const states = requestOf('createEndpointStore.listEndpointStates');
  expect(isAllowed('api', states)).toBe(true);
  const attributes = [...(states.context['dynamodb:Attributes'] ?? []), 'current'];
  expect(
    isAllowed('api', { ...states, context: { ...states.context, 'dynamodb:Attributes': attributes } }),
  ).toBe(false);
  const all = { ...states.context, 'dynamodb:Select': ['ALL_ATTRIBUTES'] };
  expect(isAllowed('api', { ...states, context: all })).toBe(false);
});

test('the api sets the due time of an account, by a condition that reads no other attribute, and changes nothing else of it', () => {
  const due = requestOf('createAccountStore.ensureDue', 'api');
  expect(due.context['dynamodb:Attributes']?.toSorted()).toEqual([
    'accountId',
    'dueAtMs',
    'dueShard',
    'idleSinceMs',
    'sk',
    'v',
  ]);
  expect(isAllowed('api', due)).toBe(true);
  for (const operation of ['saveTrouble', 'saveFloodWait', 'takeLease', 'releaseLease']) {
    expect(isAllowed('api', requestOf(`createAccountStore.${operation}`))).toBe(false);
  }
});

test("the sweeper reads and writes the row of its walk, and no account's session or peer", () => {
  expect(isAllowed('sweeper', requestOf('createAccountStore.findWalk'))).toBe(true);
  for (const operation of ['getSession', 'savePeer', 'forgetPeer', 'getAccount']) {
    expect(isAllowed('sweeper', requestOf(`createAccountStore.${operation}`))).toBe(false);
  }
});

const sessionContext = {
  'kms:EncryptionContext:accountId': ['acc_a'],
  'kms:EncryptionContext:schema': ['1'],
};
const secretContext = {
  'kms:EncryptionContext:webhookTenant': ['ten_a'],
  'kms:EncryptionContext:schema': ['1'],
};

test.each([
  ['worker', sessionContext, true],
  ['worker', secretContext, false],
  ['worker', { ...sessionContext, 'kms:EncryptionContext:schema': ['2'] }, false],
  ['worker', { 'kms:EncryptionContext:schema': ['1'] }, false],
  ['worker', {}, false],
  ['webhook', secretContext, true],
  ['webhook', sessionContext, false],
  ['webhook', { 'kms:EncryptionContext:webhookTenant': ['ten_a'] }, false],
  ['api', sessionContext, false],
  ['sweeper', secretContext, false],
])('%s with the encryption context %o opens a data key: %s', (name, context, isOpened) => {
  const { action, resource } = decryptionBy('worker');
  const request = { action, resource, context };
  expect(isAllowed(name, request)).toBe(isOpened);
  // The role refuses it by itself, and does not lean on the key's policy.
  expect(findAllowing(roles[name] ?? [], request) !== undefined).toBe(isOpened);
});

test('the policy of the key gives the secrets of tenants to no other role, whatever its own policy says', () => {
  const opening = decryptionBy('webhook');
  const generous = [{ Sid: 'All', Effect: 'Allow', Action: 'kms:Decrypt', Resource: opening.resource }];
  expect(functionNames.filter((name) => isAllowed(name, opening, generous))).toEqual(['webhook']);
});
