import { execFile, spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { type LocalState, writeLocalState } from '../../../operator/system/local-state.ts';
import { projectDirectory } from '../../../project-directory.ts';
import { toolEnvironment } from '../../setup/tool-environment.ts';

const node = join(projectDirectory, 'node_modules', '.bin', 'node');
const tool = join(projectDirectory, 'cli', 'account.ts');

/** Runs the tool without a terminal. */
function run(
  argv: string[],
  { input = '', env = {} }: { input?: string; env?: Record<string, string> } = {},
) {
  return new Promise<{ code: unknown; out: string; err: string }>((resolve) => {
    const child = execFile(node, [tool, ...argv], { env: toolEnvironment(env) }, (error, out, err) =>
      resolve({ code: error === null ? 0 : error.code, out, err }),
    );
    child.stdin?.end(input);
  });
}

async function makeDirectory(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'invite-spool-'));
  onTestFinished(() => rm(directory, { recursive: true }));
  return directory;
}

const secret = `1${'BVtsOKmN'.repeat(44)}`;

test.for([
  [['lst'], "Unknown command 'lst' (did you mean list?). See: npm run account -- --help"],
  [['login'], "Missing required argument 'name'. See: npm run account -- login --help"],
  [
    ['login', 'main', '--qq'],
    "Unknown option '--qq' (did you mean --qr?). See: npm run account -- login --help",
  ],
  [['show', 'a b'], 'A name is 1 to 32 of a-z, 0-9, "_" and "-", starting with a letter or digit.'],
  [
    ['default-peer', 'main', 't.me/launch/42'],
    'This links to a message. Name the chat alone, such as @name.',
  ],
  [['pace', 'main', '--per-minute', '0'], 'Links per minute are a number from 0.1 to 60.'],
  [['pace', 'main', '--per-minute', '61'], 'Links per minute are a number from 0.1 to 60.'],
  [['pace', 'main', '--burst', '2.5'], 'A burst is a whole number of links from 1 to 100.'],
  [
    ['pace', 'main', '--default', '--burst', '2'],
    "Option '--default' cannot be used with option '--burst <n>'",
  ],
  [
    ['list', '--data', 'x', '--stage', 'y'],
    "Option '--data <dir>' cannot be used with option '--stage <stage>'",
  ],
] as const)(
  'a command line that is wrong is told in one sentence and exits with 2: %j',
  async ([argv, sentence]) => {
    const { code, out, err } = await run([...argv]);
    expect(code).toBe(2);
    expect(out).toBe('');
    expect(err).toContain(sentence);
    expect(err.trim().split('\n')).toHaveLength(1);
  },
);

test.for([
  [['import', 'main', secret]],
  [['import', secret]],
  [[secret]],
  [['login', `--${secret}`]],
] as const)('a session string on the command line is not repeated (%#)', async ([argv]) => {
  const { code, out, err } = await run([...argv]);
  expect(code).toBe(2);
  expect(out + err).not.toContain(secret.slice(0, 30));
});

test.for([
  'login',
  'import',
  'list',
  'show',
  'check',
  'chats',
  'halt',
  'resume',
  'default-peer',
  'pace',
  'remove',
  'reseal',
])('%s explains itself with an example', async (command) => {
  const { code, out } = await run([command, '--help']);
  expect(code).toBe(0);
  expect(out).toContain(`For example:\n  npm run account -- ${command}`);
  expect(out).toContain('--stage <stage>');
});

test('where nothing runs, it says how to start it', async () => {
  const directory = await makeDirectory();
  const { code, err } = await run(['list', '--data', directory]);
  expect(code).toBe(1);
  expect(err).toBe(`Nothing is running on ${directory}: start it with "npm start -- --data ${directory}".\n`);
});

test('a folder that is an unset variable of the shell is refused', async () => {
  const { code, err } = await run(['list', '--data', '']);
  expect(code).toBe(2);
  expect(err).toBe('--data names a folder, and is empty.\n');
});

/** A system whose database does not answer. */
const state: LocalState = {
  tables: { accounts: 'a', jobs: 'j', keys: 'k', webhooks: 'w', joins: 'o', standing: 's' },
  endpoints: { dynamodb: 'http://127.0.0.1:9', sqs: 'http://127.0.0.1:9' },
  key_file: 'k',
  processes: { main: process.pid },
};

test('a system that was killed does not run, though its state is still there', async () => {
  const directory = await makeDirectory();
  const ended = spawnSync(process.execPath, ['--version']);
  writeLocalState(directory, { ...state, processes: { main: ended.pid } });
  const { code, err } = await run(['list', '--data', directory]);
  expect(code).toBe(1);
  expect(err).toBe(`Nothing is running on ${directory}: start it with "npm start -- --data ${directory}".\n`);
});

test('where the database does not answer, it says so instead of the error of a socket', async () => {
  const directory = await makeDirectory();
  writeLocalState(directory, state);
  const { code, err } = await run(['list', '--data', directory]);
  expect(code).toBe(1);
  expect(err).toBe('The database or the queues do not answer: is what "npm start" runs still running?\n');
});
