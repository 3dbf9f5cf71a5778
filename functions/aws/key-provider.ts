import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import {
  DecryptCommand,
  GenerateDataKeyCommand,
  IncorrectKeyException,
  InvalidCiphertextException,
  type KMSClient,
} from '@aws-sdk/client-kms';
import { type FileKey, keyIdBytes, readKeyFile } from './sealing-key-file.ts';

/** The source of data keys. A key is bound to its context: it unwraps under the same context only. */
export interface KeyProvider {
  generateDataKey(context: Record<string, string>): Promise<{ dataKey: Uint8Array; wrappedKey: Uint8Array }>;
  unwrapDataKey(wrappedKey: Uint8Array, context: Record<string, string>): Promise<Uint8Array>;
}

/**
 * The wrapped key can never be opened: it was altered, or belongs to another key or another context. The message says which, as
 * far as that is known, and quotes no part of a key.
 */
export class UnwrapError extends Error {
  override readonly name = 'UnwrapError';
}

/**
 * Data keys from AWS KMS, under the key given.
 * @see https://docs.aws.amazon.com/kms/latest/developerguide/concepts.html#data-keys
 */
export function createKmsKeyProvider(client: KMSClient, keyId: string): KeyProvider {
  return {
    async generateDataKey(context) {
      const { Plaintext, CiphertextBlob } = await client.send(
        new GenerateDataKeyCommand({ KeyId: keyId, KeySpec: 'AES_256', EncryptionContext: context }),
      );
      if (Plaintext === undefined || CiphertextBlob === undefined) {
        throw new Error('KMS returned no data key');
      }
      return { dataKey: Plaintext, wrappedKey: CiphertextBlob };
    },
    async unwrapDataKey(wrappedKey, context) {
      const { Plaintext } = await client
        .send(new DecryptCommand({ KeyId: keyId, CiphertextBlob: wrappedKey, EncryptionContext: context }))
        .catch((error: unknown) => {
          throw isRefusal(error)
            ? new UnwrapError(
                'KMS refuses its data key, which was altered or belongs to another account or KMS key',
              )
            : error;
        });
      if (Plaintext === undefined) {
        throw new Error('KMS returned no data key');
      }
      return Plaintext;
    },
  };
}

/** @see https://docs.aws.amazon.com/kms/latest/APIReference/API_Decrypt.html#API_Decrypt_Errors */
function isRefusal(error: unknown): boolean {
  return error instanceof InvalidCiphertextException || error instanceof IncorrectKeyException;
}

const ivBytes = 12;
const tagBytes = 16;

/**
 * Data keys of a key file on one machine.
 * @throws KeyFileError at once when the file cannot be used, and again at each use.
 */
export function createFileKeyProvider(keyFile: string): KeyProvider {
  return createLocalKeyProvider(() => readKeyFile(keyFile));
}

/**
 * Data keys on one machine. They are wrapped with AES-256-GCM under the first key; the wrapped key begins with the short name of
 * that key.
 * @param readKeys called at once and at each use, so that a running worker follows a change of the key file.
 */
export function createLocalKeyProvider(readKeys: () => [FileKey, ...FileKey[]]): KeyProvider {
  readKeys();
  function aad(context: Record<string, string>) {
    return Buffer.from(JSON.stringify(context));
  }
  return {
    async generateDataKey(context) {
      const [{ key, keyId }] = readKeys();
      const dataKey = randomBytes(32);
      const iv = randomBytes(ivBytes);
      const cipher = createCipheriv('aes-256-gcm', key, iv).setAAD(aad(context));
      const sealed = Buffer.concat([cipher.update(dataKey), cipher.final()]);
      return { dataKey, wrappedKey: Buffer.concat([keyId, iv, cipher.getAuthTag(), sealed]) };
    },
    async unwrapDataKey(wrappedKey, context) {
      const [keyId, iv, tag, sealed] = split(wrappedKey);
      const found = readKeys().find((each) => each.keyId.equals(keyId));
      if (found === undefined) {
        throw new UnwrapError('it was sealed under a key that this service does not hold');
      }
      try {
        const decipher = createDecipheriv('aes-256-gcm', found.key, iv, { authTagLength: tagBytes });
        decipher.setAAD(aad(context)).setAuthTag(tag);
        return Buffer.concat([decipher.update(sealed), decipher.final()]);
      } catch {
        throw new UnwrapError('its data key was altered or belongs to another account');
      }
    },
  };
}

function split(wrappedKey: Uint8Array): [Uint8Array, Uint8Array, Uint8Array, Uint8Array] {
  const ivAt = keyIdBytes;
  const tagAt = ivAt + ivBytes;
  const sealedAt = tagAt + tagBytes;
  return [
    wrappedKey.subarray(0, ivAt),
    wrappedKey.subarray(ivAt, tagAt),
    wrappedKey.subarray(tagAt, sealedAt),
    wrappedKey.subarray(sealedAt),
  ];
}
