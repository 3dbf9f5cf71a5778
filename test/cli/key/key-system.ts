import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import { createProgram } from '../../../cli/key/program.ts';
import { createKeyStore } from '../../../functions/aws/api-key-store.ts';
import { type ApiKey, hashApiKey } from '../../../functions/core/account/api-key.ts';
import { writeLocalState } from '../../../operator/system/local-state.ts';
import { RefusedError } from '../../../operator/terminal/operator-errors.ts';
import { projectDirectory } from '../../../project-directory.ts';
import { startTables } from '../../functions/aws/local-stores.ts';
import { createWritableAccountStore } from '../../functions/aws/writable-account-store.ts';
import { toolEnvironment } from '../../setup/tool-environment.ts';

export interface Ended {
  code: unknown;
  out: string;
  err: string;
}

/** Runs `npm run key -- ...` on the pinned Node, without a terminal. */
export function runKeyTool(argv: string[]): Promise<Ended> {
  const node = join(projectDirectory, 'node_modules', '.bin', 'node');
  const tool = join(projectDirectory, 'cli', 'key.ts');
  return new Promise((resolve) => {
    execFile(node, [tool, ...argv], { env: toolEnvironment() }, (error, out, err) =>
      resolve({ code: error === null ? 0 : error.code, out, err }),
    );
  });
}

/** The same within this process, which saves a test of many commands a process for each. */
async function runHere(argv: string[]): Promise<Ended> {
  const said: string[] = [];
  const noted: string[] = [];
  const program = createProgram({
    print: (line) => said.push(`${line}\n`),
    note: (line) => noted.push(`${line}\n`),
    ask: () => Promise.reject(new Error('no question was expected')),
    confirm: () => Promise.reject(new Error('no question was expected')),
    signal: new AbortController().signal,
  });
  function end(code: number) {
    return { code, out: said.join(''), err: noted.join('') };
  }
  try {
    await program.parseAsync(argv, { from: 'user' });
    return end(0);
  } catch (error) {
    if (!(error instanceof RefusedError)) {
      throw error;
    }
    noted.push(error.message);
    return end(1);
  }
}

/** What the tool works on: the tables, and the state file that tells where they are. Until the suite has ended. */
export async function openKeySystem() {
  const { client, endpoint, accountsTable, jobsTable, keysTable, webhooksTable, joinsTable, standingTable } =
    await startTables();
  const directory = await mkdtemp(join(tmpdir(), 'invite-spool-'));
  afterAll(() => rm(directory, { recursive: true }));
  writeLocalState(directory, {
    tables: {
      accounts: accountsTable,
      jobs: jobsTable,
      keys: keysTable,
      webhooks: webhooksTable,
      joins: joinsTable,
      standing: standingTable,
    },
    endpoints: { dynamodb: endpoint, sqs: 'http://127.0.0.1:9' },
    key_file: join(directory, 'session.key'),
    processes: { main: process.pid },
  });
  const keys = createKeyStore(client, keysTable);

  return {
    keys,
    accounts: createWritableAccountStore(client, accountsTable),
    directory,
    run: (words: string) => runHere([...words.split(' '), '--data', directory]),
    runTool: (words: string) => runKeyTool([...words.split(' '), '--data', directory]),
    create,
    find: (text: string) => keys.findKey(hashApiKey(text.trim())),
  };

  /** Makes a key that is not refused. */
  async function create(words: string): Promise<{ text: string; id: string; key: ApiKey }> {
    const { code, out, err } = await runHere(['create', ...words.split(' '), '--data', directory]);
    const text = out.trim();
    const key = await keys.findKey(hashApiKey(text));
    const [id] = /key_[0-9a-f]{12}/.exec(err) ?? [];
    if (code !== 0 || key === undefined || id === undefined) {
      throw new Error(`create ${words} ended with ${code}:\n${out}${err}`);
    }
    return { text, id, key };
  }
}
