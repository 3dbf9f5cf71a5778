import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { lockFile } from '../operator/system/lock-file.ts';

/** Another system runs on the folder. Two systems would use the same accounts without knowing of each other. */
export class DirectoryInUseError extends Error {
  override readonly name = 'DirectoryInUseError';
}

/**
 * Locks a folder for this process.
 * @returns a function that unlocks it.
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
