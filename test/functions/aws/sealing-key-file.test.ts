import { randomBytes } from 'node:crypto';
import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { KeyFileError, readKeyFile } from '../../../functions/aws/sealing-key-file.ts';

async function newPath(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'keys-'));
  onTestFinished(() => rm(directory, { recursive: true }));
  return join(directory, 'session.key');
}

const key = randomBytes(32).toString('hex');

function problemOf(path: string): string {
  try {
    readKeyFile(path);
  } catch (error) {
    expect(error).toBeInstanceOf(KeyFileError);
    return (error as Error).message;
  }
  throw new Error('the key file was read');
}

test('keys are read in their order, and each has a name that tells nothing of it', async () => {
  const path = await newPath();
  const other = randomBytes(32).toString('hex');
  await writeFile(path, `${key}\n\n${other}\r\n`, { mode: 0o600 });
  const keys = readKeyFile(path);
  expect(keys.map((each) => each.key.toString('hex'))).toEqual([key, other]);
  const [one, two] = keys.map(({ keyId }) => keyId.toString('hex'));
  expect(one).toMatch(/^[0-9a-f]{16}$/);
  expect(one).not.toBe(two);
  expect(key + other).not.toContain(one);
});

test.each([
  ['nothing', ''],
  ['a key cut short', `${key.slice(1)}\n`],
  ['a key with a digit too many', `${key}0\n`],
  ['another text', `${'not a key; '.repeat(6)}\n`],
  ['a second line that is no key', `${key}\n${key.slice(2)}\n`],
])('a key file that holds %s is refused by its name, and nothing of it is repeated', async (_what, text) => {
  const path = await newPath();
  await writeFile(path, text, { mode: 0o600 });
  const problem = problemOf(path);
  expect(problem).toContain(`the key file ${path} must hold 64 hexadecimal digits on each line`);
  expect(problem).not.toContain(key.slice(2, 12));
  expect(problem).not.toContain('not a key');
});

test.each([0o640, 0o604, 0o620, 0o666])('a key file with the rights %o is refused', async (mode) => {
  const path = await newPath();
  await writeFile(path, `${key}\n`);
  await chmod(path, mode);
  expect(problemOf(path)).toContain('may be read or changed by other users: run "chmod 600"');
});

test('a key file that is missing, and one that is a folder, are told apart', async () => {
  const path = await newPath();
  expect(problemOf(path)).toContain('is missing, and no stored session opens without it');
  await mkdir(path, { mode: 0o700 });
  expect(problemOf(path)).toContain('cannot be read (EISDIR)');
});
