import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import type { AccountStore } from '../../functions/aws/account-store.ts';
import type { KeyProvider } from '../../functions/aws/key-provider.ts';
import {
  type SealedRecord,
  sealSession,
  UnsealError,
  unsealSession,
} from '../../functions/aws/session-seal.ts';
import type { Account } from '../../functions/core/account/account.ts';
import { addKeyNames, writeKeyNames } from '../../operator/system/key-names.ts';
import {
  addKey,
  dropOldKeys,
  KeyFileFixedError,
  lockKeyFile,
  ownKeyFile,
} from '../../operator/system/sealing-key-file.ts';
import { nameOf } from '../../operator/system/sealing-keys.ts';
import { InterruptedError, RefusedError, UsageError } from '../../operator/terminal/operator-errors.ts';
import type { CommandContext } from '../tool/command-context.ts';

export interface ResealOptions {
  /** Puts a new key in the key file first. */
  newKey?: true;
}

/**
 * `reseal`: opens the session of every account of every tenant, and every webhook secret, and seals it under the newest key. On one machine the
 * older keys are dropped once nothing is sealed under them; until then they stay, so that it can be broken off and run
 * again. Workers go on meanwhile: they open with every key that the system was started with.
 * @throws RefusedError when some session cannot be opened: it is left as it is, and the older keys are kept.
 */
export async function reseal(context: CommandContext, { newKey }: ResealOptions): Promise<void> {
  const { directory } = context.system;
  if (directory !== undefined) {
    await resealMachine(context, directory, newKey === true);
    return;
  }
  if (newKey) {
    throw new UsageError(
      'The key of a stage is in KMS, which makes new ones itself (infra/key.yml): leave --new-key out.',
    );
  }
  await resealEverything(context);
}

async function resealMachine(context: CommandContext, directory: string, isNew: boolean): Promise<void> {
  const { system, terminal } = context;
  const { keyFile } = system;
  if (isNew && keyFile === undefined) {
    throw new UsageError(
      'No file holds the key of this system: start it with a new key and then the old one, and run "reseal" without --new-key.',
    );
  }
  // The folder's, wherever the key is: two commands on one folder meet here.
  const unlock = lockKeyFile(ownKeyFile(directory));
  try {
    if (isNew && keyFile !== undefined) {
      await addKey(keyFile);
      terminal.note('There is a new key in the key file. It seals from now on.');
    }
    const [sealing] = system.readKeys().map(nameOf);
    const names = sealing === undefined ? [] : [sealing];
    addKeyNames(directory, names);
    await resealEverything(context);
    // A start needs the keys that are named here: the names of the old ones go before the keys.
    writeKeyNames(directory, names);
    await dropKeys(context, ownKeyFile(directory));
  } finally {
    unlock();
  }
}

/** Drops the older keys of the key file, and the folder's own key where another one seals. */
async function dropKeys({ system: { keyFile }, terminal }: CommandContext, ownFile: string): Promise<void> {
  const dropped = keyFile === undefined ? 0 : await dropOrTell(keyFile, terminal);
  if (dropped > 0) {
    terminal.print(
      `${dropped === 1 ? 'The older key is' : `${dropped} older keys are`} gone from the key file: copies of it from before open nothing that is stored now. Copy it anew.`,
    );
  }
  if (keyFile !== ownFile && existsSync(ownFile)) {
    await rm(ownFile);
    terminal.print(`${ownFile} is gone: nothing is sealed under it. Delete the copies of it.`);
  }
}

/** @returns how many keys were dropped. None of a file that only its owner can change: she is told. */
async function dropOrTell(keyFile: string, terminal: CommandContext['terminal']): Promise<number> {
  try {
    return await dropOldKeys(keyFile);
  } catch (error) {
    if (!(error instanceof KeyFileFixedError)) {
      throw error;
    }
    terminal.print(
      `${keyFile} cannot be replaced from here. Leave only the first key in it where it is made: nothing is sealed under the others.`,
    );
    return 0;
  }
}

