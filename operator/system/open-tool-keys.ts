import { type FileKey, readLocalKeys } from '../../functions/aws/sealing-key-file.ts';
import { RefusedError } from '../terminal/operator-errors.ts';
import { readKeyNames } from './key-names.ts';
import type { LocalState } from './local-state.ts';
import { findSealingKeys, nameOf } from './sealing-keys.ts';

/**
 * The keys of the system that runs on a folder, for a tool. They must be those that it runs with: what is sealed under another one
 * is lost to it.
 * @throws RefusedError when a key of the system is not given to this command; KeyFileError.
 */
export function readToolKeys(
  directory: string,
  state: Pick<LocalState, 'key_file' | 'key_credential' | 'key_sources' | 'key_names'>,
  env: Record<string, string | undefined>,
): [FileKey, ...FileKey[]] {
  const { key_file: keyFile, key_names: wanted = [] } = state;
  if (wanted.length === 0 && keyFile !== undefined) {
    return readLocalKeys({ keyFile });
  }
  const found = findSealingKeys({
    directory,
    // The file is the one that the system runs with.
    env: { ...env, INVITE_SPOOL_KEY_FILE: keyFile },
    credentialFile: state.key_credential,
  });
  const sources = state.key_sources?.join(' and ');
  if (found === undefined) {
    throw new RefusedError(`The key of this system comes from ${sources}: give it to this command too.`);
  }
  const keys = readLocalKeys(found);
  const names = keys.map(nameOf);
  const isSame = wanted.every((name) => names.includes(name)) || isResealed(directory, names);
  if (!isSame || (keyFile === undefined && names[0] !== wanted[0])) {
    throw new RefusedError(
      `The key that is given to this command is not the one that the system runs with, from ${sources}.`,
    );
  }
  return keys;
}

/** After a reseal the older keys are gone, and the system that runs still knows them. */
function isResealed(directory: string, names: string[]): boolean {
  return readKeyNames(directory).every((name) => names.includes(name));
}
