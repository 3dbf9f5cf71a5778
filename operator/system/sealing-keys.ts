import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import {
  type FileKey,
  KeyFileError,
  parseKeys,
  readKeyFile,
  readLocalKeys,
} from '../../functions/aws/sealing-key-file.ts';
import { addKeyNames, readKeyNames } from './key-names.ts';
import { ensureKeyFile, ownKeyFile } from './sealing-key-file.ts';

type Environment = Record<string, string | undefined>;

/** The variable that names a key file outside the folder of the data. */
const fileVariable = 'INVITE_SPOOL_KEY_FILE';
/** The variable that holds keys itself. INVITE_SPOOL_KEY is the API key of the caller's tool, which sends it. */
const textVariable = 'INVITE_SPOOL_SESSION_KEY';
/** The name of the key among the credentials that systemd gives a service. */
const credentialName = 'session.key';

/** The keys of a system on one machine. The first key of the file seals; without a file, the first of the text. */
export interface SealingKeys {
  keyFile?: string;
  keyText?: string;
  /** Where they come from, in that order, for messages. */
  sources: string[];
  /** The file of a systemd credential, so that the tools of the same user find it. */
  credentialFile?: string;
}

export interface KeySources {
  /** The folder of the data. */
  directory: string;
  env: Environment;
  /** Named on the command line. */
  keyFile?: string | undefined;
  /** A credential of the running service, for a tool that has none of its own. */
  credentialFile?: string | undefined;
}

/**
 * Finds the keys: in the file that the command line or INVITE_SPOOL_KEY_FILE names, in INVITE_SPOOL_SESSION_KEY, in a systemd credential,
 * and in `session.key` of the folder, in this order. Where one is given from outside, the folder's own key only opens.
 * @returns undefined when none is there.
 * @throws KeyFileError
 */
export function findSealingKeys({ directory, env, ...given }: KeySources): SealingKeys | undefined {
  const ownFile = ownKeyFile(directory);
  const outside = given.keyFile ?? env[fileVariable];
  const keyFile = outside ? resolve(outside) : undefined;
  const credentialFile = findCredential(env.CREDENTIALS_DIRECTORY) ?? given.credentialFile;
  const texts: [string, string][] = [];
  if (env[textVariable]) {
    texts.push([textVariable, checkText(env[textVariable].replaceAll(',', ' '), textVariable)]);
  }
  if (credentialFile !== undefined) {
    texts.push([credentialFile, checkText(readCredential(credentialFile), credentialFile)]);
  }
  if (keyFile === undefined && texts.length === 0) {
    return existsSync(ownFile) ? { keyFile: ownFile, sources: [ownFile] } : undefined;
  }
  if (keyFile !== ownFile && existsSync(ownFile)) {
    const words = readKeyFile(ownFile).map(({ key }) => key.toString('hex'));
    texts.push([ownFile, words.join('\n')]);
  }
  return {
    ...(keyFile === undefined ? {} : { keyFile }),
    ...(texts.length === 0 ? {} : { keyText: texts.map(([, text]) => text).join('\n') }),
    ...(credentialFile === undefined ? {} : { credentialFile }),
    sources: [...(keyFile === undefined ? [] : [keyFile]), ...texts.map(([source]) => source)],
  };
}

/**
 * The keys that a system starts with. Without one from outside, the folder gets a key file of its own. The names of the keys that
 * may have sealed something are kept in the folder until a reseal: with another key the workers would give up the accounts one by one.
 * @param databaseFile as of `ensureKeyFile`.
 * @throws KeyFileError when a key that may have sealed something is not given.
 */
export async function openSealingKeys(sources: KeySources & { databaseFile: string }): Promise<SealingKeys> {
  const { directory, databaseFile } = sources;
  let keys = findSealingKeys(sources);
  if (keys === undefined) {
    const named = readKeyNames(directory);
    if (named.length > 0) {
      throw new KeyFileError(
        `no key that opens the sessions in ${directory} is given: name its file with --key-file or ${fileVariable}, set ${textVariable}, or put ${ownKeyFile(directory)} back from a copy`,
      );
    }
    const keyFile = await ensureKeyFile(directory, databaseFile);
    keys = { keyFile, sources: [keyFile] };
  }
  const given = readLocalKeys(keys);
  refuseMissing(directory, given, keys.sources);
  addKeyNames(directory, given.map(nameOf));
  return keys;
}

function refuseMissing(directory: string, given: FileKey[], sources: string[]): void {
  const names = given.map(nameOf);
  const missing = readKeyNames(directory).filter((name) => !names.includes(name));
  if (missing.length > 0) {
    throw new KeyFileError(
      `wrong key: what is stored in ${directory} may be sealed under the key ${missing.join(', ')}, and ${sources.join(' and ')} ${sources.length === 1 ? 'holds' : 'hold'} ${names.join(', ')}. Give that key too, after the new one; "npm run account -- reseal" then seals everything under the first`,
    );
  }
}

/** The short name of a key, which says nothing of the key itself. */
export function nameOf({ keyId }: FileKey): string {
  return keyId.toString('hex');
}

/** @throws KeyFileError, which does not quote the text. */
function checkText(text: string, source: string): string {
  if (parseKeys(text) === undefined) {
    throw new KeyFileError(
      `${source} must hold keys of 64 hexadecimal digits each, and holds something else (openssl rand -hex 32 makes one)`,
    );
  }
  return text;
}

function findCredential(directory: string | undefined): string | undefined {
  const path = directory ? join(directory, credentialName) : undefined;
  return path !== undefined && existsSync(path) ? path : undefined;
}

/** systemd guards the folder of the credentials. The bits of a file in it do not tell who may read it. */
function readCredential(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new KeyFileError(
      `the credential ${path} cannot be read (${(error as NodeJS.ErrnoException).code})`,
    );
  }
}
