import type { CloudFormationTemplate } from '../../../infra/cloudformation-template.ts';
import { createResolver } from '../../../local/aws/resolve-intrinsics.ts';
import type { PolicyStatement } from './evaluate-policy.ts';
import { functionOf } from './template.ts';
import { toArn, toKeyArn } from './to-aws-requests.ts';

/** The statements of a function's role, as they are once the stack is there. */
export function readRole(template: CloudFormationTemplate, functionName: string): PolicyStatement[] {
  const [role] = functionOf(template, functionName).Role['Fn::GetAtt'];
  const { Policies } = template.Resources[role]?.Properties ?? {};
  return (Policies as { PolicyDocument: { Statement: unknown[] } }[]).flatMap(({ PolicyDocument }) =>
    PolicyDocument.Statement.map((each) => settle(template, each)),
  );
}

/** By what name IAM knows a function's role; undefined when AWS makes one up. */
export function readRoleArn(template: CloudFormationTemplate, functionName: string): string | undefined {
  const [role] = functionOf(template, functionName).Role['Fn::GetAtt'];
  const name = template.Resources[role]?.Properties?.RoleName;
  return name === undefined
    ? undefined
    : `arn:aws:iam::000000000000:role/${createResolver(template, '')(name)}`;
}

/** The statements of the key's own policy, without an operator's role. There "*" is the key itself. */
export function readKeyPolicy(template: CloudFormationTemplate): PolicyStatement[] {
  const { KeyPolicy } = template.Resources.SessionKey?.Properties ?? {};
  const { Statement } = KeyPolicy as { Statement: object[] };
  return Statement.filter((each) => !('Fn::If' in each)).map((each) => settle(template, each));
}

function settle(template: CloudFormationTemplate, statement: unknown): PolicyStatement {
  return createResolver(template, '')(nameArns(template, statement)) as PolicyStatement;
}

/** The resources that no local server has. */
function nameArns(template: CloudFormationTemplate, value: unknown): unknown {
  if (Array.isArray(value)) {
    return value.map((each) => nameArns(template, each));
  }
  if (typeof value !== 'object' || value === null) {
    return value;
  }
  const [name = ''] = (value as { 'Fn::GetAtt'?: [string, string] })['Fn::GetAtt'] ?? [];
  const { Type, Properties = {} } = template.Resources[name] ?? {};
  if (Type === 'AWS::KMS::Key') {
    return toKeyArn(name);
  }
  if (Type === 'AWS::Logs::LogGroup') {
    return toArn('logs', `log-group:${Properties.LogGroupName}:*`);
  }
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, nameArns(template, each)]));
}
