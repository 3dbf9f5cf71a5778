import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import {
  DecryptCommand,
  GenerateDataKeyCommand,
  IncorrectKeyException,
  InvalidCiphertextException,
  type KMSClient,
} from '@aws-sdk/client-kms';

/** Where data keys come from. The context is bound to the key: it unwraps under the same context only. */
export interface KeyProvider {
  generateDataKey(context: Record<string, string>): Promise<{ dataKey: Uint8Array; wrappedKey: Uint8Array }>;
  unwrapDataKey(wrappedKey: Uint8Array, context: Record<string, string>): Promise<Uint8Array>;
}

/** The wrapped key cannot be opened, however often it is tried: altered, of another key, or of another context. */
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
          throw isRefusal(error) ? new UnwrapError('KMS refuses the wrapped key') : error;
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

/** The same on one machine: data keys wrapped with AES-256-GCM under the 32 bytes of a key file (hex). */
export function createFileKeyProvider(keyFile: string): KeyProvider {
  const key = Buffer.from(readFileSync(keyFile, 'utf8').trim(), 'hex');
  if (key.length !== 32) {
    throw new Error(`SESSION_KEY_FILE: ${keyFile} must hold 64 hexadecimal digits`);
  }
  const aad = (context: Record<string, string>) => Buffer.from(JSON.stringify(context));
  return {
    async generateDataKey(context) {
      const dataKey = randomBytes(32);
      const iv = randomBytes(ivBytes);
      const cipher = createCipheriv('aes-256-gcm', key, iv).setAAD(aad(context));
      const sealed = Buffer.concat([cipher.update(dataKey), cipher.final()]);
      return { dataKey, wrappedKey: Buffer.concat([iv, cipher.getAuthTag(), sealed]) };
    },
    async unwrapDataKey(wrappedKey, context) {
      const iv = wrappedKey.subarray(0, ivBytes);
      const tag = wrappedKey.subarray(ivBytes, ivBytes + tagBytes);
      try {
        const decipher = createDecipheriv('aes-256-gcm', key, iv, { authTagLength: tagBytes });
        decipher.setAAD(aad(context)).setAuthTag(tag);
        return Buffer.concat([decipher.update(wrappedKey.subarray(ivBytes + tagBytes)), decipher.final()]);
      } catch {
        throw new UnwrapError('the key file does not open the wrapped key');
      }
    },
  };
}
