import { beforeAll, expect, test } from 'vitest';
import type { CloudFormationTemplate } from '../../infra/cloudformation-template.ts';
import { readPackagedTemplate } from '../../infra/package.ts';
import { withTracing } from './proof/template.ts';

interface Statement {
  Sid?: string;
  Effect: string;
  Action: string | string[];
  Resource: unknown;
  Condition?: unknown;
}

interface KeyStatement {
  Sid: string;
  Action: string | string[];
  Condition?: Record<string, unknown>;
}

let template: CloudFormationTemplate;

beforeAll(async () => {
  template = withTracing(await readPackagedTemplate(), 'PassThrough');
});

function statementsOf(role: string): Statement[] {
  const policies = template.Resources[role]?.Properties?.Policies as {
    PolicyDocument: { Statement: Statement[] };
  }[];
  return policies.flatMap((policy) => policy.PolicyDocument.Statement);
}

/** `action resource` for everything a role may do. */
function grantsOf(role: string): string[] {
  return statementsOf(role).flatMap(({ Action, Resource }) => {
    const [intrinsic] = Object.values(Resource as Record<string, string | string[]>);
    return [Action].flat().map((action) => `${action} ${[intrinsic].flat().join('.')}`);
  });
}

function readKeyPolicy(): KeyStatement[] {
  const { KeyPolicy } = template.Resources.SessionKey?.Properties ?? {};
  const { Statement: statements } = KeyPolicy as {
    Statement: (KeyStatement | { 'Fn::If': [string, KeyStatement, unknown] })[];
  };
  return statements.map((each) => ('Fn::If' in each ? each['Fn::If'][1] : each));
}

const roles = ['ApiRole', 'WorkerRole', 'SweeperRole', 'WebhookRole'];

test('there is no other role', () => {
  function isRole(name: string) {
    return template.Resources[name]?.Type === 'AWS::IAM::Role';
  }
  expect(Object.keys(template.Resources).filter(isRole)).toEqual(roles);
});

test.each(roles)('%s allows no wildcard, and names its resources through the template', (role) => {
  for (const { Effect, Action, Resource } of statementsOf(role)) {
    expect(Effect).toBe('Allow');
    expect(JSON.stringify([Action, Resource])).not.toContain('*');
    expect(Resource).toBeTypeOf('object');
  }
});

test('each role writes to the log of its own function only', () => {
  const logs = roles.map((role) => grantsOf(role).filter((grant) => grant.startsWith('logs:')));
  expect(logs).toEqual(
    ['ApiLogGroup', 'WorkerLogGroup', 'SweeperLogGroup', 'WebhookLogGroup'].map((group) => [
      `logs:CreateLogStream ${group}.Arn`,
      `logs:PutLogEvents ${group}.Arn`,
    ]),
  );
});

test('only the worker opens sessions, and only the webhook function secrets of tenants', () => {
  const usesKey = roles.filter((role) => grantsOf(role).some((grant) => grant.startsWith('kms:')));
  expect(usesKey).toEqual(['WorkerRole', 'WebhookRole']);
  const [statement] = statementsOf('WorkerRole').filter(({ Action }) => Action === 'kms:Decrypt');
  expect(statement).toMatchObject({
    Resource: { 'Fn::GetAtt': ['SessionKey', 'Arn'] },
    Condition: {
      Null: { 'kms:EncryptionContext:accountId': 'false' },
      StringEquals: { 'kms:EncryptionContext:schema': '1' },
    },
  });
  const [sealing] = statementsOf('WebhookRole').filter(({ Action }) => Action.includes('kms:Decrypt'));
  expect(sealing).toMatchObject({
    Action: ['kms:Decrypt', 'kms:GenerateDataKey'],
    Condition: {
      Null: { 'kms:EncryptionContext:webhookTenant': 'false' },
      StringEquals: { 'kms:EncryptionContext:schema': '1' },
    },
  });
});

test('only the api reads keys, and nobody changes one: what it writes beside them are counters', () => {
  const onKeys = roles.flatMap((role) => grantsOf(role).filter((grant) => grant.includes('KeysTable')));
  expect(onKeys).toEqual([
    'dynamodb:GetItem KeysTable.Arn',
    'dynamodb:BatchGetItem KeysTable.Arn',
    expect.stringMatching(/^dynamodb:Query .*KeysTable.Arn.*index.byTenant$/),
    'dynamodb:UpdateItem KeysTable.Arn',
  ]);
  const [statement] = statementsOf('ApiRole').filter(
    ({ Action, Resource }) =>
      Action === 'dynamodb:UpdateItem' && JSON.stringify(Resource).includes('KeysTable'),
  );
  expect(statement?.Condition).toEqual({ 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['rate#*'] } });
});

test('each queue has one receiver, and only the worker sends to its own: the jobs of standing work', () => {
  function queueActions(role: string) {
    return grantsOf(role).filter((grant) => grant.startsWith('sqs:'));
  }
  const sends = ['sqs:SendMessage JobsQueue.Arn', 'sqs:SendMessage WebhooksQueue.Arn'];
  const receives = ['ReceiveMessage', 'DeleteMessage', 'ChangeMessageVisibility', 'GetQueueAttributes'];
  expect(queueActions('ApiRole')).toEqual(sends);
  expect(queueActions('SweeperRole')).toEqual(sends);
  expect(queueActions('WorkerRole')).toEqual([
    ...receives.map((action) => `sqs:${action} JobsQueue.Arn`),
    ...sends,
  ]);
  expect(queueActions('WebhookRole')).toEqual(receives.map((action) => `sqs:${action} WebhooksQueue.Arn`));
});

