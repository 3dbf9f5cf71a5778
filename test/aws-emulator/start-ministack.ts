import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { access, constants, mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { createInterface } from 'node:readline';

export interface Emulator {
  /** What AWS_ENDPOINT_URL is set to. */
  endpoint: string;
  close(): Promise<void>;
}

/**
 * The ministack executable: the one that MINISTACK names, or the first on the PATH.
 * @see https://github.com/ministackorg/ministack
 */
export async function findMinistack(env: NodeJS.ProcessEnv): Promise<string | undefined> {
  if (env.MINISTACK) {
    return env.MINISTACK;
  }
  for (const directory of (env.PATH ?? '').split(delimiter)) {
    const path = join(directory, 'ministack');
    const isThere = await access(path, constants.X_OK).then(
      () => true,
      () => false,
    );
    if (isThere) {
      return path;
    }
  }
  return undefined;
}

/**
 * Starts ministack on a free port of 127.0.0.1, with nothing kept; it runs functions with the Node of this process.
 * @throws Error with what it printed, when it ends before it is ready.
 */
export async function startMinistack(executable: string): Promise<Emulator> {
  const port = await findFreePort();
  const directory = await mkdtemp(join(tmpdir(), 'invite-spool-'));
  const child = spawn(executable, [], {
    cwd: directory,
    env: {
      HOME: directory,
      TMPDIR: directory,
      PATH: `${dirname(process.execPath)}${delimiter}${process.env.PATH}`,
      GATEWAY_PORT: String(port),
      BIND_HOST: '127.0.0.1',
      LAMBDA_EXECUTOR: 'local',
      // It would listen on a port of its own.
      IOT_MTLS_ENABLED: '0',
    },
    stdio: ['ignore', 'ignore', 'pipe'],
    // Functions are children of its own: a process group ends with all of them.
    detached: true,
  });
  const closed = new Promise<void>((resolve) => child.once('close', () => resolve()));
  const printed: string[] = [];
  await new Promise<void>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', () => reject(new Error(`ministack ended:\n${printed.join('\n')}`)));
    createInterface({ input: child.stderr }).on('line', (line) => {
      printed.push(line);
      if (line.includes('Running on')) {
        resolve();
      }
    });
  });
  return {
    endpoint: `http://127.0.0.1:${port}`,
    async close() {
      if (child.pid !== undefined) {
        process.kill(-child.pid, 'SIGKILL');
      }
      await closed;
      await rm(directory, { recursive: true });
    },
  };
}

/** ministack takes no port 0. */
async function findFreePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') {
    throw new Error('no port was given');
  }
  return address.port;
}
