import { chmod, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { KeyFileError, readLocalKeys } from '../../../functions/aws/sealing-key-file.ts';
import { readKeyNames, writeKeyNames } from '../../../operator/system/key-names.ts';
import { readToolKeys } from '../../../operator/system/open-tool-keys.ts';
import { type KeySources, nameOf, openSealingKeys } from '../../../operator/system/sealing-keys.ts';
import { RefusedError } from '../../../operator/terminal/operator-errors.ts';

const [first, second, third] = ['11', '22', '33'].map((byte) => byte.repeat(32)) as [string, string, string];

async function newDirectory(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'sources-'));
  onTestFinished(() => rm(directory, { recursive: true }));
  await mkdir(join(directory, 'data'));
  return directory;
}

async function writeKeys(path: string, ...keys: string[]): Promise<string> {
  await writeFile(path, keys.map((key) => `${key}\n`).join(''), { mode: 0o600 });
  return path;
}

/** Starts on the folder `data`. @returns the keys, newest first. */
async function open(directory: string, given: Omit<Partial<KeySources>, 'directory'>): Promise<string[]> {
  const data = join(directory, 'data');
  const databaseFile = join(data, 'dynamodb.sqlite');
  const keys = await openSealingKeys({ directory: data, databaseFile, env: {}, ...given });
  await writeFile(databaseFile, '');
  return readLocalKeys(keys).map(({ key }) => key.toString('hex'));
}

test('a key from outside leaves none in the folder of the data, on every start', async () => {
  const directory = await newDirectory();
  const keyFile = await writeKeys(join(directory, 'key'), first);
  for (const given of [
    { keyFile },
    { env: { INVITE_SPOOL_KEY_FILE: keyFile } },
    { env: { INVITE_SPOOL_SESSION_KEY: first } },
  ]) {
    expect(await open(directory, given)).toEqual([first]);
    expect((await readdir(join(directory, 'data'))).sort()).toEqual(['dynamodb.sqlite', 'key-names']);
  }
  expect(await readFile(join(directory, 'data', 'key-names'), 'utf8')).not.toContain(first);
});

test('a systemd credential is a key, also where an access list sets the bits of the group', async () => {
  const directory = await newDirectory();
  await chmod(await writeKeys(join(directory, 'session.key'), first), 0o440);
  expect(await open(directory, { env: { CREDENTIALS_DIRECTORY: directory } })).toEqual([first]);
});

test('without a key the folder gets one of its own; a key given later seals, and the folder’s opens', async () => {
  const directory = await newDirectory();
  const [own] = await open(directory, {});
  expect(await open(directory, { env: { INVITE_SPOOL_SESSION_KEY: `${first},${second}` } })).toEqual([
    first,
    second,
    own,
  ]);
});

test('a start without the key that may have sealed something is refused, until everything is under another', async () => {
  const directory = await newDirectory();
  await open(directory, { env: { INVITE_SPOOL_SESSION_KEY: first } });
  await expect(open(directory, {})).rejects.toThrow(/no key that opens the sessions/);
  await expect(open(directory, { env: { INVITE_SPOOL_SESSION_KEY: second } })).rejects.toThrow(/wrong key/);
  await open(directory, { env: { INVITE_SPOOL_SESSION_KEY: `${second} ${first}` } });
  await expect(open(directory, { env: { INVITE_SPOOL_SESSION_KEY: second } })).rejects.toThrow(/wrong key/);
  const [, name = ''] = readKeyNames(join(directory, 'data'));
  writeKeyNames(join(directory, 'data'), [name]);
  expect(await open(directory, { env: { INVITE_SPOOL_SESSION_KEY: second } })).toEqual([second]);
});

test('a key that others may read, that is missing, or that is no key is refused, and not quoted', async () => {
  const directory = await newDirectory();
  const keyFile = await writeKeys(join(directory, 'key'), first);
  await chmod(keyFile, 0o644);
  await expect(open(directory, { keyFile })).rejects.toThrow(/may be read or changed by other users/);
  await expect(open(directory, { keyFile: join(directory, 'none') })).rejects.toThrow(/is missing/);
  const error = await open(directory, { env: { INVITE_SPOOL_SESSION_KEY: 'half a k' } }).catch(
    (each) => each,
  );
  expect(error).toBeInstanceOf(KeyFileError);
  expect(error.message).toMatch(/^INVITE_SPOOL_SESSION_KEY must hold keys/);
  expect(error.message).not.toContain('half');
});

test('a tool takes the keys that the system runs with, and no others', async () => {
  const directory = await newDirectory();
  const data = join(directory, 'data');
  await open(directory, { env: { INVITE_SPOOL_SESSION_KEY: `${second} ${first}` } });
  const state = { key_names: readKeyNames(data), key_sources: ['INVITE_SPOOL_SESSION_KEY'] };
  function read(key: string | undefined) {
    return readToolKeys(data, state, { INVITE_SPOOL_SESSION_KEY: key }).map(nameOf);
  }
  expect(read(`${second} ${first}`)).toEqual(state.key_names);
  expect(() => read(undefined)).toThrow(RefusedError);
  expect(() => read(undefined)).toThrow(/comes from INVITE_SPOOL_SESSION_KEY: give it to this command too/);
  for (const wrong of [third, second, `${first} ${second}`]) {
    expect(() => read(wrong), wrong).toThrow(/not the one that the system runs with/);
  }
});
