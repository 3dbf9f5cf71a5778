import { isWatch } from '../../../functions/core/job/due.ts';
import { isFinal, type Job } from '../../../functions/core/job/job.ts';
import type { LedgerLink } from '../../../telegram-emulator/ledger.ts';
import type { Callers } from '../callers.ts';
import { isResting } from '../join-rest.ts';
import type { Observer } from '../observer.ts';
import type { SeedResult } from '../seed-result.ts';
import { describeTimeline } from '../trace.ts';
import { checkCallbacks } from './check-callbacks.ts';
import { checkJoins, countJoins } from './check-joins.ts';
import { checkKeys } from './check-keys.ts';
import { checkLinks } from './check-links.ts';
import { checkOperations } from './check-operations.ts';
import { asMade, checkPools } from './check-pools.ts';
import { checkPromptness } from './check-promptness.ts';
import { checkRotations } from './check-rotations.ts';
import { checkSecrets } from './check-secrets.ts';
import { checkSweeps } from './check-sweeps.ts';
import { checkSyncs, countSyncs } from './check-syncs.ts';
import { checkWaits } from './check-waits.ts';
import type { SeedFacts } from './seed-facts.ts';
import type { Violation } from './violation.ts';

/** Checks the results of a seed against the promises. */
export async function checkSeed(facts: SeedFacts): Promise<SeedResult> {
  const { system, schedule, stage, observer, callers, ledgerStart } = facts;
  const refs = [...observer.created.keys()].map((jobId) => ({ tenantId: stage.tenantId, jobId }));
  const jobs = await withLeaseIntents(
    facts,
    refs.length === 0 ? [] : await system.stores.jobs.loadJobs(refs),
  );
  const userIds = new Set(stage.accounts.map(({ user }) => user.id.toString()));
  const { ledger } = system.dataCentre;
  const links = ledger.links.slice(ledgerStart.links).filter(({ adminId }) => userIds.has(adminId));
  const waits = checkWaits(observer);
  const keys = checkKeys(
    facts,
    ledger.parallelSends.slice(ledgerStart.parallel),
    ledger.killedSessions.slice(ledgerStart.killed),
  );
  const violations = [
    ...checkStates(facts, jobs),
    ...(await checkBlocked(facts, jobs)),
    ...checkLinks(
      stage,
      asMade(facts, jobs).filter(
        ({ operation, adopted }) => operation === undefined && adopted === undefined,
      ),
      links,
    ),
    ...checkOperations(facts, jobs),
    ...checkSyncs(facts, jobs),
    ...(await checkJoins(facts, jobs)),
    ...(await checkPools(facts, jobs)),
    ...(await checkRotations(facts, jobs)),
    ...waits.violations,
    ...keys.violations,
    ...checkSecrets(stage, links, observer),
    ...checkIdempotency(callers),
    ...checkCallbacks(jobs, observer.receipts),
    ...observer.fins.map(({ who }) => ({
      what: `${who} closed its connection to Telegram with FIN, so its kernel goes on sending`,
      jobIds: [],
    })),
    ...checkSweeps(observer, jobs),
    ...checkPromptness(facts, jobs, links),
  ];
  return {
    seed: schedule.seed,
    violations,
    unknowable: waits.unknowable + keys.unknowable,
    jobs: jobs.length,
    links: links.length,
    adopted: countAdopted(observer, jobs, links),
    counts: { ...observer.counts, ...countSyncs(jobs), ...countJoins(facts) },
    timelines: facts.isTold ? describeAll(facts, jobs) : describe(facts, jobs, violations),
  };
}

function checkStates({ isQuiet, observer, callers }: SeedFacts, jobs: Job[]): Violation[] {
  const known = new Set(jobs.map(({ jobId }) => jobId));
  // A watch looks without end, and a pool is tended without end: see check-watches.ts, check-pools.ts. A rotation is deleted, and rests.
  const open = jobs.filter(
    (job) => !isFinal(job.status) && job.status !== 'blocked' && !isWatch(job) && !isResting(job),
  );
  const accepted = [
    ...callers.answers.flatMap(({ jobId }) => jobId ?? []),
    ...[...callers.operations.values()].flatMap(({ jobIds }) => [...jobIds]),
  ];
  const cancelled = jobs.filter(
    ({ jobId, status }) => callers.cancelled.has(jobId) && status !== 'cancelled',
  );
  return [
    ...(isQuiet ? [] : [{ what: 'the seed did not come to an end', jobIds: [...observer.created.keys()] }]),
    ...open.map(({ jobId, status }) => ({ what: `ends ${status}, which is not final`, jobIds: [jobId] })),
    ...accepted
      .filter((jobId) => !known.has(jobId))
      .map((jobId) => ({ what: 'accepted, but there is no such job', jobIds: [jobId] })),
    ...cancelled.map(({ jobId, status }) => ({
      what: `was called cancelled and ends ${status}`,
      jobIds: [jobId],
    })),
  ];
}

