import { DatabaseSync, type SQLInputValue } from 'node:sqlite';

/*
 * Session files as the libraries make them: the same statements, and the other tables beside `sessions`.
 */

interface SessionFields {
  dcId?: number;
  authKey: Uint8Array | null;
}

/** Telethon's, version 7, and 8 with `tmp_auth_key`: telethon/sessions/sqlite.py */
export function writeTelethonFile(
  file: string,
  { dcId = 2, authKey }: SessionFields,
  { hasTemporaryKey = false, address = '149.154.167.51' } = {},
): void {
  write(file, [
    ['create table version (version integer primary key) without rowid'],
    [
      `create table sessions (dc_id integer primary key, server_address text, port integer, auth_key blob,
        takeout_id integer${hasTemporaryKey ? ', tmp_auth_key blob' : ''}) without rowid`,
    ],
    [
      'create table entities (id integer primary key, hash integer not null, username text, phone integer, name text, date integer) without rowid',
    ],
    [
      'create table update_state (id integer primary key, pts integer, qts integer, date integer, seq integer) without rowid',
    ],
    ['insert into version values (?)', hasTemporaryKey ? 8 : 7],
    ['insert into entities values (1, 9223372036854775807, null, 491701234567, ?, 0)', 'Ada'],
    [
      `insert or replace into sessions values (?, ?, ?, ?, ?${hasTemporaryKey ? ', ?' : ''})`,
      dcId,
      address,
      443,
      authKey,
      null,
      ...(hasTemporaryKey ? [new Uint8Array(256).fill(7)] : []),
    ],
  ]);
}

/** Pyrogram's, version 1 without an api_id, and 3: pyrogram/storage/sqlite_storage.py */
export function writePyrogramFile(
  file: string,
  { dcId = 2, authKey }: SessionFields,
  { apiId = 12_345 as number | undefined, isBot = 0, testMode = 0 } = {},
): void {
  const isOld = apiId === undefined;
  write(file, [
    [
      `CREATE TABLE sessions (dc_id INTEGER PRIMARY KEY, ${isOld ? '' : 'api_id INTEGER,'} test_mode INTEGER,
        auth_key BLOB, date INTEGER NOT NULL, user_id INTEGER, is_bot INTEGER)`,
    ],
    [
      'CREATE TABLE peers (id INTEGER PRIMARY KEY, access_hash INTEGER, type INTEGER NOT NULL, username TEXT, phone_number TEXT)',
    ],
    ['CREATE TABLE version (number INTEGER PRIMARY KEY)'],
    ['INSERT INTO version VALUES (?)', isOld ? 1 : 3],
    [
      `INSERT INTO sessions VALUES (?, ${isOld ? '' : '?,'} ?, ?, ?, ?, ?)`,
      dcId,
      ...(isOld ? [] : [apiId]),
      testMode,
      authKey,
      0,
      5_000_000_001,
      isBot,
    ],
  ]);
}

export function write(file: string, statements: [sql: string, ...values: SQLInputValue[]][]): void {
  const database = new DatabaseSync(file);
  for (const [sql, ...values] of statements) {
    database.prepare(sql).run(...values);
  }
  database.close();
}
