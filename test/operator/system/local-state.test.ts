import { spawnSync } from 'node:child_process';
import { statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import {
  type LocalState,
  readLocalState,
  removeLocalState,
  writeLocalState,
} from '../../../operator/system/local-state.ts';
import { writeFiles } from '../../local/aws/fixture-functions.ts';

const state: LocalState = {
  tables: {
    accounts: 'accounts',
    jobs: 'jobs',
    keys: 'keys',
    webhooks: 'webhooks',
    joins: 'joins',
    standing: 'standing',
  },
  endpoints: { dynamodb: 'http://127.0.0.1:8000', sqs: 'http://127.0.0.1:4100' },
  key_file: 'session.key',
  processes: { main: process.pid },
};

test('a running system is found by the state that it wrote, which only its owner may read', async () => {
  const directory = await writeFiles({});
  writeLocalState(directory, state);
  expect(readLocalState(directory)).toEqual(state);
  expect(statSync(join(directory, 'state.json')).mode & 0o777).toBe(0o600);
});

test('a folder without a state has no running system', async () => {
  expect(readLocalState(await writeFiles({}))).toBeUndefined();
});

test('a system that was killed does not run, though its state is still there', async () => {
  const directory = await writeFiles({});
  const ended = spawnSync(process.execPath, ['--version']);
  writeLocalState(directory, { ...state, processes: { main: ended.pid } });
  expect(readLocalState(directory)).toBeUndefined();
});

test('a system removes its own state, and leaves that of a system that started since', async () => {
  const directory = await writeFiles({});
  writeLocalState(directory, state);
  removeLocalState(directory, process.pid + 1);
  expect(readLocalState(directory)).toEqual(state);
  removeLocalState(directory, process.pid);
  expect(readLocalState(directory)).toBeUndefined();
});

test.for([
  ['is no JSON', '{"tables":', 'it is not JSON'],
  ['holds something else', '{}', '"npm start" did not write it'],
] as const)('a file that %s is refused', async ([, text, reason]) => {
  const directory = await writeFiles({});
  writeFileSync(join(directory, 'state.json'), text);
  expect(() => readLocalState(directory)).toThrow(reason);
});
