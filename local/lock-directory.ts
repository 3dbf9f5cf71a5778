import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

/** Another system runs on the folder: two would share its accounts and know nothing of each other. */
export class DirectoryInUseError extends Error {
  override readonly name = 'DirectoryInUseError';
}

/** https://www.sqlite.org/rescode.html#busy */
const busy = 5;

/**
 * Takes a folder for this process alone. The lock is the operating system's, on a file that SQLite holds: it ends with
 * the process, however that ends, and leaves nothing to clear away.
 * @returns what gives the folder back.
 * @throws DirectoryInUseError
 */
export function lockDirectory(directory: string): () => void {
  const file = join(directory, 'lock');
  writeFileSync(file, '', { mode: 0o600, flag: 'a' });
  const database = new DatabaseSync(file, { timeout: 0 });
  try {
    database.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    database.close();
    if ((error as { errcode?: number }).errcode !== busy) {
      throw error;
    }
    throw new DirectoryInUseError(
      `another "npm start" runs on ${directory}: stop it first, or give this one a folder of its own with --data`,
    );
  }
  return () => database.close();
}
