import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { RefusedError } from '../terminal/operator-errors.ts';

/*
 * `state.json`: how the system that `npm start` runs tells scripts and tools where it is. The caller's tool reads it too, so
 * nothing of functions/ may be imported here.
 */

/** The names of the tables. */
export interface Tables {
  accounts: string;
  jobs: string;
  keys: string;
  webhooks: string;
  joins: string;
  standing: string;
}

/** The Telegram of a system on this machine, where it is not the real one. */
export interface LocalTelegram {
  servers: { dcId: number; address: string; port: number }[];
  start_dc_id: number;
  public_key_pem?: string;
}

export interface LocalState {
  /** Of the HTTP API. */
  base_url?: string;
  /** Of the operator API. Each start makes a new one. */
  operator_key?: string;
  tables: Tables;
  endpoints: { dynamodb: string; sqs: string; telegram?: string };
  /** The file of the keys that seal sessions. Missing where the key is given in another way. */
  key_file?: string;
  /** A systemd credential with keys. */
  key_credential?: string;
  /** Where the keys come from, the one that seals first. */
  key_sources?: string[];
  /** The short names of the keys that no file held at the start. */
  key_names?: string[];
  telegram?: LocalTelegram;
  /** Their ids. The system runs for as long as `main` does. */
  processes: { main: number; dynamodb?: number | undefined; functions?: Record<string, number[]> };
  /** The demonstration's. A system that keeps its data writes no key here. */
  api_key?: string;
  tenant?: string;
  account?: string;
  peers?: string[];
  /** The chats in which the demonstration's account makes no link, and the error of each. */
  refusing_peers?: Record<string, string>;
}

/**
 * The state of the system that runs on a folder.
 * @returns undefined when none runs. One that was killed leaves its file behind, and another program may listen at its
 * addresses by now.
 * @throws RefusedError when the file cannot be read.
 */
export function readLocalState(directory: string): LocalState | undefined {
  const state = readFile(fileIn(directory));
  return state !== undefined && isRunning(state.processes.main) ? state : undefined;
}

/** Its owner alone may read the file: it may hold an API key. */
export function writeLocalState(directory: string, state: LocalState): void {
  const file = fileIn(directory);
  const written = `${file}.new`;
  writeFileSync(written, `${JSON.stringify(state, null, 2)}\n`, { mode: 0o600 });
  renameSync(written, file);
}

/** Removes the state that the process `main` wrote. Another system may have written its own since: that one stays. */
export function removeLocalState(directory: string, main: number): void {
  const file = fileIn(directory);
  if (readOwner(file) === main) {
    rmSync(file, { force: true });
  }
}

/** A system that stops must not fail at a file that cannot be read. */
function readOwner(file: string): number | undefined {
  try {
    return readFile(file)?.processes.main;
  } catch {
    return undefined;
  }
}

function fileIn(directory: string): string {
  return join(directory, 'state.json');
}

function readFile(file: string): LocalState | undefined {
  try {
    const state = JSON.parse(readFileSync(file, 'utf8'));
    if (state?.endpoints === undefined || state.tables === undefined || state.processes === undefined) {
      throw new Error('"npm start" did not write it. Start it again');
    }
    return state;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') {
      return undefined;
    }
    const reason = error instanceof SyntaxError ? 'it is not JSON' : (error as Error).message;
    throw new RefusedError(`${relative('.', file)} cannot be read: ${reason}.`);
  }
}

function isRunning(processId: number): boolean {
  try {
    return process.kill(processId, 0);
  } catch (error) {
    // The process is there, and belongs to another user.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
