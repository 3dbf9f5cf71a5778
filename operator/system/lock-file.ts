import { DatabaseSync } from 'node:sqlite';

/** https://www.sqlite.org/rescode.html#busy */
const busy = 5;

/**
 * Locks a file for this process. The lock is the operating system's, on a file that SQLite holds: it ends with the process,
 * even with one that is killed, and leaves nothing to clear away.
 * @returns what unlocks the file; undefined while another process holds the lock.
 */
export function lockFile(path: string): (() => void) | undefined {
  const database = new DatabaseSync(path, { timeout: 0 });
  try {
    database.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    database.close();
    if ((error as { errcode?: number }).errcode !== busy) {
      throw error;
    }
    return undefined;
  }
  return () => database.close();
}
