import { basename, join, parse } from 'node:path';
import type { CreateTableCommandInput } from '@aws-sdk/client-dynamodb';
import type { CloudFormationTemplate, Resource } from '../../infra/cloudformation-template.ts';
import { createResolver, TemplateError } from './resolve-intrinsics.ts';
import type { Throttling } from './throttle.ts';

export interface FunctionSettings {
  /** Its name in serverless.yml, which is also its folder in `.build/`. */
  name: string;
  functionName: string;
  functionArn: string;
  /** Relative to the project's root. */
  bundlePath: string;
  handlerExport: string;
  timeoutSeconds: number;
  memoryMegabytes: number;
  reservedConcurrency: number | undefined;
  environment: Record<string, string>;
}

export interface RouteSettings {
  /** `METHOD /path/{parameter}` or `$default`. */
  routeKey: string;
  functionArn: string;
  timeoutMs: number;
  /** Of this route alone. */
  throttling?: Throttling;
}

export interface EventSourceMappingSettings {
  queueArn: string;
  functionArn: string;
  batchSize: number;
  maximumConcurrency: number;
  reportsBatchItemFailures: boolean;
}

export interface ScheduleSettings {
  ruleArn: string;
  functionArn: string;
  periodMs: number;
}

export interface QueueSettings {
  queueName: string;
  queueArn: string;
  queueUrl: string;
  /** As SQS's CreateQueue takes them: every value a string. */
  attributes: Record<string, string>;
}

export interface TableSettings {
  create: CreateTableCommandInput & { TableName: string };
  timeToLiveAttribute: string | undefined;
}

export interface StackSettings {
  functions: FunctionSettings[];
  routes: RouteSettings[];
  eventSourceMappings: EventSourceMappingSettings[];
  schedules: ScheduleSettings[];
  queues: QueueSettings[];
  tables: TableSettings[];
}

interface Target {
  Arn: string;
}

/**
 * Reads the packaged CloudFormation template into plain settings with local values, so that the same resources run here
 * as on AWS.
 *
 * @param sqsEndpoint origin of the local queue server, without a slash at the end; queue URLs are made from it.
 * @throws TemplateError when the template has something without a local counterpart.
 */
export function readStackSettings(template: CloudFormationTemplate, sqsEndpoint: string): StackSettings {
  const resolve = createResolver(template, sqsEndpoint);

  /** Every resource of one type: its name, and its properties as `read` sees them. */
  function readAll<P, T>(type: string, read: (properties: P, name: string) => T): T[] {
    return Object.entries(template.Resources)
      .filter(([, resource]: [string, Resource]) => resource.Type === type)
      .map(([name, resource]) => read(resolve(resource.Properties ?? {}) as P, name));
  }

  function arnOf(name: string) {
    return resolve({ 'Fn::GetAtt': [name, 'Arn'] }) as string;
  }

  // Of a stage nothing else has a meaning here.
  const ofRoutes = Object.assign(
    {},
    ...Object.values(template.Resources)
      .filter(({ Type }) => Type === 'AWS::ApiGatewayV2::Stage')
      .map(({ Properties }) => resolve(Properties?.RouteSettings ?? {})),
  ) as StageRouteSettings;
  return {
    functions: readAll('AWS::Lambda::Function', (properties: FunctionProperties, name) =>
      readFunction(properties, arnOf(name)),
    ),
    routes: readAll('AWS::ApiGatewayV2::Route', (route: { RouteKey: string; Target: string }) =>
      readRoute(
        route,
        resolve(findIntegration(template, route.Target)) as IntegrationProperties,
        ofRoutes[route.RouteKey],
      ),
    ),
    eventSourceMappings: readAll('AWS::Lambda::EventSourceMapping', readEventSourceMapping),
    schedules: readAll('AWS::Events::Rule', (rule: RuleProperties, name) =>
      readSchedule(rule, arnOf(name)),
    ).flat(),
    queues: readAll('AWS::SQS::Queue', (properties: { QueueName: string }, name) =>
      readQueue(properties, arnOf(name), resolve({ Ref: name }) as string),
    ),
    tables: readAll('AWS::DynamoDB::Table', readTable),
  };
}

interface FunctionProperties {
  Handler: string;
  FunctionName: string;
  Timeout: number;
  MemorySize: number;
  ReservedConcurrentExecutions?: number;
  Environment?: { Variables: Record<string, unknown> };
}

