import type { Account, InputPeer, LeaseAnswer } from '../../../functions/core/account/account.ts';
import type { DrainDeps } from '../../../functions/core/drain/drain-account.ts';
import { createdKeyOf } from '../../../functions/core/ids.ts';
import { isFinal, type Job } from '../../../functions/core/job/job.ts';
import type { WatchStore } from '../../../functions/core/join/join-store.ts';
import type { PoolStore } from '../../../functions/core/pool/pool-store.ts';
import type { Rotation, RotationStore } from '../../../functions/core/rotation/rotation.ts';
import { isNewer } from '../../../functions/core/schema-version.ts';
import type { SweepDeps } from '../../../functions/core/sweep/sweep-deps.ts';
import { createMemoryJoins } from './memory-joins.ts';
import { createMemoryPools } from './memory-pools.ts';

type StoreDeps = Pick<
  DrainDeps,
  | 'takeLease'
  | 'releaseLease'
  | 'loadJobs'
  | 'saveJob'
  | 'createJob'
  | 'listJobsOf'
  | 'saveLink'
  | 'listDueJobs'
  | 'findPeers'
  | 'savePeer'
  | 'forgetPeer'
  | 'saveFloodWait'
  | 'saveTrouble'
  | 'saveOperationIds'
  | 'ensureDue'
  | 'keepInviteUntil'
  | 'sendJobs'
  | keyof PoolStore
  | keyof WatchStore
  | keyof RotationStore
>;

export type StoreOperation = keyof StoreDeps;

/**
 * The two tables in memory, with the conditions of the real ones: a job is stored only over the version it was made
 * from, a lease is taken only from nobody. Records are copied on the way in and out, as a database would.
 */
