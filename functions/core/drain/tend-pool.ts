import { poolLinkIdOf } from '../ids.ts';
import type { Tending } from '../job/due.ts';
import { isFinal, type Job } from '../job/job.ts';
import { canBeRevoked, linkOf, linkStatusOf } from '../job/link-status.ts';
import { withdraw } from '../job/transitions.ts';
import { countToMake, nextTendingMs, takeKeptMs, useBeforeOf } from '../pool/pool.ts';
import { makeDropRevocation, makeRefill } from '../pool/pool-jobs.ts';
import { isNewer } from '../schema-version.ts';
import { settleAll } from '../settle-all.ts';
import type { Run } from './run.ts';
import { settleTakes } from './settle-takes.ts';
import { createTendedPool, type TendedPool } from './tended-pool.ts';

/** Links that are begun by one write of the pool's row. */
const lotSize = 25;

/**
 * Tends a pool: links that were made are ready, old ones are dropped, takes are settled, and new links are asked for.
 * @returns when it is to be tended next; undefined where there is no such pool.
 */
export async function tendPool(run: Run, tending: Tending): Promise<number | undefined> {
  const { tenantId, operation } = tending;
  const pool = await run.getPool({ tenantId, name: operation.name });
  if (pool === undefined || pool.accountId !== run.account.accountId) {
    return undefined;
  }
  const tended = createTendedPool(run, tending, pool);
  const isWokenEarly = !tended.isLookDue && Object.keys(pool.takes).length === 0;
  await gatherLinks(tended);
  await dropOld(tended);
  await settleTakes(tended);
  await endDropped(tended);
  await refill(tended);
  const nextMs = nextTendingMs(tended.pool(), run.now());
  if (nextMs !== undefined) {
    // The take whose message came may not be written yet.
    return isWokenEarly ? Math.min(nextMs, run.now() + takeKeptMs) : nextMs;
  }
  // Somebody may have taken a link just before it was deleted.
  return (await run.removePool(tended.pool())) ? undefined : run.now() + againMs;
}

const againMs = 1_000;

/** What became of the links that were being made. */
async function gatherLinks(tended: TendedPool): Promise<void> {
  const { run } = tended;
  const jobIds = Object.keys(tended.pool().making);
  const jobs = await tended.loadJobs(jobIds);
  const failures = tended.pool().failure?.count ?? 0;
  for (const jobId of jobIds) {
    const job = jobs.get(jobId);
    if (job === undefined) {
      await beginAgain(tended, jobId);
    } else if (isFinal(job.status) && !isNewer(job)) {
      await gather(tended, job, failures + 1);
    } else if (tended.pool().deletedAtMs !== undefined && !isNewer(job)) {
      await run.jobs.save(job, (each) => withdraw(each, run.now()));
    }
  }
}

/** A worker before this one died before it stored the job. */
async function beginAgain({ run, madeFor, pool, change }: TendedPool, jobId: string): Promise<void> {
  if (pool().deletedAtMs !== undefined) {
    await change({ kind: 'giveUp', jobId });
    return;
  }
  await run.createJob(makeRefill(pool(), jobId, madeFor, run.now()));
}

async function gather({ run, pool, change }: TendedPool, job: Job, count: number): Promise<void> {
  const { jobId, createdAtMs, finishedAtMs = createdAtMs } = job;
  const invite = linkOf(job);
  if (invite !== undefined && linkStatusOf(job, run.now()) === 'active') {
    const useBeforeMs = useBeforeOf(pool(), invite);
    const link = { id: jobId, invite, askedAtMs: createdAtMs, madeAtMs: finishedAtMs, useBeforeMs };
    await change({ kind: 'add', link });
    return;
  }
  if (invite !== undefined || job.status === 'cancelled') {
    await change({ kind: 'giveUp', jobId });
    return;
  }
  const {
    type = 'CHAT_HAS_NO_LINKS',
    detail = 'The chat is public and admits by join request: Telegram makes no links for it.',
  } = job.error ?? {};
  await change({ kind: 'giveUp', jobId, failure: { type, detail, atMs: run.now(), count } });
}

/** Links that nobody is to get any more. */
async function dropOld(tended: TendedPool): Promise<void> {
  const { run, pool, change, isLookDue } = tended;
  const nowMs = run.now();
  const { deletedAtMs, revokesLeft = false, isDated } = pool();
  const jobs =
    isLookDue && deletedAtMs === undefined
      ? await tended.loadJobs(pool().ready.map(({ id }) => id))
      : undefined;
  for (const { id, useBeforeMs } of pool().ready) {
    const isEnded = run.hasEnded(id) || (jobs !== undefined && !isAlive(jobs.get(id), nowMs));
    if (deletedAtMs !== undefined) {
      await change({ kind: 'drop', inviteId: id, revoke: revokesLeft });
    } else if (isEnded || useBeforeMs <= nowMs) {
      // One that ends by itself needs no call.
      await change({ kind: 'drop', inviteId: id, revoke: !isEnded && !isDated });
    }
  }
}

function isAlive(invite: Job | undefined, nowMs: number): boolean {
  return invite !== undefined && linkStatusOf(invite, nowMs) === 'active';
}

/** The revocations of dropped links are stored before the pool forgets them. */
async function endDropped(tended: TendedPool): Promise<void> {
  const { run, pool, change, madeFor } = tended;
  const dropping = Object.entries(pool().dropping);
  const invites = await tended.loadJobs(dropping.flatMap(([id, revoke]) => (revoke ? id : [])));
  for (const [inviteId, revoke] of dropping) {
    if (!tended.hasTime()) {
      return;
    }
    const invite = invites.get(inviteId);
    const isOver =
      !revoke ||
      invite === undefined ||
      !canBeRevoked(invite, run.now()) ||
      (await tended.operate(invite, makeDropRevocation(invite, madeFor, run.now())));
    if (isOver) {
      await change({ kind: 'forget', inviteId });
    }
  }
}

/** Which links are made is stored before their jobs are. */
async function refill({ run, pool, change, madeFor, hasTime }: TendedPool): Promise<void> {
  for (let count = countToMake(pool(), run.now()); count > 0 && hasTime(); ) {
    const { tenantId, poolId, nextNumber } = pool();
    const lot = Math.min(count, lotSize);
    const jobIds = Array.from({ length: lot }, (_, index) =>
      poolLinkIdOf(tenantId, poolId, nextNumber + index),
    );
    if (!(await change({ kind: 'begin', jobIds, atMs: run.now() }))) {
      return;
    }
    const jobs = jobIds.map((jobId) => makeRefill(pool(), jobId, madeFor, run.now()));
    await settleAll(jobs.map((job) => run.createJob(job)));
    await send(run, jobs);
    count -= lot;
  }
}

/** The sweeper sends what is not sent here. */
async function send(run: Run, jobs: Job[]): Promise<void> {
  try {
    await run.sendJobs(jobs);
  } catch (error) {
    run.noteTendingFault(run.account.accountId, error);
  }
}
