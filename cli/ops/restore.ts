import { constants, existsSync } from 'node:fs';
import { copyFile, mkdir, rename, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { readBackup } from '../../operator/backup/backup-file.ts';
import { restoreFile } from '../../operator/backup/restore-file.ts';
import { writeKeyNames } from '../../operator/system/key-names.ts';
import { ownKeyFile } from '../../operator/system/sealing-key-file.ts';
import { RefusedError } from '../../operator/terminal/operator-errors.ts';
import { quoteForShell } from '../../operator/terminal/quote-for-shell.ts';
import type { Terminal } from '../../operator/terminal/terminal.ts';

/**
 * `restore`: checks a backup, and puts it into a folder that has no data yet. The next "npm start" on that folder fills the tables
 * from it, before anything runs.
 * @throws RefusedError when the folder has data, or the file is not whole.
 */
export async function restore(terminal: Terminal, path: string, data: string): Promise<void> {
  const directory = resolve(data);
  if (existsSync(join(directory, 'dynamodb.sqlite')) || existsSync(restoreFile(directory))) {
    throw new RefusedError(`${data} has data already: name a new folder with --data.`);
  }
  const { rows, taken_at, key_names, keys } = await readBackup(path);
  await mkdir(directory, { recursive: true, mode: 0o700 });
  if (keys !== undefined) {
    await writeKey(ownKeyFile(directory), keys);
  }
  writeKeyNames(directory, key_names);
  const copied = `${restoreFile(directory)}.part`;
  await copyFile(path, copied, constants.COPYFILE_FICLONE);
  await rename(copied, restoreFile(directory));
  const quoted = quoteForShell(data);
  terminal.print(`${rows} rows of ${taken_at} lie in ${data}.`);
  terminal.note(
    `Next: 1. Stop the system that they come from, and never start it again: two systems with one session end it at Telegram. 2. npm start -- --data ${quoted}${keys === undefined ? ', with the key of that system' : ''}. 3. npm run ops -- resume --data ${quoted}: until then every account is drained.`,
  );
  terminal.note(
    'Jobs that were unfinished are searched for at Telegram before they are called for. What was asked for after that time is not there: ask again.',
  );
}

/** @throws RefusedError when there is another key. */
async function writeKey(path: string, keys: string[]): Promise<void> {
  try {
    await writeFile(path, keys.map((key) => `${key}\n`).join(''), { mode: 0o600, flag: 'wx', flush: true });
  } catch (error) {
    throw (error as NodeJS.ErrnoException).code === 'EEXIST'
      ? new RefusedError(`${path} is there already: move it away, or name a new folder with --data.`)
      : error;
  }
}
