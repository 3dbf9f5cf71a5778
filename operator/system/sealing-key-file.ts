import { randomBytes, randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { link, open, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { KeyFileError, readKeyFile } from '../../functions/aws/sealing-key-file.ts';
import { lockFile } from './lock-file.ts';

/** What a system says of a file that is mounted by itself, as a container's secret is, or that only another user may replace. */
const notReplaceable = new Set(['EBUSY', 'EROFS', 'EACCES', 'EPERM', 'EXDEV']);

/** A key file is as it was, and whoever has made it has to change it. */
export class KeyFileFixedError extends KeyFileError {
  constructor(path: string, code: string) {
    super(
      `the key file ${path} cannot be replaced from here (${code}), as where it is a mounted secret. Write a new key before the old one where it is made, start again, and run "reseal" without --new-key`,
    );
  }
}

/**
 * The file of the keys that seal sessions on this machine, in the folder of a system. Made on first use, for its owner
 * alone.
 * @param databaseFile where there is one already, sessions may be in it: a new key would open none of them, and their
 * accounts would be given up one by one. None is made then.
 * @returns its path.
 * @throws KeyFileError when there is one that cannot be used, or none for a database that is there.
 */
export async function ensureKeyFile(directory: string, databaseFile?: string): Promise<string> {
  const path = ownKeyFile(directory);
  if (databaseFile === undefined || !existsSync(databaseFile)) {
    await makeKeyFile(path);
  }
  readKeyFile(path);
  return path;
}

/** The key file in the folder of a system's data. */
export function ownKeyFile(directory: string): string {
  return join(directory, 'session.key');
}

function makeKeyFile(path: string): Promise<void> {
  return writeBeside(path, [newKey()], async (written) => {
    try {
      // Unlike a rename this never takes the place of a file that is there.
      await link(written, path);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') {
        throw error;
      }
    }
  });
}

/**
 * Keeps other processes from changing a key file. Of two that change it at once, one would lose the other's key, and what that
 * key has sealed.
 * @returns what unlocks the file.
 * @throws KeyFileError when another process holds the lock.
 */
export function lockKeyFile(path: string): () => void {
  const unlock = lockFile(`${path}.lock`);
  if (unlock === undefined) {
    throw new KeyFileError('another "reseal" is changing the keys: wait until it has ended');
  }
  return unlock;
}

/**
 * Puts a new key before those of a key file: from now on it seals, and the others only open. What is sealed meanwhile by
 * somebody who has read the file before is still under an older key. Under `lockKeyFile`.
 * @throws KeyFileError
 */
export function addKey(path: string): Promise<void> {
  const keys = readKeyFile(path).map(({ key }) => key);
  return replaceKeys(path, [newKey(), ...keys]);
}

/**
 * Leaves only the newest key in a key file. What is still sealed under another never opens again. Under `lockKeyFile`.
 * @returns how many keys were dropped.
 * @throws KeyFileError
 */
export async function dropOldKeys(path: string): Promise<number> {
  const [{ key }, ...older] = readKeyFile(path);
  if (older.length > 0) {
    await replaceKeys(path, [key]);
  }
  return older.length;
}

function newKey() {
  return randomBytes(32);
}

/** A reader finds either the old content or the new, also after a crash. */
async function replaceKeys(path: string, keys: Buffer[]): Promise<void> {
  try {
    await writeBeside(path, keys, (written) => rename(written, path));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw code !== undefined && notReplaceable.has(code) ? new KeyFileFixedError(path, code) : error;
  }
}

/** Writes keys to a file of their own first, and to the disk: a session sealed under a key that is lost is lost too. */
async function writeBeside(
  path: string,
  keys: Buffer[],
  place: (written: string) => Promise<void>,
): Promise<void> {
  const written = `${path}.${randomUUID()}`;
  try {
    const file = await open(written, 'wx', 0o600);
    try {
      await file.writeFile(keys.map((key) => `${key.toString('hex')}\n`).join(''));
      await file.sync();
    } finally {
      await file.close();
    }
    await place(written);
  } finally {
    await rm(written, { force: true });
  }
}
