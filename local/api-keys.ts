import { createKeyStore } from '../functions/aws/api-key-store.ts';
import type { Scope } from '../functions/core/account/api-key.ts';
import { makeKeyText } from '../operator/system/make-key-text.ts';
import type { LocalSystem } from './local-system.ts';

type Keys = Pick<LocalSystem, 'dynamoDb' | 'tables'>;

/** Makes an API key in its tenant, with the usual scopes unless others are given. @returns its text, which is stored nowhere. */
export async function makeApiKey(
  { dynamoDb, tables }: Keys,
  tenantId: string,
  name: string,
  scopes?: readonly Scope[],
): Promise<string> {
  const { text, keyHash, lastFour } = makeKeyText();
  const given = scopes === undefined ? {} : { scopes };
  const key = { keyHash, lastFour, tenantId, name, ...given, createdAtMs: Date.now() };
  await createKeyStore(dynamoDb, tables.keys).putKey(key);
  return text;
}

/** Whether an API key was ever made here. Keys are revoked, never deleted. */
export async function hasApiKeys({ dynamoDb, tables }: Keys): Promise<boolean> {
  return (await createKeyStore(dynamoDb, tables.keys).listKeys()).length > 0;
}