export function createMemoryStore(log: (entry: string) => void) {
  const jobs = new Map<string, Job>();
  const accounts = new Map<string, Account>();
  const peers = new Map<string, InputPeer>();
  /** By name. */
  const rotations = new Map<string, Rotation>();
  /** Called before an operation: may change what is stored, as another writer would, or throw, as a broken store would. */
  let interfere: (operation: StoreOperation, subject: unknown) => void = () => {};

  function accountOf(accountId: string) {
    const account = accounts.get(accountId);
    if (account === undefined) {
      throw new Error(`unexpected account ${accountId}`);
    }
    return account;
  }

  const joins = createMemoryJoins(saveJob, (operation, subject) => interfere(operation, subject), log);

  async function saveJob(next: Job): Promise<boolean> {
    interfere('saveJob', next);
    const stored = jobs.get(next.jobId);
    if (stored === undefined || isNewer(stored) || stored.version !== next.version - 1) {
      log(`saveJob ${next.jobId} refused`);
      return false;
    }
    if (isFinal(stored.status)) {
      throw new Error(`${next.jobId} was ${stored.status}, which is final, and is stored as ${next.status}`);
    }
    // Both change outside the versions.
    const { operationIds, link } = stored;
    jobs.set(
      next.jobId,
      structuredClone({ ...next, ...(operationIds && { operationIds }), ...(link && { link }) }),
    );
    log(`saveJob ${next.jobId} ${next.status}`);
    return true;
  }

  const pools = createMemoryPools(jobs, (operation, subject) => interfere(operation, subject), log);

  const deps: StoreDeps = {
    ...joins.deps,
    ...pools.deps,
    async sendJobs(sent) {
      interfere('sendJobs', sent);
      log(`sendJobs ${sent.length}`);
    },
    saveJob,

    async saveOperationIds({ jobId }, before, next) {
      interfere('saveOperationIds', jobId);
      const stored = jobs.get(jobId);
      if (stored === undefined || JSON.stringify(stored.operationIds) !== JSON.stringify(before)) {
        return false;
      }
      jobs.set(jobId, { ...stored, operationIds: [...next] });
      log(`saveOperationIds ${jobId}`);
      return true;
    },

    async keepInviteUntil({ jobId }) {
      interfere('keepInviteUntil', jobId);
      log(`keepInviteUntil ${jobId}`);
    },

    async getRotation({ name }) {
      interfere('getRotation', name);
      return structuredClone(rotations.get(name));
    },

    async saveRotation(next) {
      interfere('saveRotation', next);
      const stored = rotations.get(next.name);
      if (stored === undefined || stored.version !== next.version - 1) {
        return false;
      }
      rotations.set(next.name, structuredClone(next));
      log(`saveRotation ${next.name}`);
      return true;
    },

    async removeRotation({ name }) {
      interfere('removeRotation', name);
      rotations.delete(name);
    },

    async ensureDue(accountId, shard, dueAtMs) {
      interfere('ensureDue', accountId);
      const { dueShard = shard, idleSinceMs, ...account } = accountOf(accountId);
      if (account.dueAtMs === undefined || account.dueAtMs > dueAtMs || idleSinceMs !== undefined) {
        accounts.set(accountId, { ...account, dueShard, dueAtMs });
      }
      log(`ensureDue ${accountId}`);
    },

    async takeLease(
      accountId,
      { owner, untilMs, nowMs, method, jobIds, leaseIntents },
    ): Promise<LeaseAnswer> {
      interfere('takeLease', accountId);
      const account = accounts.get(accountId);
      if (account === undefined) {
        return { kind: 'missing' };
      }
      if (isNewer(account)) {
        return { kind: 'newer' };
      }
      if (account.status !== 'active') {
        return { kind: 'inactive', account: structuredClone(account) };
      }
      if (account.drainedAtMs !== undefined) {
        return { kind: 'drained' };
      }
      if ((account.leaseUntilMs ?? 0) > nowMs) {
        return { kind: 'held', untilMs: account.leaseUntilMs ?? 0 };
      }
      const waitEndMs = method === undefined ? 0 : (account.blockedUntilMs[method] ?? 0);
      if (waitEndMs > nowMs) {
        return { kind: 'flooded', untilMs: waitEndMs, account: structuredClone(account) };
      }
      Object.assign(account, {
        leaseOwner: owner,
        leaseUntilMs: untilMs,
        leasedAtMs: nowMs,
        fence: account.fence + 1,
        unsettled: [...(account.unsettled ?? []), ...jobIds],
        ...(leaseIntents.length === 0
          ? {}
          : {
              leaseIntents: [...(account.leaseIntents ?? []), ...leaseIntents],
              leaseIntentsFromMs: account.leaseIntentsFromMs ?? nowMs,
            }),
      });
      log('takeLease');
      return { kind: 'taken', account: structuredClone(account) };
    },

    async releaseLease(accountId, fence, settlement) {
      interfere('releaseLease', accountId);
      const account = accountOf(accountId);
      if (account.fence === fence) {
        delete account.leaseOwner;
        delete account.leaseUntilMs;
        Object.assign(account, structuredClone(settlement ?? {}));
        if (account.leaseIntents?.length === 0) {
          delete account.leaseIntents;
          delete account.leaseIntentsFromMs;
        }
        log('releaseLease');
      }
    },

    async loadJobs(refs) {
      interfere('loadJobs', refs);
      return refs.flatMap(({ jobId }) => structuredClone(jobs.get(jobId)) ?? []);
    },

    async createJob(job) {
      interfere('createJob', job.jobId);
      const stored = jobs.get(job.jobId);
      if (stored !== undefined) {
        return structuredClone(stored);
      }
      jobs.set(job.jobId, structuredClone(job));
      log(`createJob ${job.jobId}`);
      return 'created';
    },

    async listJobsOf(tenantId, { fromMs, beforeMs, after, limit }) {
      interfere('listJobsOf', tenantId);
      const listed = [...jobs.values()]
        .filter(({ operation, createdAtMs }) => {
          const isInRange = createdAtMs >= fromMs && createdAtMs < beforeMs;
          return operation === undefined && isInRange;
        })
        .map(({ jobId, createdAtMs }) => ({
          tenantId,
          jobId,
          createdKey: createdKeyOf({ createdAtMs, jobId }),
        }))
        .sort((a, b) => (a.createdKey < b.createdKey ? 1 : -1))
        .filter(({ createdKey }) => after === undefined || createdKey < after);
      return { jobs: listed.slice(0, limit), hasMore: listed.length > limit };
    },

    async saveLink({ jobId }, link) {
      interfere('saveLink', jobId);
      const stored = jobs.get(jobId);
      if (stored === undefined || (stored.link?.fence ?? 0) > link.fence) {
        return false;
      }
      jobs.set(jobId, { ...stored, link: structuredClone(link) });
      log(`saveLink ${jobId}`);
      return true;
    },

    async listDueJobs(
      accountId,
      { afterMs = 0, untilMs, limit }: { afterMs?: number; untilMs: number; limit: number },
    ) {
      interfere('listDueJobs', accountId);
      return [...jobs.values()]
        .filter((job) => job.accountId === accountId)
        .filter(({ dueAtMs = -1 }) => dueAtMs >= afterMs && dueAtMs <= untilMs)
        .sort((a, b) => (a.dueAtMs ?? 0) - (b.dueAtMs ?? 0))
        .slice(0, limit)
        .map(({ tenantId, jobId, dueAtMs = 0 }) => ({ tenantId, jobId, dueAtMs }));
    },

    async findPeers(accountId, keys) {
      interfere('findPeers', accountId);
      return new Map(
        keys.flatMap((key) => {
          const peer = peers.get(`${accountId} ${key}`);
          return peer === undefined ? [] : [[key, structuredClone(peer)] as const];
        }),
      );
    },

    async savePeer(accountId, key, inputPeer) {
      interfere('savePeer', key);
      peers.set(`${accountId} ${key}`, structuredClone(inputPeer));
      log(`savePeer ${key}`);
    },

    async forgetPeer(accountId, key) {
      interfere('forgetPeer', key);
      peers.delete(`${accountId} ${key}`);
      log(`forgetPeer ${key}`);
    },

    async saveFloodWait(accountId, method, untilMs, recentWaits) {
      interfere('saveFloodWait', method);
      const account = accountOf(accountId);
      const { blockedUntilMs } = account;
      account.recentWaits = structuredClone([...recentWaits]);
      blockedUntilMs[method] = Math.max(blockedUntilMs[method] ?? 0, untilMs);
      log(`saveFloodWait ${method}`);
    },

    async saveTrouble(accountId, fence, status, trouble) {
      interfere('saveTrouble', status);
      const account = accountOf(accountId);
      if (account.fence === fence) {
        Object.assign(account, { status, trouble: structuredClone(trouble) });
        log(`saveTrouble ${status}`);
      }
    },
  };

  /** The due index. */
  const dueDeps: Pick<SweepDeps, 'listDueAccounts' | 'loadAccounts' | 'moveDue'> = {
    async *listDueAccounts(shard, untilMs) {
      yield [...accounts.values()]
        .filter(({ dueShard }) => dueShard === shard)
        .flatMap(({ accountId, dueAtMs }) => (dueAtMs === undefined ? [] : [{ accountId, dueAtMs }]))
        .filter(({ dueAtMs }) => dueAtMs <= untilMs)
        .sort((a, b) => a.dueAtMs - b.dueAtMs);
    },
    loadAccounts: async (accountIds) =>
      accountIds.flatMap((accountId) => structuredClone(accounts.get(accountId)) ?? []),
    async moveDue(accountId, seenAtMs, next) {
      const { dueShard, dueAtMs, idleSinceMs: _idleSinceMs, ...kept } = accountOf(accountId);
      if (dueAtMs !== seenAtMs) {
        return false;
      }
      accounts.set(accountId, { ...kept, ...(next && dueShard && { dueShard, ...next }) });
      return true;
    },
  };

  return {
    deps,
    dueDeps,
    jobs,
    joins,
    pools,
    accounts,
    peers,
    rotations,
    /** The job as it is stored. */
    job(number: number): Job {
      const job = jobs.get(`inv_${number}`);
      if (job === undefined) {
        throw new Error(`no job ${number}`);
      }
      return job;
    },
    onOperation(next: typeof interfere) {
      interfere = next;
    },
  };
}
