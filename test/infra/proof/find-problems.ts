import * as config from '../../../functions/config.ts';
import type { CloudFormationTemplate } from '../../../infra/cloudformation-template.ts';
import type { ReachedCall } from './reach-calls.ts';
import { functionOf, grantsOf, queuesInto, resourcesOf, statementsOf } from './template.ts';

/** What was looked at, and what of it is wrong: one sentence each. */
export interface Findings {
  checks: number;
  problems: string[];
}

export interface Sources {
  /** By the function's name. */
  calls: Record<string, ReachedCall[]>;
  /** Each `METHOD /path` that the API's code serves. */
  routes: string[];
}

const readers: Record<string, (env: Record<string, string | undefined>) => object> = {
  api: config.readApiConfig,
  worker: config.readWorkerConfig,
  sweeper: config.readSweeperConfig,
  webhook: config.readWebhookConfig,
};

/** Read only where the system runs on one machine. */
const localVariables = ['SESSION_KEY_FILE', 'SESSION_KEY_TEXT', 'WEBHOOK_ALLOW_LOCAL'];
/** Read by the library itself: https://docs.aws.amazon.com/powertools/typescript/latest/environment-variables/ */
function isOfPowertools(name: string) {
  return name.startsWith('POWERTOOLS_');
}

/** Values that their readers take; every other variable is read as its own name. */
const samples: Record<string, string> = {
  PENDING_LIMIT: '1',
  HELD_ANSWERS: '4',
  CONSOLE: 'on',
  DUE_SHARDS: '4',
  SWEEPERS: '1',
  JOIN_RETENTION_DAYS: '7',
  WATCH_MIN_SECONDS: '50',
  WATCH_MAX_SECONDS: '900',
  TELEGRAM_DC_ADDRESS: '127.0.0.1:443',
  TELEGRAM_DC_ID: '2',
};

/** Holds the template against the sources. */
export function findProblems(template: CloudFormationTemplate, sources: Sources): Findings {
  const functionNames = Object.keys(readers);
  return join([
    compareRoutes(template, sources.routes),
    ...functionNames.map((name) => compareEnvironment(template, name)),
    ...functionNames.map((name) => compareGrants(template, name, sources.calls[name] ?? [])),
    ...functionNames.map((name) => checkMappings(template, name)),
    checkDeadLetterQueues(template),
  ]);
}

function compareRoutes(template: CloudFormationTemplate, served: string[]): Findings {
  const routed = resourcesOf<{ RouteKey: string }>(template, 'AWS::ApiGatewayV2::Route')
    .map(([, { RouteKey }]) => RouteKey)
    .filter((key) => key !== '$default');
  return compare(served, routed, {
    missing: (route) => `the code serves ${route}, and the template has no such route`,
    unused: (route) => `the template routes ${route}, and the code does not serve it`,
  });
}

/** The variables that a function reads, and those of its configuration's fields that come from one. */
function readEnvironment(functionName: string): { read: string[]; variableOf: Map<string, string> } {
  const read: string[] = [];
  const env = new Proxy<Record<string, string | undefined>>(
    {},
    {
      get: (_, name: string) => {
        read.push(name);
        return localVariables.includes(name) ? undefined : (samples[name] ?? name);
      },
    },
  );
  const fields = readers[functionName]?.(env) ?? {};
  const flat = Object.values(fields).filter((value) => typeof value === 'object');
  const variableOf = new Map(
    [fields, ...flat].flatMap((each) => Object.entries(each as Record<string, string>)),
  );
  return { read: [...new Set(read)].filter((name) => !localVariables.includes(name)), variableOf };
}

function compareEnvironment(template: CloudFormationTemplate, functionName: string): Findings {
  const given = Object.keys(functionOf(template, functionName).Environment.Variables);
  return compare(
    readEnvironment(functionName).read,
    given.filter((name) => !isOfPowertools(name)),
    {
      missing: (name) => `${functionName} reads ${name}, and is not given it`,
      unused: (name) => `${functionName} is given ${name}, and never reads it`,
    },
  );
}

function compareGrants(
  template: CloudFormationTemplate,
  functionName: string,
  calls: ReachedCall[],
): Findings {
  const { Environment } = functionOf(template, functionName);
  const { variableOf } = readEnvironment(functionName);
  const called = calls.map(({ action, index, field }) => {
    const value = Environment.Variables[variableOf.get(field) ?? ''];
    const resource = typeof value === 'object' ? value.Ref : `whatever ${field} is`;
    return `${action} ${resource}${index === undefined ? '' : `/${index}`}`;
  });
  const granted = statementsOf(template, functionName).flatMap(grantsOf);
  const compared = compare([...called, ...neededByLambda(template, functionName)], granted, {
    missing: (grant) => `${functionName} calls ${grant}, and its role does not allow it`,
    unused: (grant) => `the role of ${functionName} allows ${grant}, and the code never calls it`,
  });
  const wildcards = granted.filter((grant) => grant.includes('*') && !tracingGrants.includes(grant));
  return join([
    compared,
    {
      checks: granted.length,
      problems: wildcards.map((grant) => `the role of ${functionName} allows ${grant}, a wildcard`),
    },
  ]);
}

