import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import type { Session } from '../core/account/session.ts';
import { type KeyProvider, UnwrapError } from './key-provider.ts';

/** A sealed session as it is stored: AES-256-GCM under a data key that is itself stored wrapped by the key provider. */
export interface SealedRecord {
  v: 1;
  wrappedKey: Uint8Array;
  iv: Uint8Array;
  ciphertext: Uint8Array;
  tag: Uint8Array;
}

/**
 * The sealed session cannot be opened: altered, moved from another account, or sealed under another key. The message says
 * which, as far as that is known.
 */
export class UnsealError extends Error {
  override readonly name = 'UnsealError';
}

/** Internal ids only: KMS writes the encryption context to CloudTrail in clear text. */
export type SealContext = Record<string, string> & { schema: '1' };

function contextFor(accountId: string): SealContext {
  return { accountId, schema: '1' };
}

/** Seals a session for one account: the record opens under that account's id only. */
export function sealSession(keys: KeyProvider, accountId: string, session: Session): Promise<SealedRecord> {
  return seal(keys, contextFor(accountId), JSON.stringify(session));
}

/**
 * Opens a sealed session. What it returns is in clear text: for one use, and kept nowhere.
 * @throws UnsealError when it was altered, belongs to another account, or its key is another. The cause is left out on
 * purpose: nothing near a session goes into an error.
 */
export async function unsealSession(
  keys: KeyProvider,
  accountId: string,
  sealed: SealedRecord,
): Promise<Session> {
  const text = await unseal(keys, contextFor(accountId), sealed, 'session of the account');
  try {
    return JSON.parse(text);
  } catch {
    // JSON.parse quotes what it could not read.
    throw new UnsealError('the sealed session of the account cannot be opened: it holds no session');
  }
}

/** Seals a text: the record opens under the same context only. */
export async function seal(keys: KeyProvider, context: SealContext, text: string): Promise<SealedRecord> {
  const { dataKey, wrappedKey } = await keys.generateDataKey(context);
  const iv = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', dataKey, iv).setAAD(Buffer.from(JSON.stringify(context)));
  const ciphertext = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
  return { v: 1, wrappedKey, iv, ciphertext, tag: cipher.getAuthTag() };
}

/**
 * Opens what `seal` has sealed.
 * @param subject what it is, for the error.
 * @throws UnsealError
 */
export async function unseal(
  keys: KeyProvider,
  context: SealContext,
  sealed: SealedRecord,
  subject: string,
): Promise<string> {
  function cannotOpen(reason: string) {
    return new UnsealError(`the sealed ${subject} cannot be opened: ${reason}`);
  }
  if (sealed.v > 1) {
    throw cannotOpen(`it was sealed by a newer version of this service (v${Number(sealed.v)})`);
  }
  if (!isWhole(sealed)) {
    throw cannotOpen('a part of its record is missing');
  }
  const dataKey = await keys.unwrapDataKey(sealed.wrappedKey, context).catch((error: unknown) => {
    throw error instanceof UnwrapError ? cannotOpen(error.message) : error;
  });
  try {
    // Without the length a tag cut to four bytes would do.
    const decipher = createDecipheriv('aes-256-gcm', dataKey, sealed.iv, { authTagLength: 16 })
      .setAAD(Buffer.from(JSON.stringify(context)))
      .setAuthTag(sealed.tag);
    return Buffer.concat([decipher.update(sealed.ciphertext), decipher.final()]).toString('utf8');
  } catch {
    throw cannotOpen('it was altered or belongs to another account');
  }
}

/** What is stored may have been written by others: only then do the types hold. */
function isWhole({ v, wrappedKey, iv, ciphertext, tag }: SealedRecord): boolean {
  return v === 1 && [wrappedKey, iv, ciphertext, tag].every((part) => part instanceof Uint8Array);
}
