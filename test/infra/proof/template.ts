import type { CloudFormationTemplate } from '../../../infra/cloudformation-template.ts';

export interface Statement {
  Action: string | string[];
  /** Text is for the few actions that know no resources: `*`. */
  Resource: '*' | { Ref?: string; 'Fn::GetAtt'?: [string, string]; 'Fn::Sub'?: string };
}

interface FunctionProperties {
  Timeout: number;
  ReservedConcurrentExecutions?: number;
  Environment: { Variables: Record<string, string | { Ref: string }> };
  Role: { 'Fn::GetAtt': [string, string] };
  TracingConfig: { Mode: 'Active' | 'PassThrough' };
}

/** As CloudFormation would read it, packaged with the parameter `tracing` at that mode. */
export function withTracing(
  template: CloudFormationTemplate,
  mode: 'Active' | 'PassThrough',
): CloudFormationTemplate {
  const chosen = choose(template) as CloudFormationTemplate;
  for (const [, properties] of resourcesOf<FunctionProperties>(chosen, 'AWS::Lambda::Function')) {
    properties.TracingConfig = { Mode: mode };
  }
  return chosen;

  function choose(value: unknown): unknown {
    if (Array.isArray(value)) {
      return value.map(choose).filter((each) => !isNoValue(each));
    }
    if (typeof value !== 'object' || value === null) {
      return value;
    }
    const [condition, whenTrue, whenFalse] = (value as { 'Fn::If'?: unknown[] })['Fn::If'] ?? [];
    if (condition === 'IsTraced') {
      return choose(mode === 'Active' ? whenTrue : whenFalse);
    }
    return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, choose(each)]));
  }
}

function isNoValue(value: unknown) {
  return (value as { Ref?: string } | null)?.Ref === 'AWS::NoValue';
}

/** The properties of every resource of one type, by its name in the template. */
export function resourcesOf<P>(template: CloudFormationTemplate, type: string): [string, P][] {
  return Object.entries(template.Resources).flatMap(([name, { Type, Properties = {} }]) =>
    Type === type ? [[name, Properties as P]] : [],
  );
}

/** `ApiLambdaFunction` is the function `api`. */
export function resourceNameOf(functionName: string) {
  return `${functionName.charAt(0).toUpperCase()}${functionName.slice(1)}LambdaFunction`;
}

/** @throws Error when the template has no such function. */
export function functionOf(template: CloudFormationTemplate, functionName: string): FunctionProperties {
  const { Properties } = template.Resources[resourceNameOf(functionName)] ?? {};
  if (Properties === undefined) {
    throw new Error(`the template has no function ${functionName}`);
  }
  return Properties as unknown as FunctionProperties;
}

/** Where the statements of a function's role stand, so that one can be taken away. */
export function statementsOf(template: CloudFormationTemplate, functionName: string): Statement[] {
  const [role] = functionOf(template, functionName).Role['Fn::GetAtt'];
  const policies = template.Resources[role]?.Properties?.Policies as {
    PolicyDocument: { Statement: Statement[] };
  }[];
  return policies.flatMap(({ PolicyDocument }) => PolicyDocument.Statement);
}

/** `dynamodb:Query JobsTable/byAccount` for each action of a statement. */
export function grantsOf({ Action, Resource }: Statement): string[] {
  const { 'Fn::GetAtt': attribute, 'Fn::Sub': text } = Resource === '*' ? {} : Resource;
  const on =
    attribute?.[0] ?? text?.replace(/^\$\{(\w+)\.Arn\}\/index\/(\w+)$/, '$1/$2') ?? JSON.stringify(Resource);
  return [Action].flat().map((action) => `${action} ${on}`);
}

/** The queues that a function is fed from. */
export function queuesInto(template: CloudFormationTemplate, functionName: string): string[] {
  return resourcesOf<{ EventSourceArn: { 'Fn::GetAtt': [string, string] }; FunctionName: unknown }>(
    template,
    'AWS::Lambda::EventSourceMapping',
  ).flatMap(([, { EventSourceArn, FunctionName }]) =>
    JSON.stringify(FunctionName).includes(`"${resourceNameOf(functionName)}"`)
      ? [EventSourceArn['Fn::GetAtt'][0]]
      : [],
  );
}
