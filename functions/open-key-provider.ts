import { createKmsClient } from './aws/clients.ts';
import { createFileKeyProvider, createKmsKeyProvider, type KeyProvider } from './aws/key-provider.ts';
import type { SealingKey } from './config.ts';

/** The source of data keys that the configured key stands for. */
export function openKeyProvider(sealingKey: SealingKey): KeyProvider {
  return 'keyFile' in sealingKey
    ? createFileKeyProvider(sealingKey.keyFile)
    : createKmsKeyProvider(createKmsClient(), sealingKey.kmsKeyId);
}
