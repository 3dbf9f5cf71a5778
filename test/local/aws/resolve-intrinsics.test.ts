import { expect, test } from 'vitest';
import { createResolver } from '../../../local/aws/resolve-intrinsics.ts';

const resolve = createResolver(
  {
    Resources: {
      Queue: { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'jobs.fifo' } },
      Table: { Type: 'AWS::DynamoDB::Table', Properties: { TableName: 'jobs' } },
      Function: { Type: 'AWS::Lambda::Function', Properties: { FunctionName: 'worker' } },
      Key: { Type: 'AWS::KMS::Key' },
    },
  },
  'http://127.0.0.1:1234',
);

test.each([
  [{ Ref: 'Queue' }, 'http://127.0.0.1:1234/000000000000/jobs.fifo'],
  [{ Ref: 'Table' }, 'jobs'],
  [{ Ref: 'Key' }, 'Key'],
  [{ Ref: 'AWS::Region' }, 'us-east-1'],
  [{ 'Fn::GetAtt': ['Queue', 'Arn'] }, 'arn:aws:sqs:us-east-1:000000000000:jobs.fifo'],
  [{ 'Fn::GetAtt': ['Table', 'Arn'] }, 'arn:aws:dynamodb:us-east-1:000000000000:table/jobs'],
  [{ 'Fn::GetAtt': ['Function', 'Arn'] }, 'arn:aws:lambda:us-east-1:000000000000:function:worker'],
  [
    // biome-ignore lint/suspicious/noTemplateCurlyInString: it is CloudFormation's placeholder
    { 'Fn::Sub': '${Table.Arn}/index/byAccount' },
    'arn:aws:dynamodb:us-east-1:000000000000:table/jobs/index/byAccount',
  ],
  [
    // biome-ignore lint/suspicious/noTemplateCurlyInString: they are CloudFormation's placeholders
    { 'Fn::Sub': 'arn:${AWS::Partition}:sqs:${AWS::Region}:${AWS::AccountId}:x' },
    'arn:aws:sqs:us-east-1:000000000000:x',
  ],
  [{ 'Fn::Join': ['/', ['integrations', { Ref: 'Key' }]] }, 'integrations/Key'],
])('%j is %s', (value, expected) => {
  expect(resolve(value)).toBe(expected);
});

test('intrinsic functions are found however deep they are', () => {
  expect(resolve({ a: [{ b: { Ref: 'Table' } }, 1, null] })).toEqual({ a: [{ b: 'jobs' }, 1, null] });
});

test.each([
  [{ 'Fn::ImportValue': 'x' }, 'Fn::ImportValue'],
  [{ Ref: 'Nothing' }, 'no resource Nothing'],
  [{ 'Fn::GetAtt': ['Table', 'StreamArn'] }, 'Attribute StreamArn of Table'],
])('%j is refused instead of guessed', (value, message) => {
  expect(() => resolve(value)).toThrow(message);
});
