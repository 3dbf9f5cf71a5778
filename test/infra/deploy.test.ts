import { execFile } from 'node:child_process';
import { devNull } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { describeNextSteps } from '../../infra/deploy/deploy-service.ts';
import { projectDirectory } from '../../project-directory.ts';
import { toolEnvironment } from '../setup/tool-environment.ts';

interface Ended {
  code: unknown;
  stdout: string;
  stderr: string;
}

/** Runs a command in an environment in which no AWS credentials can be found. */
function run(script: string, ...words: string[]): Promise<Ended> {
  const env = toolEnvironment({
    AWS_CONFIG_FILE: devNull,
    AWS_SHARED_CREDENTIALS_FILE: devNull,
    AWS_EC2_METADATA_DISABLED: 'true',
  });
  const path = join(projectDirectory, 'infra', script);
  return new Promise((resolve) => {
    execFile(process.execPath, [path, ...words], { env }, (error, stdout, stderr) =>
      resolve({ code: error?.code ?? 0, stdout, stderr }),
    );
  });
}

const withoutCredentials = {
  code: 1,
  stdout: '',
  stderr: 'There are no AWS credentials: set AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.\n',
};

test.each(['deploy.ts', 'remove.ts'])('%s refuses without credentials, in one sentence', async (script) => {
  expect(await run(script, '--stage', 'prod')).toEqual(withoutCredentials);
});

test('the parameters of infra/params.yml are taken', async () => {
  const params = ['--param', 'egress=fixed', '--param', 'alarmEmail=you@example.com'];
  expect(await run('deploy.ts', '--stage', 'prod', ...params)).toEqual(withoutCredentials);
});

test.each([
  [
    'a parameter that there is not',
    ['--param', 'alarmMail=you@example.com'],
    'There is no parameter alarmMail',
  ],
  ['a parameter without a value', ['--param', 'egress'], 'A parameter is given as name=value'],
  ['a stage that no table can be named after', ['--stage', 'Prod_1'], 'A stage is named by up to 16'],
  ['an option that there is not', ['--with-date'], "Unknown option '--with-date'"],
])('%s is refused as a wrong command line', async (_, words, said) => {
  const ended = await run('remove.ts', ...words);
  expect(ended).toMatchObject({ code: 2, stdout: '' });
  expect(ended.stderr).toContain(said);
});

test('after a deployment it is told where the API answers, and how to log an account in and make a key there', () => {
  const lines = describeNextSteps(
    { stage: 'prod', commandPrefix: 'AWS_REGION=eu-west-1 ' },
    { HttpApiUrl: 'https://abc.example.com', EgressAddress: '192.0.2.7' },
  );
  expect(lines).toContain('The API answers at https://abc.example.com');
  expect(lines).toContain('The worker connects from 192.0.2.7');
  expect(lines).toContain('  AWS_REGION=eu-west-1 npm run account -- login NAME --stage prod');
  expect(lines).toContain('  AWS_REGION=eu-west-1 npm run key -- create NAME --stage prod');
  expect(lines.join('\n')).not.toContain('CNAME');
});
