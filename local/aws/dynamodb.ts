import { once } from 'node:events';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout } from 'node:timers/promises';
import {
  CreateTableCommand,
  DynamoDBClient,
  ResourceInUseException,
  UpdateTimeToLiveCommand,
  waitUntilTableExists,
} from '@aws-sdk/client-dynamodb';
import { localClientSettings } from '../../operator/system/local-client-settings.ts';
import { addMissingIndexes } from './add-missing-indexes.ts';
import { startTethered, type Tethered } from './start-tethered.ts';
import type { TableSettings } from './template.ts';

export interface DynamodbServer {
  endpoint: string;
  /** The server's process id; undefined for an external server. */
  pid: number | undefined;
  /** Resolves when the server has ended, for any reason; never for an external server. */
  exited: Promise<unknown>;
  close(): Promise<void>;
}

export class DynamodbStartError extends Error {
  override name = 'DynamodbStartError';
}

const readyWithinMs = 10_000;
/** A million rows take three minutes. */
const importedWithinMs = 15 * 60_000;
const startAttempts = 3;

export interface DynamodbOptions {
  /** A server to use instead of starting one. */
  externalEndpoint?: string | undefined;
  /** The file (SQLite) that keeps the tables across restarts and crashes; in memory unless given. */
  databaseFile?: string | undefined;
  /** What the tables in memory begin with, so that nobody need wait for a request for each lot of 25 rows. */
  imported?: { exportDirectory: string; schemaFile: string } | undefined;
}

/**
 * Starts dynoxide (https://github.com/nubo-db/dynoxide) on a free port of 127.0.0.1 and resolves when it listens. On a
 * file each write is on the disk before it is answered, and only the file's owner may read it.
 *
 * @throws DynamodbStartError when there is no dynoxide for this platform, or when it does not start.
 */
export async function startDynamodb(options: DynamodbOptions = {}): Promise<DynamodbServer> {
  const { externalEndpoint } = options;
  if (externalEndpoint) {
    const exited = new Promise(() => {});
    return { endpoint: externalEndpoint, pid: undefined, exited, close: async () => {} };
  }
  const program = findDynoxide(process.platform, process.arch);
  let failure: unknown;
  // dynoxide does not report the port that it got for port 0, so this code picks a free one. Another process may take
  // it first.
  for (let attempt = 1; attempt <= startAttempts; attempt += 1) {
    try {
      return await startDynoxide(program, await findFreePort(), options);
    } catch (error) {
      failure = error;
    }
  }
  throw failure;
}

/** @throws DynamodbStartError when the package for that platform is not installed. */
export function findDynoxide(platform: string, arch: string): string {
  const packageName = `@dynoxide/${platform}-${arch}`;
  try {
    const manifest = createRequire(import.meta.url).resolve(`${packageName}/package.json`);
    return join(dirname(manifest), platform === 'win32' ? 'dynoxide.exe' : 'dynoxide');
  } catch (cause) {
    throw new DynamodbStartError(
      `There is no DynamoDB engine for this platform (${packageName} is not installed): start any DynamoDB-compatible server and set AWS_ENDPOINT_URL_DYNAMODB to its address.`,
      { cause },
    );
  }
}

async function startDynoxide(
  program: string,
  port: number,
  { databaseFile, imported }: DynamodbOptions,
): Promise<DynamodbServer> {
  const where = databaseFile === undefined ? [] : ['--db-path', databaseFile];
  const serve =
    imported === undefined
      ? ['serve', ...where]
      : ['import', '--serve', '--source', imported.exportDirectory, '--schema', imported.schemaFile];
  const tethered = startTethered([program, ...serve, '--port', String(port)]);
  const { keeper, end } = tethered;
  // The keeper cannot end the program when it is killed itself.
  keeper.once('exit', (_code, signal) => signal === null || killGroup(keeper.pid));
  const exited = once(keeper, 'exit');
  async function close() {
    end();
    await exited;
  }
  try {
    const pid = await waitUntilListening(tethered, imported === undefined ? readyWithinMs : importedWithinMs);
    return { endpoint: `http://127.0.0.1:${port}`, pid, exited, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Kills the remaining processes of a group. */
function killGroup(leader: number | undefined): void {
  if (leader === undefined) {
    return;
  }
  try {
    process.kill(-leader, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') {
      throw error;
    }
  }
}

/** dynoxide writes to stderr when it listens, and exits when the port is taken. Resolves with its process id. */
async function waitUntilListening({ keeper, pid }: Tethered, withinMs: number): Promise<number> {
  const said: string[] = [];
  const listening = new Promise<void>((resolve) => {
    if (keeper.stderr === null) {
      return;
    }
    createInterface({ input: keeper.stderr }).on('line', (line) => {
      said.push(line);
      if (line.startsWith('Dynoxide listening')) {
        resolve();
      }
    });
  });
  const stop = new AbortController();
  const exited = once(keeper, 'exit', { signal: stop.signal }).then(([code]) =>
    fail(`it exited with ${code}.`),
  );
  const late = setTimeout(withinMs, undefined, { signal: stop.signal }).then(() =>
    fail(`it did not listen within ${withinMs} ms.`),
  );
  function fail(reason: string): never {
    throw new DynamodbStartError(`The DynamoDB engine did not start: ${[reason, ...said].join(' ')}`);
  }
  const ready = Promise.all([pid, listening]).then(([id]) => id);
  const losers = Promise.allSettled([exited, late]);
  try {
    return await Promise.race([ready, exited, late]);
  } finally {
    stop.abort();
    await losers;
  }
}

async function findFreePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') {
    throw new DynamodbStartError('No free port');
  }
  return address.port;
}

/**
 * Creates the missing tables, adds the missing indexes of existing ones, and waits until all can be used.
 *
 * @throws TableMismatchError when an existing table or index has other keys.
 */
export async function createTables(endpoint: string, tables: TableSettings[]): Promise<void> {
  const client = new DynamoDBClient({ endpoint, ...localClientSettings });
  try {
    for (const table of tables) {
      await createTable(client, table);
    }
  } finally {
    client.destroy();
  }
}

async function createTable(
  client: DynamoDBClient,
  { create, timeToLiveAttribute }: TableSettings,
): Promise<void> {
  try {
    await client.send(new CreateTableCommand(create));
  } catch (error) {
    if (error instanceof ResourceInUseException) {
      return addMissingIndexes(client, create);
    }
    throw error;
  }
  await waitUntilTableExists({ client, maxWaitTime: 10, minDelay: 1 }, { TableName: create.TableName });
  if (timeToLiveAttribute === undefined) {
    return;
  }
  await client.send(
    new UpdateTimeToLiveCommand({
      TableName: create.TableName,
      TimeToLiveSpecification: { AttributeName: timeToLiveAttribute, Enabled: true },
    }),
  );
}
