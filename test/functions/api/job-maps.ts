import type { ListRange } from '../../../functions/aws/job-lists.ts';
import { createdKeyOf } from '../../../functions/core/ids.ts';
import { isFinal, type Job, type JobRef } from '../../../functions/core/job/job.ts';
import type { OperationBatch } from '../../../functions/core/job/operation-batch.ts';

/** The jobs table as a map: its writes are conditional as DynamoDB's are, and its indexes never late. */
export function createJobMap() {
  const jobs = new Map<string, Job>();
  const batches = new Map<string, OperationBatch>();
  function pk({ tenantId, jobId }: JobRef) {
    return `${tenantId}#${jobId}`;
  }

  function unfinishedOf(accountId: string) {
    return [...jobs.values()].filter((job) => job.accountId === accountId && !isFinal(job.status));
  }
  return {
    jobs,
    createJob: async (job: Job) => {
      const stored = jobs.get(pk(job));
      if (stored) {
        return stored;
      }
      jobs.set(pk(job), job);
      return 'created' as const;
    },
    createJobs: async (made: Job[]) => {
      const fresh = made.filter((job) => !jobs.has(pk(job)));
      for (const job of fresh) {
        jobs.set(pk(job), job);
      }
      return fresh.length;
    },
    getJob: async (ref: JobRef) => jobs.get(pk(ref)),
    loadJobs: async (refs: JobRef[]) => refs.flatMap((ref) => jobs.get(pk(ref)) ?? []),
    saveJob: async (next: Job) => {
      if (jobs.get(pk(next))?.version !== next.version - 1) {
        return false;
      }
      jobs.set(pk(next), next);
      return true;
    },
    saveOperationIds: async (ref: JobRef, before: string[] | undefined, next: string[]) => {
      const invite = jobs.get(pk(ref));
      if (invite === undefined || JSON.stringify(invite.operationIds) !== JSON.stringify(before)) {
        return false;
      }
      jobs.set(pk(ref), { ...invite, operationIds: next });
      return true;
    },
    createOperationBatch: async (batch: OperationBatch) => {
      const name = pk({ tenantId: batch.tenantId, jobId: batch.batchId });
      const stored = batches.get(name);
      if (stored === undefined) {
        batches.set(name, structuredClone(batch));
      }
      return stored ?? ('created' as const);
    },
    getOperationBatch: async (tenantId: string, jobId: string) => batches.get(pk({ tenantId, jobId })),
    countUnfinishedJobs: async (accountId: string, limit: number) =>
      Math.min(unfinishedOf(accountId).length, limit),
    countQuota: async (quota: string, limit: number) =>
      Math.min([...jobs.values()].filter((job) => job.quota === quota && !isFinal(job.status)).length, limit),
    listDueRequests: async (accountId: string, limit: number) =>
      unfinishedOf(accountId)
        .map(({ tenantId, jobId, dueAtMs = 0 }) => ({ tenantId, jobId, dueAtMs }))
        .sort((a, b) => a.dueAtMs - b.dueAtMs)
        .slice(0, limit),
    listDueJobs: async (accountId: string, { untilMs, limit }: { untilMs: number; limit: number }) =>
      unfinishedOf(accountId)
        .filter(({ dueAtMs = 0 }) => dueAtMs <= untilMs)
        .sort((a, b) => (a.dueAtMs ?? 0) - (b.dueAtMs ?? 0))
        .slice(0, limit)
        .map(({ tenantId, jobId, dueAtMs = 0 }) => ({ tenantId, jobId, dueAtMs })),
    listJobsOf: async (tenantId: string, range: ListRange) =>
      list(tenantId, range, ({ operation }) => operation === undefined),
    listOperationsOf: async (tenantId: string, range: ListRange) =>
      list(tenantId, range, ({ operation }) => operation !== undefined),
  };

  function list(tenantId: string, range: ListRange, isWanted: (job: Job) => boolean) {
    const listed = [...jobs.values()]
      .filter(isWanted)
      .filter(({ createdAtMs }) => createdAtMs >= range.fromMs && createdAtMs < range.beforeMs)
      .filter((job) => job.tenantId === tenantId)
      .map((job) => ({ tenantId, jobId: job.jobId, createdKey: createdKeyOf(job) }))
      .filter(({ createdKey }) => range.after === undefined || createdKey < range.after)
      .sort((a, b) => (a.createdKey < b.createdKey ? 1 : -1));
    return { jobs: listed.slice(0, range.limit), hasMore: listed.length >= range.limit };
  }
}
