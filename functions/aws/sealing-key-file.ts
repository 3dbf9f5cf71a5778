import { createHash } from 'node:crypto';
import { closeSync, fstatSync, openSync, readFileSync } from 'node:fs';

/** A key that wraps data keys on one machine, and the short name by which wrapped keys say which it was. */
export interface FileKey {
  key: Buffer;
  keyId: Buffer;
}

/** The key file cannot be used. The message names the file and what to do, never what is in it. */
export class KeyFileError extends Error {
  override readonly name = 'KeyFileError';
}

/** Bytes of a key's name. */
export const keyIdBytes = 8;

const keyLine = /^[0-9a-f]{64}$/i;
/** The rights of the owner's group and of everybody else. */
const othersRights = 0o077;

/**
 * The keys of a key file, newest first: a line of 64 hexadecimal digits each. The first wraps, every one unwraps.
 * @throws KeyFileError when it is missing, when others may read it, or when it holds something else.
 */
export function readKeyFile(path: string): [FileKey, ...FileKey[]] {
  const lines = readOwnFile(path)
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
  const [first, ...rest] = lines.map(toFileKey);
  if (first === undefined || !lines.every((line) => keyLine.test(line))) {
    throw new KeyFileError(
      `the key file ${path} must hold 64 hexadecimal digits on each line, and holds something else: put it back from a copy`,
    );
  }
  return [first, ...rest];
}

function toFileKey(line: string): FileKey {
  const key = Buffer.from(line, 'hex');
  const keyId = createHash('sha256').update('invite-spool session key\n').update(key).digest();
  return { key, keyId: keyId.subarray(0, keyIdBytes) };
}

function readOwnFile(path: string): string {
  let file: number | undefined;
  try {
    file = openSync(path, 'r');
    // Windows keeps access lists instead of these bits.
    if (process.platform !== 'win32' && (fstatSync(file).mode & othersRights) !== 0) {
      throw new KeyFileError(
        `the key file ${path} may be read or changed by other users: run "chmod 600" on it, and if others can have read it, "npm run account -- reseal --new-key"`,
      );
    }
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw error instanceof KeyFileError ? error : explain(error as NodeJS.ErrnoException, path);
  } finally {
    if (file !== undefined) {
      closeSync(file);
    }
  }
}

function explain({ code }: NodeJS.ErrnoException, path: string): KeyFileError {
  return new KeyFileError(
    code === 'ENOENT'
      ? `the key file ${path} is missing, and no stored session opens without it: put it back from a copy, or write 64 random hex digits to it (openssl rand -hex 32, mode 600) and log every account in again`
      : `the key file ${path} cannot be read (${code})`,
  );
}