function readFunction(properties: FunctionProperties, functionArn: string): FunctionSettings {
  // `path/to/module.export`: https://docs.aws.amazon.com/lambda/latest/dg/nodejs-handler.html
  const { dir, name, ext } = parse(properties.Handler);
  const variables = Object.entries(properties.Environment?.Variables ?? {});
  return {
    name: basename(dir),
    functionName: properties.FunctionName,
    functionArn,
    bundlePath: join(dir, `${name}.mjs`),
    handlerExport: ext.slice(1),
    timeoutSeconds: properties.Timeout,
    memoryMegabytes: properties.MemorySize,
    reservedConcurrency: properties.ReservedConcurrentExecutions,
    environment: Object.fromEntries(variables.map(([variable, value]) => [variable, String(value)])),
  };
}

interface IntegrationProperties {
  IntegrationUri: string;
  PayloadFormatVersion: string;
  TimeoutInMillis: number;
}

function findIntegration(template: CloudFormationTemplate, target: string): unknown {
  const integration = template.Resources[target.replace(/^integrations\//, '')];
  if (integration === undefined) {
    throw new TemplateError(`The template has no resource for the route target ${target}`);
  }
  return integration.Properties;
}

type StageRouteSettings = Record<string, { ThrottlingRateLimit: number; ThrottlingBurstLimit: number }>;

function readRoute(
  route: { RouteKey: string },
  integration: IntegrationProperties,
  own: StageRouteSettings[string] | undefined,
): RouteSettings {
  if (integration.PayloadFormatVersion !== '2.0') {
    throw new TemplateError(`Route ${route.RouteKey}: only payload format 2.0 is supported here`);
  }
  return {
    routeKey: route.RouteKey,
    functionArn: integration.IntegrationUri,
    timeoutMs: integration.TimeoutInMillis,
    ...(own === undefined
      ? {}
      : { throttling: { ratePerSecond: own.ThrottlingRateLimit, burst: own.ThrottlingBurstLimit } }),
  };
}

interface EventSourceMappingProperties {
  EventSourceArn: string;
  FunctionName: string;
  BatchSize: number;
  ScalingConfig?: { MaximumConcurrency: number };
  FunctionResponseTypes?: string[];
}

function readEventSourceMapping(properties: EventSourceMappingProperties): EventSourceMappingSettings {
  return {
    queueArn: properties.EventSourceArn,
    functionArn: properties.FunctionName,
    batchSize: properties.BatchSize,
    maximumConcurrency: properties.ScalingConfig?.MaximumConcurrency ?? Number.POSITIVE_INFINITY,
    reportsBatchItemFailures: properties.FunctionResponseTypes?.includes('ReportBatchItemFailures') ?? false,
  };
}

interface RuleProperties {
  ScheduleExpression: string;
  State: string;
  Targets: Target[];
}

function readSchedule(rule: RuleProperties, ruleArn: string): ScheduleSettings[] {
  if (rule.State !== 'ENABLED') {
    return [];
  }
  const [, count] = /^rate\((\d+) minutes?\)$/.exec(rule.ScheduleExpression) ?? [];
  if (count === undefined) {
    throw new TemplateError(`Schedule ${rule.ScheduleExpression}: only rate(n minutes) runs here`);
  }
  return rule.Targets.map(({ Arn }) => ({ ruleArn, functionArn: Arn, periodMs: Number(count) * 60_000 }));
}

function readQueue(properties: { QueueName: string }, queueArn: string, queueUrl: string): QueueSettings {
  const { QueueName: queueName, ...attributes } = properties;
  return {
    queueName,
    queueArn,
    queueUrl,
    // CloudFormation's properties of a queue are SQS's attributes under the same names.
    attributes: Object.fromEntries(
      Object.entries(attributes).map(([name, value]: [string, unknown]) => [
        name,
        typeof value === 'object' ? JSON.stringify(value) : String(value),
      ]),
    ),
  };
}

type TableProperties = CreateTableCommandInput & {
  TableName: string;
  TimeToLiveSpecification?: { AttributeName: string; Enabled: boolean };
};

function readTable(properties: TableProperties): TableSettings {
  const { TableName, BillingMode, AttributeDefinitions, KeySchema, GlobalSecondaryIndexes } = properties;
  const timeToLive = properties.TimeToLiveSpecification;
  return {
    // Encryption and point-in-time recovery say how AWS keeps the data; they have no meaning in memory.
    create: { TableName, BillingMode, AttributeDefinitions, KeySchema, GlobalSecondaryIndexes },
    timeToLiveAttribute: timeToLive?.Enabled === true ? timeToLive.AttributeName : undefined,
  };
}