/** Of a job that a dead worker's lease was the intent of, the row does not say that it may have been called for. */
async function withLeaseIntents({ system, stage }: SeedFacts, jobs: Job[]): Promise<Job[]> {
  const accounts = await system.stores.accounts.loadAccounts(
    stage.accounts.map(({ accountId }) => accountId),
  );
  const intents = new Map(
    accounts.flatMap(({ leaseIntents = [], leaseIntentsFromMs = 0 }) =>
      leaseIntents.map((jobId) => [jobId, leaseIntentsFromMs] as const),
    ),
  );
  return jobs.map((job) => {
    const intentAtMs = isFinal(job.status) ? undefined : (job.intentAtMs ?? intents.get(job.jobId));
    return intentAtMs === undefined ? job : { ...job, intentAtMs };
  });
}

/** A job may end blocked only when its account still needs the operator. */
async function checkBlocked({ system }: SeedFacts, jobs: Job[]): Promise<Violation[]> {
  const violations: Violation[] = [];
  for (const { jobId, accountId } of jobs.filter(({ status }) => status === 'blocked')) {
    const account = await system.stores.accounts.getAccount(accountId);
    if (account?.status === 'active') {
      violations.push({ what: 'ends blocked, and its account is active', jobIds: [jobId] });
    }
  }
  return violations;
}

function checkIdempotency({ answers, operations }: Callers): Violation[] {
  const byKey = Map.groupBy(
    answers.filter(({ planned, jobId }) => planned.idempotencyKey !== undefined && jobId !== undefined),
    ({ planned }) => planned.idempotencyKey,
  );
  const repeated = [...operations.values()]
    .filter(({ jobIds, planned }) => planned.idempotencyKey !== undefined && jobIds.size > 1)
    .map(({ jobIds, planned }) => ({
      what: `the Idempotency-Key ${planned.idempotencyKey} gave ${jobIds.size} operations`,
      jobIds: [...jobIds],
    }));
  const doubled = [...byKey].flatMap(([key, given]) => {
    const jobIds = [...new Set(given.flatMap(({ jobId }) => jobId ?? []))];
    return jobIds.length === 1
      ? []
      : [{ what: `the Idempotency-Key ${key} gave ${jobIds.length} jobs`, jobIds }];
  });
  return [...doubled, ...repeated];
}

/** Links that reconciliation found: they were made before the last start of their job. */
function countAdopted({ trace }: Observer, jobs: Job[], links: LedgerLink[]): number {
  const lastBegun = new Map<string | undefined, number>();
  for (const { what, jobId, atMs } of trace.entries) {
    if (what === 'intent running') {
      lastBegun.set(jobId, atMs);
    }
  }
  const madeAtMs = new Map(links.map(({ link, atMs }) => [link, atMs]));
  return jobs.filter(({ jobId, outcome }) => {
    const link = outcome?.kind === 'chatInviteExported' ? outcome.invite.link : '';
    return (madeAtMs.get(link) ?? Number.POSITIVE_INFINITY) < (lastBegun.get(jobId) ?? 0);
  }).length;
}

function describeAll({ observer, startMs }: SeedFacts, jobs: Job[]) {
  return jobs.map((job) => describeTimeline(observer.trace, startMs, job));
}

function describe({ observer, startMs }: SeedFacts, jobs: Job[], violations: Violation[]): string[] {
  const concerned = new Set(violations.flatMap(({ jobIds }) => jobIds));
  const accounts = new Set(violations.flatMap(({ accountId }) => accountId ?? []));
  return jobs
    .filter(({ jobId, accountId }) => concerned.has(jobId) || accounts.has(accountId))
    .map((job) => describeTimeline(observer.trace, startMs, job));
}
