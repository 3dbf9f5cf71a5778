import { randomBytes } from 'node:crypto';
import { createFileKeyProvider } from '../../../functions/aws/key-provider.ts';
import { sealSession } from '../../../functions/aws/session-seal.ts';
import { fingerprintOf, userFingerprintOf } from '../../../functions/core/account/session.ts';
import { accountIdOf, newJobId } from '../../../functions/core/ids.ts';
import type { Job } from '../../../functions/core/job/job.ts';
import type { User } from '../../../telegram-emulator/world/entities.ts';
import { createAccountRecord, createJobRecord } from '../../functions/core/records.ts';
import type { AccountSystem } from './account-system.ts';

export type AccountSetup = ReturnType<typeof createAccountSetup>;

/** Stores accounts, jobs and leases that a test needs before it runs a command. */
export function createAccountSetup(system: AccountSystem) {
  let nextPhone = 9_996_620_100;

  return { addUser, storeAccount, storeAsOlderVersion, takeAndReleaseLease, addJob };

  function addUser(firstName = 'Ada'): User {
    return system.world.addUser({ phone: String(nextPhone++), firstName });
  }

  /** A new session of that user, sealed for that account. */
  async function mintSession(user: User, accountId: string) {
    const { authKey } = system.world.mintAuthKey(user);
    const session = {
      dcId: 2,
      address: '127.0.0.1',
      port: system.dataCentres.at(2).port,
      authKey: authKey.toString('base64'),
      apiId: 12345,
      apiHash: '0123456789abcdef0123456789abcdef',
      userId: user.id.toString(),
    };
    const sealed = await sealSession(createFileKeyProvider(system.keyFile), accountId, session);
    return { keyFingerprint: fingerprintOf(authKey), sealed };
  }

  /** An account of a new user, as a login would have stored it. */
  async function storeAccount(name: string, firstName = 'Ada'): Promise<{ accountId: string; user: User }> {
    const user = addUser(firstName);
    const accountId = accountIdOf('default', name);
    await system.accounts.saveLogin({
      accountId,
      tenantId: 'default',
      name,
      owner: { userId: user.id.toString(), firstName },
      dcId: 2,
      address: '127.0.0.1',
      port: system.dataCentres.at(2).port,
      ...(await mintSession(user, accountId)),
      userFingerprint: userFingerprintOf('system', user.id.toString()),
      previousFingerprint: undefined,
      previousUserFingerprint: undefined,
      nowMs: Date.now(),
    });
    return { accountId, user };
  }

  /** The account as a version would have stored it that let one user be several accounts. */
  async function storeAsOlderVersion(name: string, user: User): Promise<void> {
    const accountId = accountIdOf('default', name);
    const owner = { userId: user.id.toString(), firstName: user.firstName };
    const { sealed, keyFingerprint } = await mintSession(user, accountId);
    await system.accounts.putSession(accountId, sealed);
    await system.accounts.putAccount(
      createAccountRecord({ accountId, tenantId: 'default', name, owner, dcId: 2, keyFingerprint }),
    );
  }

  /** As a worker that found trouble: the fence of its lease. */
  async function takeAndReleaseLease(accountId: string): Promise<number> {
    const lease = { owner: 'worker', untilMs: Date.now() + 60_000, nowMs: Date.now(), jobIds: [] };
    const answer = await system.accounts.takeLease(accountId, lease);
    const fence = answer.kind === 'taken' ? answer.account.fence : 0;
    await system.accounts.releaseLease(accountId, fence, {});
    return fence;
  }

  async function addJob(accountId: string, overrides: Partial<Job> = {}): Promise<Job> {
    const jobId = newJobId(randomBytes(16));
    const job = createJobRecord(1, { tenantId: 'default', jobId, accountId, ...overrides });
    await system.jobs.createJob(job);
    return job;
  }
}
