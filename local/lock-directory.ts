import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { lockFile } from '../operator/system/lock-file.ts';

/** Another system runs on the folder. Two of them would work with the same accounts and not know of each other. */
export class DirectoryInUseError extends Error {
  override readonly name = 'DirectoryInUseError';
}

/**
 * Locks a folder for this process.
 * @returns what unlocks it.
 * @throws DirectoryInUseError
 */
export function lockDirectory(directory: string): () => void {
  const file = join(directory, 'lock');
  writeFileSync(file, '', { mode: 0o600, flag: 'a' });
  const unlock = lockFile(file);
  if (unlock === undefined) {
    throw new DirectoryInUseError(
      `another "npm start" runs on ${directory}: stop it first, or give this one a folder of its own with --data`,
    );
  }
  return unlock;
}
