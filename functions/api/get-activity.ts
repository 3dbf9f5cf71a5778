import type { Account } from '../core/account/account.ts';
import { describeActivity } from '../core/account/activity.ts';
import { keptSteps, stepMs, stepOf } from '../core/account/made-links.ts';
import { toRfc3339 } from '../core/job/invite-resource.ts';
import { isFinal, type Job, type JobRef } from '../core/job/job.ts';
import { currentPace } from '../core/pace/pacer.ts';
import { type ApiResponse, respondJson } from './api-event.ts';
import type { KeyedEvent } from './authenticate-key.ts';
import type { CountPendingDeps } from './count-pending.ts';
import { type FindAccountDeps, findAccount } from './find-account.ts';
import type { ReadInvitesDeps } from './read-invites.ts';

export interface GetActivityDeps
  extends FindAccountDeps,
    Pick<CountPendingDeps, 'pendingLimit'>,
    Pick<ReadInvitesDeps, 'listJobsOf' | 'loadJobs'> {
  /** The account's unfinished requests, counted up to `limit`. */
  listDueRequests(accountId: string, limit: number): Promise<JobRef[]>;
  now(): number;
}

/** Places in the tenant's list that are read: keys of the index, which are small. */
const maxListed = 2_000;
/** Finished jobs that are read one by one. */
const maxLoaded = 500;

/**
 * GET /v1/accounts/{name}/activity: its pace, and the waits, links and queue of the last six hours. Read from what is stored
 * anyway: beyond `maxLoaded` finished jobs the older part of the queue is not known, and left out.
 */
export function getActivity(deps: GetActivityDeps) {
  return async function handleGetActivity(event: KeyedEvent): Promise<ApiResponse> {
    const account = await findAccount(deps, event);
    const nowMs = deps.now();
    const jobs = await readJobs(deps, account, nowMs);
    const { fromMs, made, queue } = describeActivity({ madeLinks: account.madeLinks, ...jobs, nowMs });
    const { perMinute, burst } = currentPace(account);
    const waits = (account.recentWaits ?? []).filter(({ untilMs }) => untilMs >= fromMs);
    return respondJson(200, {
      account: account.name,
      as_of: toRfc3339(nowMs),
      pace: { per_minute: Math.round(perMinute * 10) / 10, at_once: Math.floor(burst) },
      waits: waits.map(({ method, atMs, untilMs }) => ({
        method,
        at: toRfc3339(atMs),
        until: toRfc3339(untilMs),
        seconds: Math.round((untilMs - atMs) / 1000),
      })),
      from: toRfc3339(fromMs),
      step: stepMs / 1000,
      made,
      queue,
    });
  };
}

/** Those of the account that were accepted in the last hours, and its unfinished ones whenever they were. */
async function readJobs(deps: GetActivityDeps, { accountId, tenantId }: Account, nowMs: number) {
  const windowMs = (stepOf(nowMs) - keptSteps + 1) * stepMs;
  const [{ jobs: listed, hasMore }, unfinished] = await Promise.all([
    deps.listJobsOf(tenantId, { fromMs: windowMs, beforeMs: nowMs + 1, limit: maxListed }),
    deps.listDueRequests(accountId, 2 * deps.pendingLimit),
  ]);
  const acceptedAtMs = new Map(listed.map(({ jobId, createdKey }) => [jobId, timeOf(createdKey)]));
  const ids = new Set(unfinished.map(({ jobId }) => jobId));
  const others = listed.filter(({ jobId }) => !ids.has(jobId));
  const read = others.slice(0, maxLoaded);
  const loaded: Job[] = read.length === 0 ? [] : await deps.loadJobs(read);
  const lastRead = others.length > maxLoaded ? read.at(-1) : hasMore ? listed.at(-1) : undefined;
  return {
    unfinishedAtMs: unfinished.map(({ jobId }) => acceptedAtMs.get(jobId)),
    finished: loaded.filter(
      (job) => job.accountId === accountId && job.adopted === undefined && isFinal(job.status),
    ),
    sinceMs: lastRead === undefined ? windowMs : timeOf(lastRead.createdKey),
  };
}

/** See `createdKeyOf`. */
function timeOf(createdKey: string): number {
  return Number(createdKey.split('#')[0]);
}
