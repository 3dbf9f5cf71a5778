import { randomBytes } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { isDatabase, readSessionFile } from '../../../cli/account/session-file.ts';
import { write, writePyrogramFile, writeTelethonFile } from './write-session-file.ts';

const authKey = randomBytes(256);
let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'session-files-'));
});
afterAll(() => rm(directory, { recursive: true }));

function newFile(name: string = crypto.randomUUID()) {
  return join(directory, `${name}.session`);
}

/** All that lies in the folder: names, bytes and times. */
async function lookAround(): Promise<unknown[]> {
  const names = (await readdir(directory)).sort();
  return Promise.all(
    names.map(async (name) => {
      const { mtimeMs, size } = await stat(join(directory, name));
      return [name, size, mtimeMs, (await readFile(join(directory, name))).toString('base64')];
    }),
  );
}

test.for([
  ['Telethon', (file: string) => writeTelethonFile(file, { authKey }), { address: '149.154.167.51' }],
  ['Telethon', (file: string) => writeTelethonFile(file, { authKey }, { hasTemporaryKey: true }), {}],
  ['Pyrogram', (file: string) => writePyrogramFile(file, { authKey }), {}],
  ['Pyrogram', (file: string) => writePyrogramFile(file, { authKey }, { apiId: undefined }), {}],
  ['Pyrogram', (file: string) => writePyrogramFile(file, { authKey }, { testMode: 1 }), { isTest: true }],
] as const)(
  'a session file of %s is read, and nothing is changed (%#)',
  async ([library, writeIt, fields]) => {
    const file = newFile();
    writeIt(file);
    const before = await lookAround();
    expect(await isDatabase(file)).toBe(true);
    const session = await readSessionFile(file);
    expect(session).toMatchObject({ library, dcId: 2, isTest: false, isBot: false, ...fields });
    expect(session.authKey.equals(authKey)).toBe(true);
    expect(await lookAround()).toEqual(before);
  },
);

test('the row that has the key is the one that counts', async () => {
  const file = newFile();
  writeTelethonFile(file, { dcId: 4, authKey });
  write(file, [['insert into sessions values (1, ?, 443, ?, null)', '149.154.175.53', new Uint8Array()]]);
  expect(await readSessionFile(file)).toMatchObject({ dcId: 4 });
});

test.each(['a name', '100% #1?mode=rwc', 'ключ'])('a file called %j is read', async (name) => {
  const file = newFile(name);
  writePyrogramFile(file, { authKey });
  expect(await readSessionFile(file)).toMatchObject({ library: 'Pyrogram' });
  expect(await readdir(directory)).toContain(`${name}.session`);
});

test('a file with a write-ahead log is read once its program has been stopped, and not before', async () => {
  const file = newFile();
  writeTelethonFile(file, { authKey: new Uint8Array() });
  const program = new DatabaseSync(file);
  onTestFinished(() => {
    if (program.isOpen) {
      program.close();
    }
  });
  program.exec('PRAGMA journal_mode = WAL');
  program.prepare('UPDATE sessions SET auth_key = ?').run(authKey);
  const before = await lookAround();
  await expect(readSessionFile(file)).rejects.toThrow(/A program has this session file open.*"-wal"/);
  expect(await lookAround()).toEqual(before);
  program.close();
  const closed = await lookAround();
  expect((await readSessionFile(file)).authKey.equals(authKey)).toBe(true);
  expect(await lookAround()).toEqual(closed);
});

test('a file in the midst of a change is refused, and left alone', async () => {
  const file = newFile();
  writePyrogramFile(file, { authKey });
  const program = new DatabaseSync(file);
  onTestFinished(() => program.close());
  program.exec('BEGIN EXCLUSIVE; UPDATE sessions SET date = 1');
  const before = await lookAround();
  await expect(readSessionFile(file)).rejects.toThrow(/A program has this session file open.*"-journal"/);
  expect(await lookAround()).toEqual(before);
});

test('a journal that was done with and stayed does not matter', async () => {
  const file = newFile();
  writePyrogramFile(file, { authKey });
  await writeFile(`${file}-journal`, Buffer.alloc(512));
  await writeFile(`${file}-wal`, '');
  expect(await readSessionFile(file)).toMatchObject({ library: 'Pyrogram' });
});

test("a bot's session file is refused where it says so", async () => {
  const file = newFile();
  writePyrogramFile(file, { authKey }, { isBot: 1 });
  await expect(readSessionFile(file)).rejects.toThrow(/BOT_SESSION/);
});

test.for([
  ['without a login', (file: string) => writePyrogramFile(file, { authKey: null }), /has no key/],
  ['of an empty key', (file: string) => writeTelethonFile(file, { authKey: new Uint8Array() }), /has no key/],
  [
    'of zeros',
    (file: string) => writeTelethonFile(file, { authKey: new Uint8Array(256) }),
    /before the login/,
  ],
  ['of half a key', (file: string) => writeTelethonFile(file, { authKey: authKey.subarray(128) }), /damaged/],
  ['of no data centre', (file: string) => writeTelethonFile(file, { authKey, dcId: 0 }), /no data centre/],
  [
    'of a number beyond all',
    (file: string) => {
      writeTelethonFile(file, { authKey });
      write(file, [['UPDATE sessions SET dc_id = 9223372036854775807']]);
    },
    /damaged/,
  ],
  [
    'of two keys',
    (file: string) => {
      writeTelethonFile(file, { authKey });
      write(file, [['insert into sessions values (4, ?, 443, ?, null)', '149.154.167.91', randomBytes(256)]]);
    },
    /2 keys/,
  ],
  [
    'of another program',
    (file: string) => write(file, [['CREATE TABLE urls (id INTEGER)']]),
    /no session file of/,
  ],
  [
    'of another table of that name',
    (file: string) => write(file, [['CREATE TABLE sessions (dc_id, auth_key)']]),
    /no session file of/,
  ],
] as const)('a file %s is refused, and says so', async ([, writeIt, sentence]) => {
  const file = newFile();
  writeIt(file);
  const reading = readSessionFile(file);
  await expect(reading).rejects.toThrow(sentence);
  await expect(reading).rejects.not.toThrow(authKey.toString('base64').slice(0, 20));
});

test.each([100, 1_024, 4_096, 5_000])(
  'a file of which %i bytes are there is refused as damaged',
  async (bytes) => {
    const file = newFile();
    writeTelethonFile(file, { authKey });
    await truncate(file, bytes);
    await expect(readSessionFile(file)).rejects.toThrow(/damaged or not whole \(SQLite: /);
  },
);

test('a file with other bytes behind the head of a database is refused as damaged', async () => {
  const file = newFile();
  await writeFile(file, Buffer.concat([Buffer.from('SQLite format 3\0'), randomBytes(8_192)]));
  await expect(readSessionFile(file)).rejects.toThrow(/damaged or not whole \(SQLite: /);
});

test.each(['', 'SQLite', '1BVtsOHwBu...'])('%j is no database', async (text) => {
  const file = newFile();
  await writeFile(file, text);
  expect(await isDatabase(file)).toBe(false);
});
