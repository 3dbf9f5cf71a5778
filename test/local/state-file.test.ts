import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { createStateFile, type SystemFacts, warnOfOther } from '../../local/state-file.ts';
import { writeFiles } from './aws/fixture-functions.ts';

const system: SystemFacts = {
  baseUrl: 'http://127.0.0.1:3000',
  tables: {
    accounts: 'accounts',
    jobs: 'jobs',
    keys: 'keys',
    webhooks: 'webhooks',
    joins: 'joins',
    standing: 'standing',
  },
  sealingKeys: { keyFile: 'session.key', sources: ['session.key'] },
  operatorKey: 'opk_1',
  telegram: undefined,
  stack: {
    endpoints: { dynamodb: 'http://127.0.0.1:8000', sqs: 'http://127.0.0.1:4100' },
    dynamodbPid: 2,
    functionPids: () => ({}),
  },
};

async function newStateFile() {
  const directory = await writeFiles({});
  return { file: join(directory, 'state.json'), state: createStateFile(directory, system) };
}

test('a system that stops takes its state file away', async () => {
  const { file, state } = await newStateFile();
  state.write();
  expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({ processes: { main: process.pid } });
  state.remove();
  expect(existsSync(file)).toBe(false);
});

test('the state file of another system that started since is left', async () => {
  const { file, state } = await newStateFile();
  state.write();
  const other = JSON.stringify({ processes: { main: process.pid + 1 } });
  writeFileSync(file, other);
  state.remove();
  expect(readFileSync(file, 'utf8')).toBe(other);
});

test('a start warns where another system runs, and not of a file that nothing can be read from', async () => {
  const { file, state } = await newStateFile();
  const directory = dirname(file);
  expect(warnOfOther(directory)).toBeUndefined();
  state.write();
  expect(warnOfOther(directory)).toContain('runs here already, at http://127.0.0.1:3000');
  writeFileSync(file, '{"processes":');
  expect(warnOfOther(directory)).toBeUndefined();
});
