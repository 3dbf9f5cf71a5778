import { randomBytes } from 'node:crypto';
import { createKeyStore } from '../../functions/aws/api-key-store.ts';
import { createFileKeyProvider } from '../../functions/aws/key-provider.ts';
import { sealSession } from '../../functions/aws/session-seal.ts';
import { hashApiKey, newApiKey } from '../../functions/core/account/api-key.ts';
import { accountIdOf } from '../../functions/core/ids.ts';
import type { Pace } from '../../functions/core/pace/pace.ts';
import { exportMethod } from '../../functions/core/rpc/methods.ts';
import type { Channel, User } from '../../telegram-emulator/world/entities.ts';
import { createWritableAccountStore } from '../functions/aws/writable-account-store.ts';
import { apiHash, type LocalService, noPace } from './local-service.ts';

/** An account of its own for a test, so that what happens to it disturbs no other. */
export interface TestAccount {
  /** As requests name it. */
  account: string;
  accountId: string;
  user: User;
  /** A public broadcast channel of the account, and how requests name it. */
  channel: Channel;
  peer: string;
  authKeyIdHex: string;
}

/** Adds an account of the demo's tenant, already logged in at the data centre, with a channel. */
export async function seedAccount(
  service: LocalService,
  account: string,
  pace: Pace | undefined = noPace,
): Promise<TestAccount> {
  const { telegram } = service;
  const { world } = service.demo;
  const store = accountStoreOf(service);
  const [main] = await store.listAccounts();
  const tenantId = main?.tenantId ?? '';
  const accountId = accountIdOf(tenantId, account);
  const user = world.addUser({ phone: `99966${world.users.size}0000`, firstName: account });
  const username = `${account}_news`;
  const channel = world.addChannel({ title: account, username, creator: user });
  const { authKey, authKeyId } = world.mintAuthKey(user, telegram.dcId);
  const sealed = await sealSession(createFileKeyProvider(service.keyFile), accountId, {
    dcId: telegram.dcId,
    address: telegram.host,
    port: telegram.port,
    authKey: authKey.toString('base64'),
    apiId: 12345,
    apiHash,
    userId: user.id.toString(),
  });
  await store.putSession(accountId, sealed);
  await store.putAccount({
    accountId,
    tenantId,
    name: account,
    status: 'active',
    blockedUntilMs: {},
    fence: 0,
    ...(pace ? { pace } : {}),
  });
  return { account, accountId, user, channel, peer: `@${username}`, authKeyIdHex: authKeyId };
}

/** Adds a tenant without accounts. @returns its API key. */
export async function seedTenant({ dynamoDb, system }: LocalService): Promise<string> {
  const apiKey = newApiKey(randomBytes(24));
  await createKeyStore(dynamoDb, system.stack.environmentOf('api').KEYS_TABLE ?? '').putKey({
    keyHash: hashApiKey(apiKey),
    tenantId: `ten_${randomBytes(16).toString('hex')}`,
    name: 'test',
    createdAtMs: Date.now(),
  });
  return apiKey;
}

/**
 * Keeps every worker away from the account for so long, as a worker that is busy with it does: jobs gather meanwhile.
 * @returns what gives the account back, properly settled; its jobs are looked at again when the time is over.
 */
export async function holdAccount(
  service: LocalService,
  accountId: string,
  holdMs: number,
): Promise<() => Promise<void>> {
  const store = accountStoreOf(service);
  const nowMs = Date.now();
  const lease = { owner: 'test', nowMs, untilMs: nowMs + holdMs, method: exportMethod, jobIds: [] };
  const answer = await store.takeLease(accountId, lease);
  if (answer.kind !== 'taken') {
    throw new Error(`the lease is ${answer.kind}`);
  }
  const { fence } = answer.account;
  return () => store.releaseLease(accountId, fence, { unsettled: [], recentLinks: [] });
}

export function accountStoreOf({
  dynamoDb,
  system,
}: {
  dynamoDb: LocalService['dynamoDb'];
  system: { stack: Pick<LocalService['system']['stack'], 'environmentOf'> };
}) {
  return createWritableAccountStore(dynamoDb, system.stack.environmentOf('worker').ACCOUNTS_TABLE ?? '');
}
