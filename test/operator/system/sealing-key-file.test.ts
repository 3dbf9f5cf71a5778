import { chmod, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { KeyFileError, readKeyFile } from '../../../functions/aws/sealing-key-file.ts';
import { addKey, dropOldKeys, ensureKeyFile } from '../../../operator/system/sealing-key-file.ts';

async function newDirectory(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'keys-'));
  onTestFinished(() => rm(directory, { recursive: true }));
  return directory;
}

function keysOf(path: string) {
  return readKeyFile(path).map(({ key }) => key.toString('hex'));
}

test('the key file is made on first use, for its owner alone, and kept', async () => {
  const directory = await newDirectory();
  const path = await ensureKeyFile(directory);
  expect((await stat(path)).mode & 0o777).toBe(0o600);
  const text = await readFile(path, 'utf8');
  expect(text).toMatch(/^[0-9a-f]{64}\n$/);
  expect(await ensureKeyFile(directory)).toBe(path);
  expect(await readFile(path, 'utf8')).toBe(text);
});

test('where there is a database already, a key file that is missing is not made anew', async () => {
  const directory = await newDirectory();
  const databaseFile = join(directory, 'dynamodb.sqlite');
  const path = await ensureKeyFile(directory, databaseFile);
  await writeFile(databaseFile, '');
  expect(await ensureKeyFile(directory, databaseFile)).toBe(path);
  await rm(path);
  await expect(ensureKeyFile(directory, databaseFile)).rejects.toThrow('is missing');
  expect(await readdir(directory)).toEqual(['dynamodb.sqlite']);
});

test('two that make the key file at once have the same key, and leave nothing else behind', async () => {
  const directory = await newDirectory();
  const paths = await Promise.all(Array.from({ length: 8 }, () => ensureKeyFile(directory)));
  expect(new Set(paths).size).toBe(1);
  expect(keysOf(paths[0] ?? '')).toHaveLength(1);
  expect(await readdir(directory)).toEqual(['session.key']);
});

test('a key file that others may read, or that holds something else, is refused and not replaced', async () => {
  const directory = await newDirectory();
  const path = await ensureKeyFile(directory);
  await chmod(path, 0o644);
  await expect(ensureKeyFile(directory)).rejects.toBeInstanceOf(KeyFileError);
  await writeFile(path, 'half a k');
  await chmod(path, 0o600);
  await expect(ensureKeyFile(directory)).rejects.toBeInstanceOf(KeyFileError);
  expect(await readFile(path, 'utf8')).toBe('half a k');
});

test('a new key comes first and the others stay until they are dropped, for the owner alone throughout', async () => {
  const directory = await newDirectory();
  const path = await ensureKeyFile(directory);
  const [first] = keysOf(path);
  await addKey(path);
  const [second, ...older] = keysOf(path);
  expect(second).not.toBe(first);
  expect(older).toEqual([first]);
  expect(await dropOldKeys(path)).toBe(1);
  expect(keysOf(path)).toEqual([second]);
  expect(await dropOldKeys(path)).toBe(0);
  expect((await stat(path)).mode & 0o777).toBe(0o600);
  expect(await readdir(directory)).toEqual(['session.key']);
});

test.skipIf(process.platform === 'win32' || process.getuid?.() === 0)(
  'a key file in a folder that is not ours stays as it is, and the message says what to do',
  async () => {
    const directory = await newDirectory();
    const path = await ensureKeyFile(directory);
    const before = keysOf(path);
    await chmod(directory, 0o500);
    try {
      await expect(addKey(path)).rejects.toThrow(/cannot be replaced from here \(EACCES\)/);
    } finally {
      await chmod(directory, 0o700);
    }
    expect(keysOf(path)).toEqual(before);
  },
);