/** The secrets after the sessions: by then nobody seals under a key that was read before there was a new one. */
async function resealEverything(context: CommandContext): Promise<void> {
  const { system, terminal } = context;
  const sessions = await resealAll(context, system.openKeys());
  const secrets = await system.webhookSecrets.resealSecrets();
  terminal.print(`${counted(sessions.sealed, 'session')} sealed under the newest key.`);
  if (secrets.sealed > 0) {
    terminal.print(`${counted(secrets.sealed, 'webhook secret')} sealed under the newest key.`);
  }
  refuseProblems(terminal, [...sessions.problems, ...secrets.problems]);
}

function counted(count: number, what: string) {
  return `${count} ${what}${count === 1 ? ' is' : 's are'}`;
}

interface Counts {
  /** Sealed anew. */
  sealed: number;
  /** Why those that stay as they were cannot be opened. */
  problems: string[];
}

function refuseProblems(terminal: CommandContext['terminal'], problems: string[]): void {
  if (problems.length === 0) {
    return;
  }
  for (const problem of problems) {
    terminal.note(problem);
  }
  throw new RefusedError(
    `${problems.length} could not be opened and ${problems.length === 1 ? 'is' : 'are'} left as before; no key was dropped. Repair that, or log those accounts in again or remove them, or rotate those secrets; then run the command again.`,
  );
}

type Sealing =
  | { kind: 'sealed'; iv: Uint8Array }
  | { kind: 'none' | 'changed' }
  | { kind: 'stuck'; problem: string };

/**
 * Goes over all accounts until it has found every session as it left it: one that was logged in meanwhile may have been
 * sealed by a process that had read the keys before. What such a process stores after the last pass is not found; it
 * would have sealed it before the first, and has to log in again.
 */
async function resealAll(
  { system: { accounts }, terminal: { signal } }: CommandContext,
  keys: KeyProvider,
): Promise<Counts> {
  const sealings = new Map<string, Sealing>();
  for (let hasChanged = true; hasChanged; ) {
    hasChanged = false;
    for (const account of await accounts.listAccounts()) {
      if (signal.aborted) {
        throw new InterruptedError(
          'Stopped. What is sealed anew stays so; run the command again for the rest.',
        );
      }
      const sealed = await accounts.getSession(account.accountId);
      if (!isDone(sealed, sealings.get(account.accountId))) {
        sealings.set(account.accountId, await resealOne(accounts, keys, account, sealed));
        hasChanged = true;
      }
    }
  }
  const all = [...sealings.values()];
  return {
    sealed: all.filter(({ kind }) => kind === 'sealed').length,
    problems: all.flatMap((each) => (each.kind === 'stuck' ? [each.problem] : [])),
  };
}

function isDone(sealed: SealedRecord | undefined, before: Sealing | undefined): boolean {
  if (before?.kind === 'sealed') {
    return sealed !== undefined && Buffer.from(before.iv).equals(sealed.iv);
  }
  return before?.kind === 'stuck' || (before?.kind === 'none' && sealed === undefined);
}

async function resealOne(
  accounts: Pick<AccountStore, 'replaceSession'>,
  keys: KeyProvider,
  { accountId, tenantId, name }: Account,
  sealed: SealedRecord | undefined,
): Promise<Sealing> {
  if (sealed === undefined) {
    return { kind: 'none' };
  }
  try {
    const next = await sealSession(keys, accountId, await unsealSession(keys, accountId, sealed));
    const isReplaced = await accounts.replaceSession(accountId, sealed, next);
    return isReplaced ? { kind: 'sealed', iv: next.iv } : { kind: 'changed' };
  } catch (error) {
    if (error instanceof UnsealError) {
      return { kind: 'stuck', problem: `"${name}" of tenant "${tenantId}": ${error.message}` };
    }
    throw error;
  }
}