test('the api reads accounts and sets their due times alone, the sweeper finds them by their indexes, and only the worker forgets peers', () => {
  function onAccounts(role: string) {
    return grantsOf(role)
      .filter((grant) => grant.includes('AccountsTable'))
      .map((grant) => grant.replace(/[${}]/g, ''));
  }
  expect(onAccounts('ApiRole')).toEqual([
    'dynamodb:GetItem AccountsTable.Arn',
    'dynamodb:BatchGetItem AccountsTable.Arn',
    'dynamodb:Query AccountsTable.Arn',
    'dynamodb:Query AccountsTable.Arn/index/byTenant',
    'dynamodb:UpdateItem AccountsTable.Arn',
  ]);
  const [setting] = statementsOf('ApiRole').filter(({ Sid }) => Sid === 'SetDueTime');
  expect(setting?.Condition).toEqual({
    'ForAllValues:StringEquals': {
      'dynamodb:Attributes': ['accountId', 'sk', 'v', 'dueShard', 'dueAtMs', 'idleSinceMs'],
    },
  });
  expect(onAccounts('SweeperRole')).toEqual([
    'dynamodb:Query AccountsTable.Arn/index/byDue',
    'dynamodb:Scan AccountsTable.Arn/index/byTenant',
    'dynamodb:BatchGetItem AccountsTable.Arn',
    'dynamodb:UpdateItem AccountsTable.Arn',
    'dynamodb:GetItem AccountsTable.Arn',
    'dynamodb:PutItem AccountsTable.Arn',
  ]);
  const [keeping] = statementsOf('SweeperRole').filter(({ Sid }) => Sid === 'KeepWalk');
  expect(keeping?.Condition).toEqual({
    'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': ['sweeper#walk'] },
  });
  expect(onAccounts('WorkerRole')).toContain('dynamodb:DeleteItem AccountsTable.Arn');
});

test('the api and the worker store standing work, and nobody else reads it', () => {
  function onStanding(role: string) {
    return grantsOf(role).filter((grant) => grant.includes('StandingTable'));
  }
  expect(onStanding('ApiRole').map((grant) => grant.split(' ')[0])).toEqual([
    'dynamodb:GetItem',
    'dynamodb:Query',
    'dynamodb:PutItem',
    'dynamodb:UpdateItem',
    'dynamodb:DeleteItem',
  ]);
  expect(onStanding('WorkerRole').map((grant) => grant.split(' ')[0])).toEqual([
    'dynamodb:GetItem',
    'dynamodb:Query',
    'dynamodb:PutItem',
    'dynamodb:UpdateItem',
    'dynamodb:DeleteItem',
  ]);
  expect([...onStanding('SweeperRole'), ...onStanding('WebhookRole')]).toEqual([]);
});

test('the worker stores what is known of people, and the api reads and erases it, and notes about whom decisions are', () => {
  function onJoins(role: string) {
    return grantsOf(role)
      .filter((grant) => grant.includes('JoinsTable'))
      .map((grant) => grant.replace(/[${}]/g, ''));
  }
  expect(onJoins('ApiRole')).toEqual([
    'dynamodb:GetItem JoinsTable.Arn',
    'dynamodb:BatchGetItem JoinsTable.Arn',
    'dynamodb:Query JoinsTable.Arn',
    'dynamodb:PutItem JoinsTable.Arn',
    'dynamodb:DeleteItem JoinsTable.Arn',
    'dynamodb:Query JoinsTable.Arn/index/byTenant',
    'dynamodb:Query JoinsTable.Arn/index/byPerson',
  ]);
  const stores = /:(PutItem|BatchWriteItem) /;
  expect(roles.filter((role) => onJoins(role).some((grant) => stores.test(grant)))).toEqual([
    'ApiRole',
    'WorkerRole',
  ]);
  expect(onJoins('SweeperRole')).toEqual(['dynamodb:Query JoinsTable.Arn/index/byDelivery']);
  const [keeping] = statementsOf('WebhookRole').filter(({ Sid }) => Sid === 'KeepDeliveries');
  expect(keeping?.Condition).toEqual({
    'ForAllValues:StringEquals': {
      'dynamodb:Attributes': ['pk', 'sk', 'v', 'events', 'delivery', 'deliveryShard', 'deliveryDueAtMs'],
    },
  });
});

test('the key itself lets nobody open anything but the two functions and the operator named, each under its context', () => {
  const all = readKeyPolicy();
  expect(all.flatMap(({ Action }) => Action).filter((action) => action.includes('*'))).toEqual([]);
  const opening = all.filter(({ Action }) => [Action].flat().includes('kms:Decrypt'));
  expect(opening.map(({ Sid }) => Sid)).toEqual([
    'WorkerOpensSessions',
    'WebhookOpensSigningSecrets',
    'OperatorOpens',
  ]);
  for (const { Action, Condition } of opening) {
    expect(Action).toBe('kms:Decrypt');
    expect(Condition).toMatchObject({
      ArnEquals: { 'aws:PrincipalArn': expect.anything() },
      StringEquals: { 'kms:EncryptionContext:schema': '1' },
    });
  }
});

test.each([
  ['WorkerRole', 'WorkerOpensSessions'],
  ['WebhookRole', 'WebhookOpensSigningSecrets'],
])("the key names %s by the role's own name, under the context that the role has", (role, sid) => {
  const { ArnEquals, ...context } = readKeyPolicy().find(({ Sid }) => Sid === sid)?.Condition ?? {};
  const { RoleName } = template.Resources[role]?.Properties ?? {};
  expect(JSON.stringify(ArnEquals)).toContain(`:role/${(RoleName as { 'Fn::Sub': string })['Fn::Sub']}"`);
  const granted = statementsOf(role).find(({ Action }) => [Action].flat().includes('kms:Decrypt'));
  expect(context).toEqual(granted?.Condition);
});
