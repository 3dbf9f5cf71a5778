import { open, realpath } from 'node:fs/promises';
import type { DatabaseSync } from 'node:sqlite';
import { pathToFileURL } from 'node:url';
import { RefusedError } from '../../operator/terminal/operator-errors.ts';
import { authKeyBytes, checkUsable, exportHint, type ImportedSession, isWhole } from './imported-session.ts';

/** https://www.sqlite.org/fileformat.html#magic_header_string */
const magic = 'SQLite format 3\0';

/** What SQLite keeps beside a database while a program has it open: its rollback journal, or its write-ahead log. */
const besideSuffixes = ['-journal', '-wal'];

/** A row of the table `sessions`. */
interface SessionRow {
  dcId: unknown;
  authKey: unknown;
  address: unknown;
  testMode: unknown;
  isBot: unknown;
}

/** Whether a file is an SQLite database, as the session files of Telethon and Pyrogram are. */
export async function isDatabase(file: string): Promise<boolean> {
  return (await readStart(file, magic.length)).toString('latin1') === magic;
}

/**
 * Reads a session file of Telethon or Pyrogram. The file is read as it lies there: nothing is written to it or beside it, not
 * even a lock. Nothing of what is read goes into an error.
 * @throws RefusedError that says what the file is instead, or what to do first; TelegramError BOT_SESSION.
 */
export async function readSessionFile(file: string): Promise<ImportedSession> {
  const path = await realpath(file);
  await refuseOpenFile(path);
  const database = openUnchanged(path);
  try {
    return checkUsable(readSession(database));
  } catch (error) {
    throw explainSqlite(error);
  } finally {
    database.close();
  }
}

/** Changes that are not in the file yet are of a program that has it open, or was killed: the session may be in use. */
async function refuseOpenFile(path: string): Promise<void> {
  for (const suffix of besideSuffixes) {
    const start = await readStart(`${path}${suffix}`, magic.length).catch(ignoreMissing);
    // A journal that is done with may stay, emptied or with its head wiped.
    if (start?.some((byte) => byte !== 0)) {
      throw new RefusedError(
        `A program has this session file open, or was killed while it had: the file that ends in "${suffix}" beside it holds changes. Stop that program (one that was killed: start it again, and stop it), then import. Two programs with one session would end it at Telegram.`,
      );
    }
  }
}

function openUnchanged(path: string): DatabaseSync {
  const address = pathToFileURL(path);
  // https://www.sqlite.org/uri.html#uriimmutable
  address.search = 'mode=ro&immutable=1';
  try {
    const { DatabaseSync } = loadSqlite();
    return new DatabaseSync(address, { readOnly: true });
  } catch (error) {
    throw explainSqlite(error);
  }
}

/** Some versions of Node.js warn that their SQLite is experimental: no operator can do anything about that. */
function loadSqlite(): typeof import('node:sqlite') {
  const { emitWarning } = process;
  process.emitWarning = () => undefined;
  try {
    return process.getBuiltinModule('node:sqlite');
  } finally {
    process.emitWarning = emitWarning;
  }
}

function readSession(database: DatabaseSync): ImportedSession {
  const columns = database
    .prepare("SELECT name FROM pragma_table_info('sessions')")
    .all()
    .map(({ name }) => String(name));
  const isPyrogram = columns.includes('test_mode');
  if (
    !columns.includes('dc_id') ||
    !columns.includes('auth_key') ||
    !(isPyrogram || columns.includes('port'))
  ) {
    throw new RefusedError(
      `This is an SQLite database, but no session file of Telethon or Pyrogram. ${exportHint}`,
    );
  }
  const row = chooseRow(readRows(database, columns));
  const { dcId, address, testMode, isBot } = row;
  const session = {
    library: isPyrogram ? ('Pyrogram' as const) : ('Telethon' as const),
    dcId: Number(dcId),
    authKey: Buffer.from(row.authKey),
    ...(typeof address === 'string' ? { address } : {}),
    isTest: testMode === 1,
    isBot: isBot === 1,
  };
  if (!isWhole(session)) {
    throw new RefusedError('This session file names no data centre of Telegram: it is damaged.');
  }
  return session;
}

/** What a library does not keep is NULL. */
function readRows(database: DatabaseSync, columns: string[]): SessionRow[] {
  function columnOr(name: string) {
    return columns.includes(name) ? `"${name}"` : 'NULL';
  }
  const query = `SELECT "dc_id" AS dcId, "auth_key" AS authKey, ${columnOr('server_address')} AS address,
    ${columnOr('test_mode')} AS testMode, ${columnOr('is_bot')} AS isBot FROM sessions`;
  return database.prepare(query).all() as unknown as SessionRow[];
}

/** Telethon may have rows of other data centres, without a key. */
function chooseRow(rows: SessionRow[]): SessionRow & { authKey: Uint8Array } {
  const keyed = rows.filter(
    (row): row is SessionRow & { authKey: Uint8Array } =>
      row.authKey instanceof Uint8Array && row.authKey.length > 0,
  );
  const [row] = keyed;
  if (row === undefined) {
    throw new RefusedError(
      'This session file has no key: its login was never finished, or it was copied without the file beside it that ends in "-wal".',
    );
  }
  if (keyed.length > 1) {
    throw new RefusedError(
      `This session file has ${keyed.length} keys and does not tell which one is the account's. ${exportHint}`,
    );
  }
  if (row.authKey.length !== authKeyBytes) {
    throw new RefusedError('This session file has a key of the wrong length: it is damaged.');
  }
  return row;
}

/** The first bytes of a file. */
async function readStart(file: string, bytes: number): Promise<Buffer> {
  const handle = await open(file, 'r');
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(bytes), 0, bytes, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}

function ignoreMissing(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT') {
    throw error;
  }
}

/** SQLite's own words name no values: https://www.sqlite.org/rescode.html */
function explainSqlite(error: unknown): unknown {
  const { code, errstr } = error as { code?: unknown; errstr?: unknown };
  if (code !== 'ERR_SQLITE_ERROR' && code !== 'ERR_OUT_OF_RANGE') {
    return error;
  }
  const said = typeof errstr === 'string' ? ` (SQLite: ${errstr})` : '';
  return new RefusedError(
    `This session file is damaged or not whole${said}. Copy it anew while its program is stopped, or log in instead.`,
  );
}
