import { beforeAll, expect, test } from 'vitest';
import { checkPackagedSettings } from '../../infra/check-settings.ts';
import { type CloudFormationTemplate, variablesOf } from '../../infra/cloudformation-template.ts';
import { readPackagedTemplate } from '../../infra/package.ts';
import { RefusedError } from '../../operator/terminal/operator-errors.ts';

let packaged: CloudFormationTemplate;
beforeAll(async () => {
  packaged = await readPackagedTemplate();
}, 60_000);

/** The packaged template, with another value of a variable of a function, or without it. */
function packagedWith(logicalId: string, name: string, value?: string): CloudFormationTemplate {
  const template = structuredClone(packaged);
  const variables = variablesOf(template, logicalId);
  delete variables[name];
  Object.assign(variables, value === undefined ? {} : { [name]: value });
  return template;
}

test('all functions can start with the settings of the packaged template', () => {
  expect(() => checkPackagedSettings(packaged)).not.toThrow();
});

test.each(['Api', 'Worker', 'Sweeper', 'Webhook'])('a setting that %s cannot start with is named', (name) => {
  const template = packagedWith(`${name}LambdaFunction`, 'JOBS_TABLE');
  expect(() => checkPackagedSettings(template)).toThrow(RefusedError);
  expect(() => checkPackagedSettings(template)).toThrow(/JOBS_TABLE.* Nothing was deployed\.$/);
});

test.each([
  ['PENDING_LIMIT', '0'],
  ['JOIN_RETENTION_DAYS', '91'],
])('%s of %s is refused', (name, value) => {
  const template = packagedWith('ApiLambdaFunction', name, value);
  expect(() => checkPackagedSettings(template)).toThrow(new RegExp(`${name} .*"${value}"`));
});
