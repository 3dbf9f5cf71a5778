import type { CloudFormationTemplate, Resource } from '../../infra/cloudformation-template.ts';
import { localRegion } from '../../operator/system/local-client-settings.ts';

/** The values of AWS's pseudo parameters here. The account id is the one that emulators use. */
export const localAccountId = '000000000000';

export class TemplateError extends Error {
  override name = 'TemplateError';
}

const pseudoParameters: Record<string, string> = {
  'AWS::AccountId': localAccountId,
  'AWS::Region': localRegion,
  'AWS::Partition': 'aws',
  'AWS::URLSuffix': 'amazonaws.com',
};

/**
 * Replaces CloudFormation's intrinsic functions by local values, for the few kinds of resources this service has. A queue's
 * `Ref` is its URL, as on AWS, here below `sqsEndpoint`.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference.html
 *
 * @throws TemplateError for an unknown intrinsic function, resource or attribute. A guess would let the local system
 * differ from the deployed one.
 */
export function createResolver(
  template: CloudFormationTemplate,
  sqsEndpoint: string,
): (value: unknown) => unknown {
  function resolve(value: unknown): unknown {
    if (Array.isArray(value)) {
      return value.map(resolve);
    }
    if (typeof value !== 'object' || value === null) {
      return value;
    }
    const entries = Object.entries(value);
    const [key, argument] = entries[0] ?? [];
    if (entries.length === 1 && (key === 'Ref' || key?.startsWith('Fn::'))) {
      return resolveIntrinsic(key, argument);
    }
    return Object.fromEntries(entries.map(([name, item]) => [name, resolve(item)]));
  }

  function resolveIntrinsic(key: string, argument: unknown): unknown {
    if (key === 'Ref' && typeof argument === 'string') {
      return resolveRef(argument);
    }
    if (key === 'Fn::GetAtt' && Array.isArray(argument)) {
      return resolveAttribute(`${argument[0]}.${argument[1]}`);
    }
    if (key === 'Fn::Sub' && typeof argument === 'string') {
      return resolveSub(argument);
    }
    if (key === 'Fn::Join' && Array.isArray(argument)) {
      const [separator, parts] = argument as [string, unknown[]];
      return parts.map(resolve).join(separator);
    }
    throw new TemplateError(`${key} ${JSON.stringify(argument)} has no local meaning`);
  }

  function resolveSub(text: string): string {
    return text.replace(/\$\{([^}]+)\}/g, (_, name: string) =>
      name.includes('.') ? resolveAttribute(name) : resolveRef(name),
    );
  }

  function resolveRef(name: string): string {
    const pseudoParameter = pseudoParameters[name];
    if (pseudoParameter !== undefined) {
      return pseudoParameter;
    }
    const { Type, Properties = {} } = findResource(name);
    if (Type === 'AWS::SQS::Queue') {
      return `${sqsEndpoint}/${localAccountId}/${Properties.QueueName}`;
    }
    if (Type === 'AWS::DynamoDB::Table') {
      return String(Properties.TableName);
    }
    if (Type === 'AWS::Lambda::Function') {
      return String(Properties.FunctionName);
    }
    // AWS generates an id for a key, an API or a bucket. Here the name in the template serves as the id.
    return name;
  }

  function resolveAttribute(path: string): string {
    const [name = '', attribute] = path.split('.');
    const { Type, Properties = {} } = findResource(name);
    if (attribute === 'Arn') {
      if (Type === 'AWS::SQS::Queue') {
        return arn('sqs', String(Properties.QueueName));
      }
      if (Type === 'AWS::DynamoDB::Table') {
        return arn('dynamodb', `table/${Properties.TableName}`);
      }
      if (Type === 'AWS::Lambda::Function') {
        return arn('lambda', `function:${Properties.FunctionName}`);
      }
      if (Type === 'AWS::Events::Rule') {
        return arn('events', `rule/${name}`);
      }
      if (Type === 'AWS::IAM::Role') {
        return `arn:aws:iam::${localAccountId}:role/${name}`;
      }
    }
    throw new TemplateError(`Attribute ${attribute} of ${name} (${Type}) has no local meaning`);
  }

  function findResource(name: string): Resource {
    const resource = template.Resources[name];
    if (resource === undefined) {
      throw new TemplateError(`The template has no resource ${name}`);
    }
    return resource;
  }

  return resolve;
}

function arn(service: string, resource: string): string {
  return `arn:aws:${service}:${localRegion}:${localAccountId}:${resource}`;
}
