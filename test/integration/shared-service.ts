import { randomBytes } from 'node:crypto';
import { test as base } from 'vitest';
import { createKeyStore } from '../../functions/aws/api-key-store.ts';
import { allScopes, hashApiKey, newApiKey } from '../../functions/core/account/api-key.ts';
import { type LocalService, startLocalService } from './local-service.ts';

/** Hundreds of requests come at once in some files. */
const sharedApiProcesses = 3;
/** Enough for the requests of all test files. */
const ratePerMinute = 60_000;

/**
 * A test of a whole service that it shares with the other test files of its worker process, which start and fill it once. Each
 * has accounts and titles of its own, leaves no job at work, kills no process and counts nothing that others do.
 */
export const test = base.extend(
  'service',
  { scope: 'worker' },
  // biome-ignore lint/correctness/noEmptyPattern: vitest reads from the pattern what a fixture needs.
  async ({}, { onCleanup }): Promise<LocalService> => {
    const service = await startLocalService({}, sharedApiProcesses);
    onCleanup(service.close);
    return withFastKey(service);
  },
);

/** With a key of the demo's tenant that meets no limit. */
async function withFastKey(service: LocalService): Promise<LocalService> {
  const { system, dynamoDb } = service;
  const { tenantId } = system.demo;
  const apiKey = newApiKey(randomBytes(24));
  await createKeyStore(dynamoDb, system.tables.keys).putKey({
    keyHash: hashApiKey(apiKey),
    tenantId,
    name: 'fast',
    scopes: allScopes,
    ratePerMinute,
    createdAtMs: Date.now(),
  });
  return { ...service, system: { ...system, demo: { ...system.demo, apiKey } } };
}
