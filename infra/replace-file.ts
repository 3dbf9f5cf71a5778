import { randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';

/** The file's contents, or undefined where there is none. */
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

/** Writes beside the file and renames: readers see the old file or the new one. An equal file is left as it is. */
export async function replaceFile(path: string, contents: Uint8Array): Promise<void> {
  if ((await readIfThere(path))?.equals(contents)) {
    return;
  }
  const written = `${path}.${randomUUID()}`;
  await mkdir(dirname(path), { recursive: true });
  await writeFile(written, contents);
  await rename(written, path);
}
