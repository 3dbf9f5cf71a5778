import { join } from 'node:path';

/** A backup that lies in a folder, for the next start there. */
export function restoreFile(directory: string): string {
  return join(directory, 'restore.jsonl');
}
