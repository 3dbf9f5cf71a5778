import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/*
 * `key-names` in the folder of the data: the short names of the keys under which something there may be sealed, one a line. They
 * tell a wrong key from the right one, and open nothing.
 */

export function readKeyNames(directory: string): string[] {
  try {
    return readFileSync(fileIn(directory), 'utf8').split('\n').filter(Boolean);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') {
      return [];
    }
    throw error;
  }
}

/** Before anything is sealed under a key, its name is here. */
export function addKeyNames(directory: string, names: string[]): void {
  const known = readKeyNames(directory);
  const added = names.filter((name) => !known.includes(name));
  if (added.length > 0) {
    writeKeyNames(directory, [...known, ...added]);
  }
}

/** For when nothing is sealed under any other key. */
export function writeKeyNames(directory: string, names: string[]): void {
  const written = `${fileIn(directory)}.new`;
  writeFileSync(written, names.map((name) => `${name}\n`).join(''), { mode: 0o600, flush: true });
  renameSync(written, fileIn(directory));
}

function fileIn(directory: string): string {
  return join(directory, 'key-names');
}
