import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import { createAccountStore } from '../../../../functions/aws/account-store.ts';
import { createKeyStore } from '../../../../functions/aws/key-store.ts';
import { type ApiKey, hashApiKey } from '../../../../functions/core/api-key.ts';
import { projectDirectory } from '../../../../infra/build.ts';
import { startTables } from '../../../functions/aws/local-stores.ts';

export interface Ended {
  code: unknown;
  out: string;
  err: string;
}

/** Runs `npm run key -- ...` on the pinned Node, without a terminal. */
export function runKeyTool(argv: string[]): Promise<Ended> {
  const node = join(projectDirectory, 'node_modules', '.bin', 'node');
  const tool = join(projectDirectory, 'infra', 'cli', 'key.ts');
  const { PATH = '' } = process.env;
  return new Promise((resolve) => {
    execFile(node, [tool, ...argv], { env: { PATH } }, (error, out, err) =>
      resolve({ code: error === null ? 0 : error.code, out, err }),
    );
  });
}

/** What the tool works on: the tables, and the state file that tells where they are. Until the suite has ended. */
export async function openKeyDesk() {
  const { client, endpoint, accountsTable, jobsTable, keysTable, webhooksTable } = await startTables();
  const directory = await mkdtemp(join(tmpdir(), 'invite-spool-'));
  afterAll(() => rm(directory, { recursive: true }));
  const state = {
    tables: { accounts: accountsTable, jobs: jobsTable, keys: keysTable, webhooks: webhooksTable },
    endpoints: { dynamodb: endpoint },
    key_file: join(directory, 'session.key'),
  };
  await writeFile(join(directory, 'state.json'), JSON.stringify(state));
  const keys = createKeyStore(client, keysTable);

  return {
    keys,
    accounts: createAccountStore(client, accountsTable),
    directory,
    run: (words: string) => runKeyTool([...words.split(' '), '--data', directory]),
    create,
    find: (text: string) => keys.findKey(hashApiKey(text.trim())),
  };

  /** Makes a key that is not refused. */
  async function create(words: string): Promise<{ text: string; id: string; key: ApiKey }> {
    const { code, out, err } = await runKeyTool(['create', ...words.split(' '), '--data', directory]);
    const text = out.trim();
    const key = await keys.findKey(hashApiKey(text));
    const [id] = /key_[0-9a-f]{12}/.exec(err) ?? [];
    if (code !== 0 || key === undefined || id === undefined) {
      throw new Error(`create ${words} ended with ${code}:\n${out}${err}`);
    }
    return { text, id, key };
  }
}
