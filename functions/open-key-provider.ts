import { createKmsClient } from './aws/clients.ts';
import { keepDataKeys } from './aws/keep-data-keys.ts';
import { createKmsKeyProvider, createLocalKeyProvider, type KeyProvider } from './aws/key-provider.ts';
import { readLocalKeys } from './aws/sealing-key-file.ts';
import type { SealingKey } from './config.ts';

/** The source of data keys that the configured key stands for. Those of KMS are kept for minutes: each call of it is paid for. */
export function openKeyProvider(sealingKey: SealingKey): KeyProvider {
  return 'kmsKeyId' in sealingKey
    ? keepDataKeys(createKmsKeyProvider(createKmsClient(), sealingKey.kmsKeyId), Date.now)
    : createLocalKeyProvider(() => readLocalKeys(sealingKey));
}
