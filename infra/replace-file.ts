import { randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';

/** The file's contents; undefined when there is no file. */
export async function readIfThere(path: string): Promise<Buffer | undefined> {
  try {
    return await readFile(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') {
      return undefined;
    }
    throw error;
  }
}

/**
 * Writes to a temporary file and renames it, so that readers see the old file or the new one. A file with equal
 * contents stays as it is.
 */
export async function replaceFile(path: string, contents: Uint8Array): Promise<void> {
  if ((await readIfThere(path))?.equals(contents)) {
    return;
  }
  const written = `${path}.${randomUUID()}`;
  await mkdir(dirname(path), { recursive: true });
  await writeFile(written, contents);
  await rename(written, path);
}
