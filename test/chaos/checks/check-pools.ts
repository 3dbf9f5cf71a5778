import { isFinal, type Job } from '../../../functions/core/job/job.ts';
import { linkStatusOf } from '../../../functions/core/job/link-status.ts';
import type { Pool } from '../../../functions/core/pool/pool.ts';
import type { PoolCallers, TakeAnswer } from '../pool-callers.ts';
import type { SeedFacts } from './seed-facts.ts';
import type { Violation } from './violation.ts';

/** No link is given twice, or after its end, and none is lost. What was asked for a taken link is done. */
export async function checkPools(facts: SeedFacts, jobs: Job[]): Promise<Violation[]> {
  const { callers, stage, system } = facts;
  const { takes, pools } = callers.pools;
  const rows = await Promise.all(
    pools.map(({ name }) => system.stores.pools.getPool({ tenantId: stage.tenantId, name })),
  );
  const byId = new Map(jobs.map((job) => [job.jobId, job]));
  return [
    ...checkOnce(takes),
    ...checkKeys(takes),
    ...takes.flatMap((answer) => checkGiven(facts, answer, byId)),
    ...(await checkSettled(facts, byId)),
    ...checkNoneLost(jobs, rows),
  ];
}

/** Repeats of one take share its number. */
function checkOnce(takes: TakeAnswer[]): Violation[] {
  const given = takes.filter(({ inviteId }) => inviteId !== undefined);
  return [...Map.groupBy(given, ({ inviteId }) => inviteId)].flatMap(([inviteId = '', answers]) => {
    const numbers = new Set(
      answers.map(({ take, planned }, index) =>
        planned.idempotencyKey === undefined ? `${take} ${index}` : take,
      ),
    );
    return numbers.size === 1 ? [] : [{ what: `was given ${numbers.size} times`, jobIds: [inviteId] }];
  });
}

function checkKeys(takes: TakeAnswer[]): Violation[] {
  const keyed = takes.filter(
    ({ planned, inviteId }) => planned.idempotencyKey !== undefined && inviteId !== undefined,
  );
  return [...Map.groupBy(keyed, ({ take }) => take)].flatMap(([take, answers]) => {
    const jobIds = [...new Set(answers.flatMap(({ inviteId }) => inviteId ?? []))];
    return jobIds.length === 1
      ? []
      : [{ what: `the key of take ${take} gave ${jobIds.length} links`, jobIds }];
  });
}

/** A link that is given is there, works, and does not end at that moment. */
function checkGiven({ system, callers }: SeedFacts, answer: TakeAnswer, jobs: Map<string, Job>): Violation[] {
  const { link, inviteId = '', atMs } = answer;
  if (link === undefined) {
    return [];
  }
  const { ledger } = system.dataCentre;
  const made = ledger.links.find((each) => each.link === link);
  if (made === undefined || !jobs.has(inviteId)) {
    return [{ what: 'was given, and there is no such link', jobIds: [inviteId] }];
  }
  const revoked = ledger.changesOf(link).find(({ type }) => type === 'revoked');
  const isEnded =
    made.expireDate !== undefined &&
    made.expireDate * 1000 <= atMs &&
    jobs.get(inviteId)?.request.expire_date === undefined;
  return [
    ...(revoked !== undefined && revoked.atMs < givenByMs(callers.pools, answer)
      ? [{ what: 'was given after its revocation', jobIds: [inviteId] }]
      : []),
    ...(isEnded ? [{ what: 'was given after its end', jobIds: [inviteId] }] : []),
  ];
}

/** A link that a caller revokes may have been given by an earlier request of the same take, whose answer nobody has seen. */
function givenByMs(
  { takes, revoked }: PoolCallers,
  { take, planned, inviteId = '', askedAtMs, atMs }: TakeAnswer,
) {
  if (!revoked.has(inviteId)) {
    return atMs;
  }
  const same = planned.idempotencyKey === undefined ? [] : takes.filter((each) => each.take === take);
  return Math.min(askedAtMs, ...same.map((each) => each.askedAtMs));
}

/** Where the account works. */
async function checkSettled(
  { callers, stage, system }: SeedFacts,
  jobs: Map<string, Job>,
): Promise<Violation[]> {
  const violations: Violation[] = [];
  for (const { inviteId, planned, statusCode } of callers.pools.takes) {
    const job = inviteId === undefined ? undefined : jobs.get(inviteId);
    if (job?.pool === undefined || statusCode !== 200) {
      continue;
    }
    const account = await system.stores.accounts.getAccount(job.accountId);
    const { taken, jobId } = job;
    const { title } = planned;
    if (account?.status !== 'active' || taken?.error !== undefined) {
      continue;
    }
    if (taken?.isSettled !== true) {
      violations.push({ what: 'was taken, and is not settled', jobIds: [jobId] });
    }
    const link = job.outcome?.kind === 'chatInviteExported' ? job.outcome.invite.link : '';
    const isTitled = system.dataCentre.ledger.changesOf(link).some((change) => change.after.title === title);
    if (title !== undefined && !isTitled) {
      violations.push({ what: 'was taken with a title that it never got', jobIds: [jobId] });
    }
  }
  return violations.filter(({ jobIds: [jobId = ''] }) => stage.accounts.length > 0 && jobId !== '');
}

/** A link that works and was not taken lies in its pool; that of a deleted pool is an invite like any other. */
function checkNoneLost(jobs: Job[], rows: (Pool | undefined)[]): Violation[] {
  return rows.flatMap((pool) => {
    if (pool === undefined || pool.deletedAtMs !== undefined) {
      return [];
    }
    const places = new Set([
      ...pool.ready.map(({ id }) => id),
      ...Object.values(pool.given).map(({ id }) => id),
      ...Object.keys(pool.making),
      ...Object.keys(pool.dropping),
    ]);
    const lost = jobs.filter(
      (job) =>
        job.pool === pool.name &&
        isFinal(job.status) &&
        job.taken === undefined &&
        linkStatusOf(job, Date.now()) === 'active' &&
        // It was dropped before its own end.
        !isDated(pool) &&
        !places.has(job.jobId),
    );
    const doubled = pool.ready.length - new Set(pool.ready.map(({ id }) => id)).size;
    return [
      ...lost.map(({ jobId }) => ({ what: 'its link lies in no pool', jobIds: [jobId] })),
      ...(doubled === 0 ? [] : [{ what: 'a pool has a link twice', jobIds: pool.ready.map(({ id }) => id) }]),
    ];
  });
}

function isDated({ isDated: given }: Pool): boolean {
  return given;
}

/** Requests as their links were made: what was said when the link was taken is set by an edit. */
export function asMade({ callers }: SeedFacts, jobs: Job[]): Job[] {
  return jobs.map((job) => {
    if (job.taken === undefined) {
      return job;
    }
    const { title: _title, metadata: _metadata, expire_date: _expireDate, ...request } = job.request;
    const { maxAgeSeconds } = callers.pools.pools.find(({ name }) => name === job.pool) ?? {};
    return {
      ...job,
      request: { ...request, ...(maxAgeSeconds === undefined ? {} : { expire_in: maxAgeSeconds }) },
    };
  });
}