/** These actions know no resources: https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsx-ray.html */
const tracingGrants = ['xray:PutTraceSegments "*"', 'xray:PutTelemetryRecords "*"'];

/**
 * What Lambda does with the function's role: it writes the log, polls the queue, and sends what it traces.
 * https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html#events-sqs-permissions
 * https://docs.aws.amazon.com/lambda/latest/dg/services-xray.html
 */
function neededByLambda(template: CloudFormationTemplate, functionName: string): string[] {
  const logGroup = `${functionName.charAt(0).toUpperCase()}${functionName.slice(1)}LogGroup`;
  return [
    `logs:CreateLogStream ${logGroup}`,
    `logs:PutLogEvents ${logGroup}`,
    ...(functionOf(template, functionName).TracingConfig.Mode === 'Active' ? tracingGrants : []),
    ...queuesInto(template, functionName).flatMap((queue) =>
      ['ReceiveMessage', 'DeleteMessage', 'GetQueueAttributes'].map((action) => `sqs:${action} ${queue}`),
    ),
  ];
}

interface QueueProperties {
  VisibilityTimeout?: number;
  RedrivePolicy?: { deadLetterTargetArn: { 'Fn::GetAtt': [string, string] } };
  RedriveAllowPolicy?: { redrivePermission: string; sourceQueueArns: { 'Fn::Sub': string }[] };
  QueueName: string;
  FifoQueue?: boolean;
}

/**
 * https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html and
 * https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-scaling.html
 */
function checkMappings(template: CloudFormationTemplate, functionName: string): Findings {
  const { Timeout, ReservedConcurrentExecutions = Number.POSITIVE_INFINITY } = functionOf(
    template,
    functionName,
  );
  const queues = new Map(resourcesOf<QueueProperties>(template, 'AWS::SQS::Queue'));
  const mappings = resourcesOf<{
    EventSourceArn: { 'Fn::GetAtt': [string, string] };
    ScalingConfig: { MaximumConcurrency: number };
  }>(template, 'AWS::Lambda::EventSourceMapping').map(([, mapping]) => mapping);
  return join(
    queuesInto(template, functionName).map((queue) => {
      const visibility = queues.get(queue)?.VisibilityTimeout ?? 0;
      const mapping = mappings.find(({ EventSourceArn }) => EventSourceArn['Fn::GetAtt'][0] === queue);
      const concurrency = mapping?.ScalingConfig.MaximumConcurrency ?? Number.POSITIVE_INFINITY;
      return {
        checks: 2,
        problems: [
          ...(visibility < Timeout
            ? [
                `messages of ${queue} are hidden for ${visibility} s, less than the ${Timeout} s of ${functionName}: AWS refuses that`,
              ]
            : []),
          ...(concurrency > ReservedConcurrentExecutions
            ? [
                `${queue} starts ${concurrency} of ${functionName}, which may run ${ReservedConcurrentExecutions} times`,
              ]
            : []),
        ],
      };
    }),
  );
}

/** Every queue that feeds a function ends in a dead-letter queue, which takes from that queue alone. */
function checkDeadLetterQueues(template: CloudFormationTemplate): Findings {
  const queues = new Map(resourcesOf<QueueProperties>(template, 'AWS::SQS::Queue'));
  const fed = Object.keys(readers).flatMap((name) => queuesInto(template, name));
  const problems = fed.flatMap((name) => {
    const target = queues.get(name)?.RedrivePolicy?.deadLetterTargetArn['Fn::GetAtt'][0];
    const dead = queues.get(target ?? '');
    if (dead === undefined) {
      return [`${name} has no dead-letter queue in the template`];
    }
    const sources =
      dead.RedriveAllowPolicy?.sourceQueueArns.map((arn) => arn['Fn::Sub'].split(':').at(-1)) ?? [];
    const takesFromIt = sources.length === 1 && sources[0] === queues.get(name)?.QueueName;
    return takesFromIt && dead.FifoQueue === queues.get(name)?.FifoQueue
      ? []
      : [`${target} does not take the messages of ${name}, and of it alone`];
  });
  return { checks: fed.length * 2, problems };
}

function compare(
  needed: string[],
  given: string[],
  say: { missing: (each: string) => string; unused: (each: string) => string },
): Findings {
  const [want, have] = [new Set(needed), new Set(given)];
  return {
    checks: want.size + have.size,
    problems: [
      ...[...want].filter((each) => !have.has(each)).map(say.missing),
      ...[...have].filter((each) => !want.has(each)).map(say.unused),
    ],
  };
}

function join(findings: Findings[]): Findings {
  return {
    checks: findings.reduce((sum, { checks }) => sum + checks, 0),
    problems: findings.flatMap(({ problems }) => problems),
  };
}
