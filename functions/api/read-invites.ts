import { type ApiKey, mayUseAccount } from '../core/account/api-key.ts';
import { accountIdOf, createdKeyOf } from '../core/ids.ts';
import type { Job, JobRef } from '../core/job/job.ts';
import { type FindBatchDeps, loadBatch } from './find-batch.ts';
import type { InviteFilters } from './read-filters.ts';

export interface ReadInvitesDeps extends FindBatchDeps {
  /** Every name under which the account knows the chat that this one names, by `peerKey`. */
  findPeerNames(accountId: string, name: string): Promise<string[]>;
  /** The tenant's jobs accepted in [fromMs, beforeMs), newest first, those after `after`. */
  listJobsOf(
    tenantId: string,
    range: { fromMs: number; beforeMs: number; after?: string | undefined; limit: number },
  ): Promise<{ jobs: (JobRef & { createdKey: string })[]; hasMore: boolean }>;
}

export interface ReadInvites {
  key: ApiKey;
  tenantId: string;
  filters: InviteFilters;
  /** The `createdKey` of the row before. */
  after: string | undefined;
  /** Matching rows that are wanted: no more are read than that takes. */
  wanted: number;
}

/** One job looked at, and its place in the list. */
export interface InviteRow {
  createdKey: string;
  /** Undefined when it is not asked for. */
  job: Job | undefined;
}

/** Jobs read by one request to DynamoDB. */
const chunk = 100;

/** A tenant's jobs, newest first: those asked for, and the places of those passed over. */
export async function* readInvites(deps: ReadInvitesDeps, asked: ReadInvites): AsyncGenerator<InviteRow> {
  const { key, filters } = asked;
  const peers = await findNames(deps, asked);
  function isWanted(job: Job) {
    return mayUseAccount(key, job.request.account) && filters.matches(job, peers);
  }
  const rows =
    filters.batchId === undefined ? readTenant(deps, asked) : readBatch(deps, asked, filters.batchId);
  for await (const { createdKey, job } of rows) {
    yield { createdKey, job: job !== undefined && isWanted(job) ? job : undefined };
  }
}

/** The names of the chat that is asked for. An account knows a chat by several; without one, it is the name alone. */
async function findNames(
  { findPeerNames }: ReadInvitesDeps,
  { tenantId, filters: { account, peer } }: ReadInvites,
): Promise<ReadonlySet<string>> {
  if (peer === undefined) {
    return new Set();
  }
  return new Set(account === undefined ? [peer] : await findPeerNames(accountIdOf(tenantId, account), peer));
}

async function* readTenant(deps: ReadInvitesDeps, asked: ReadInvites): AsyncGenerator<InviteRow> {
  const { tenantId, filters, wanted } = asked;
  const { fromMs, beforeMs, isOpen } = filters;
  // One more than wanted tells whether there are more.
  const limit = isOpen ? Math.min(wanted + 1, chunk) : chunk;
  let after = asked.after;
  for (let hasMore = true; hasMore; ) {
    const page = await deps.listJobsOf(tenantId, { fromMs, beforeMs, after, limit });
    const stored = page.jobs.length === 0 ? [] : await deps.loadJobs(page.jobs);
    const jobs = new Map(stored.map((job) => [job.jobId, job]));
    for (const { jobId, createdKey } of page.jobs) {
      yield { createdKey, job: jobs.get(jobId) };
    }
    after = page.jobs.at(-1)?.createdKey;
    hasMore = page.hasMore && after !== undefined;
  }
}

/** A batch is found by its id: there is no need to look through all of the tenant's jobs for it. */
async function* readBatch(
  deps: ReadInvitesDeps,
  { tenantId, filters, after }: ReadInvites,
  batchId: string,
): AsyncGenerator<InviteRow> {
  const jobs = await loadBatch(deps, tenantId, batchId);
  const rows = jobs
    .filter(({ createdAtMs }) => createdAtMs >= filters.fromMs && createdAtMs < filters.beforeMs)
    .map((job) => ({ createdKey: createdKeyOf(job), job }))
    .sort((a, b) => (a.createdKey < b.createdKey ? 1 : -1));
  yield* rows.filter(({ createdKey }) => after === undefined || createdKey < after);
}
