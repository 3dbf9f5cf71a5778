import { createHash } from 'node:crypto';
import { closeSync, fstatSync, openSync, readFileSync } from 'node:fs';

/** A key that wraps data keys on one machine, and the short name by which wrapped keys say which it was. */
export interface FileKey {
  key: Buffer;
  keyId: Buffer;
}

/** The keys cannot be used. The message names their source and what to do, never what is in it. */
export class KeyFileError extends Error {
  override readonly name = 'KeyFileError';
}

/** Bytes of a key's name. */
export const keyIdBytes = 8;

const keyWord = /^[0-9a-f]{64}$/i;
/** The rights of the owner's group and of everybody else. */
const othersRights = 0o077;

/**
 * The keys of a key file, newest first: a line of 64 hexadecimal digits each. The first wraps, every one unwraps.
 * @throws KeyFileError when it is missing, when others may read it, or when it holds something else.
 */
export function readKeyFile(path: string): [FileKey, ...FileKey[]] {
  const keys = parseKeys(readOwnFile(path));
  if (keys === undefined) {
    throw new KeyFileError(
      `the key file ${path} must hold 64 hexadecimal digits on each line, and holds something else: put it back from a copy`,
    );
  }
  return keys;
}

/**
 * The keys of a file and then those of a text. The first of them seals.
 * @throws KeyFileError when the file cannot be used, when the text holds something else, or when neither is given.
 */
export function readLocalKeys({
  keyFile,
  keyText,
}: {
  keyFile?: string;
  keyText?: string;
}): [FileKey, ...FileKey[]] {
  const ofText = keyText === undefined ? [] : parseKeys(keyText);
  if (ofText === undefined) {
    throw new KeyFileError('the keys that are given as text must be 64 hexadecimal digits each');
  }
  const [first, ...rest] = [...(keyFile === undefined ? [] : readKeyFile(keyFile)), ...ofText];
  if (first === undefined) {
    throw new KeyFileError('no key that opens sessions is given');
  }
  return [first, ...rest];
}

/** The keys of a text, in its order: words of 64 hexadecimal digits. @returns undefined where it holds none, or something else. */
export function parseKeys(text: string): [FileKey, ...FileKey[]] | undefined {
  const words = text.split(/\s+/).filter((word) => word !== '');
  const [first, ...rest] = words.map(toFileKey);
  return first === undefined || !words.every((word) => keyWord.test(word)) ? undefined : [first, ...rest];
}

function toFileKey(word: string): FileKey {
  const key = Buffer.from(word, 'hex');
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
