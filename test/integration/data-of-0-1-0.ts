import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { gunzipSync } from 'node:zlib';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { createFileKeyProvider } from '../../functions/aws/key-provider.ts';
import { sealSession, unsealSession } from '../../functions/aws/session-seal.ts';
import type { Session } from '../../functions/core/account/session.ts';
import { toItem, toJsonItem } from '../../operator/backup/json-item.ts';
import type { DataCentre } from '../../telegram-emulator/data-centre.ts';

const source = join(import.meta.dirname, 'data-0.1.0');
/** Telegram, as far as the test has one. */
type Server = Pick<DataCentre, 'host' | 'port'>;

const dayMs = 24 * 3_600_000;

interface Facts {
  apiKey: string;
  /** The job that was done, and its link. */
  done: string;
  link: string;
  unfinished: string[];
  /** Of the sessions. */
  key: string;
}

/** Puts a folder as version 0.1.0 left it, as if it had been left a short time ago. */
export async function writeDataOf010(directory: string, to: Server): Promise<Facts & { session: Session }> {
  const facts: Facts = JSON.parse(await readFile(join(source, 'facts.json'), 'utf8'));
  await mkdir(directory, { mode: 0o700 });
  const keyFile = join(directory, 'session.key');
  await writeFile(keyFile, `${facts.key}\n`, { mode: 0o600 });
  const path = join(directory, 'dynamodb.sqlite');
  const packed = await readFile(join(source, 'dynamodb.sqlite.gz'));
  await writeFile(path, gunzipSync(packed), { mode: 0o600 });
  putOffEnds(path, Date.now() + dayMs);
  return { ...facts, session: await moveSession(path, keyFile, to) };
}

/** The session, which leads to that server from now on. */
async function moveSession(path: string, keyFile: string, to: Server): Promise<Session> {
  const database = new DatabaseSync(path);
  const table = '"invite-spool-dev-accounts"';
  const where = `WHERE item_json LIKE '%"sealed"%'`;
  const [row] = database.prepare(`SELECT item_json FROM ${table} ${where}`).all();
  const item = toItem(JSON.parse(String(row?.item_json)));
  const { accountId, sealed } = unmarshall(item);
  const keys = createFileKeyProvider(keyFile);
  const session = { ...(await unsealSession(keys, accountId, sealed)), address: to.host, port: to.port };
  const moved = { ...item, ...marshall({ sealed: await sealSession(keys, accountId, session) }) };
  database.prepare(`UPDATE ${table} SET item_json = ? ${where}`).run(JSON.stringify(toJsonItem(moved)));
  database.close();
  return session;
}

/** Jobs expire and results are deleted by the clock: the copy is as young as the test. */
function putOffEnds(path: string, endMs: number): void {
  const database = new DatabaseSync(path);
  database.function('put_off', (json) =>
    String(json)
      .replace(/"deadlineMs":\{"N":"\d+"\}/, `"deadlineMs":{"N":"${endMs}"}`)
      .replace(/"expiresAt":\{"N":"\d+"\}/, `"expiresAt":{"N":"${Math.ceil(endMs / 1000)}"}`),
  );
  const tables = database.prepare(`SELECT name FROM sqlite_master WHERE sql LIKE '%item_json%'`).all();
  for (const { name } of tables) {
    database.exec(`UPDATE "${name}" SET item_json = put_off(item_json)`);
  }
  database.close();
}
