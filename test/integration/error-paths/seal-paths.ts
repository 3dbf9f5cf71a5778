import { randomBytes } from 'node:crypto';
import { chmod, rename, writeFile } from 'node:fs/promises';
import { DeleteItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import type { SealedRecord } from '../../../functions/aws/session-seal.ts';
import { accept } from '../follow-jobs.ts';
import { accountStoreOf, seedAccount, type TestAccount } from '../seed-account.ts';
import { faulted, finish, moved, type Scene } from './scene.ts';

function cut(bytes: Uint8Array) {
  return bytes.subarray(0, bytes.length - 1);
}

/** What can have become of a sealed session, and of the one beside it. */
const changes: [name: string, change: (sealed: SealedRecord, other: SealedRecord) => SealedRecord][] = [
  ['text cut', (sealed) => ({ ...sealed, ciphertext: cut(sealed.ciphertext) })],
  ['tag altered', (sealed) => ({ ...sealed, tag: randomBytes(16) })],
  ['key cut', (sealed) => ({ ...sealed, wrappedKey: cut(sealed.wrappedKey) })],
  ['another key', (sealed) => ({ ...sealed, wrappedKey: randomBytes(68) })],
  ['swapped', (_sealed, other) => other],
  ['newer', (sealed) => ({ ...sealed, v: 2 as 1 })],
  ['in parts', ({ v, iv }) => ({ v, iv }) as SealedRecord],
];

/** Sessions that do not open: each stops its account. */
export async function driveBadSeals(scene: Scene): Promise<void> {
  const { service } = scene;
  const store = accountStoreOf(service);
  const other = await store.getSession((await seedAccount(service, 'seal_other')).accountId);
  await Promise.all(
    changes.map(async ([name, change]) => {
      const account = await seedAccount(service, `seal_${name.replaceAll(' ', '_')}`);
      const sealed = await store.getSession(account.accountId);
      if (sealed === undefined || other === undefined) {
        throw new Error('there is no session');
      }
      await store.putSession(account.accountId, change(sealed, other));
      await driveBlocked(scene, account);
      finish(scene, `a sealed session: ${name}`);
    }),
  );
  const account = await seedAccount(service, 'seal_none');
  await service.dynamoDb.send(
    new DeleteItemCommand({
      TableName: service.system.tables.accounts,
      Key: marshall({ accountId: account.accountId, sk: 'session' }),
    }),
  );
  await driveBlocked(scene, account);
  finish(scene, 'no session');
}

async function driveBlocked(scene: Scene, { account, peer }: TestAccount): Promise<void> {
  const { entry } = await moved(scene, await accept(scene.service, { account, peer }));
  if (entry.status !== 'blocked') {
    throw new Error(`the job is ${entry.status}`);
  }
}

/** A key file that cannot be used: a fault of the system, and no account is given up for it. */
export async function driveBadKeyFiles(scene: Scene): Promise<void> {
  const { keyFile } = scene.service;
  const aside = `${keyFile}.aside`;
  await withKeyFile(scene, 'missing', async () => {
    await rename(keyFile, aside);
    return () => rename(aside, keyFile);
  });
  await withKeyFile(scene, 'open to others', async () => {
    await chmod(keyFile, 0o644);
    return () => chmod(keyFile, 0o600);
  });
  await withKeyFile(scene, 'garbled', async () => {
    await rename(keyFile, aside);
    await writeFile(keyFile, 'no key\n', { mode: 0o600 });
    return () => rename(aside, keyFile);
  });
}

async function withKeyFile(
  scene: Scene,
  name: string,
  spoil: () => Promise<() => Promise<void>>,
): Promise<void> {
  const { account, accountId, peer } = await seedAccount(scene.service, `key_${name.replaceAll(' ', '_')}`);
  const repair = await spoil();
  try {
    await accept(scene.service, { account, peer });
    await faulted(scene, accountId);
  } finally {
    await repair();
  }
  finish(scene, `a key file: ${name}`);
}
