import type { Job } from '../../../functions/core/job/job.ts';
import type { LedgerLinkChange } from '../../../telegram-emulator/ledger.ts';
import type { AskedRotation } from '../callers.ts';
import type { SeedFacts } from './seed-facts.ts';
import type { Violation } from './violation.ts';

/** The link of a job, and when it was there. */
interface MadeLink {
  job: Job;
  link: string;
  madeAtMs: number;
  revokedAtMs: number | undefined;
}

/** What rotations promise: one link a period, never without one, and the old ones revoked after the overlap. */
export async function checkRotations(facts: SeedFacts, jobs: Job[]): Promise<Violation[]> {
  const { callers, system, stage } = facts;
  const violations = await Promise.all(
    callers.rotations.map(async (asked) => {
      const { accountId = '' } = stage.accounts[asked.planned.account] ?? {};
      const links = findLinks(jobs, system.dataCentre.ledger.linkChanges);
      const account = await system.stores.accounts.getAccount(accountId);
      return [
        ...checkNumber(asked, links),
        ...links.flatMap((link, index) => checkRevocation(asked, link, links.slice(index + 1))),
        ...(account?.status === 'active' && facts.isQuiet ? checkEnd(asked, links, jobs) : []),
      ];
    }),
  );
  return violations.flat();
}

function findLinks(jobs: Job[], changes: readonly LedgerLinkChange[]): MadeLink[] {
  return jobs
    .flatMap((job): MadeLink[] => {
      const { madeFor, operation, outcome, pool, finishedAtMs = 0 } = job;
      // Those of pools are made for others.
      if (
        madeFor === undefined ||
        pool !== undefined ||
        operation !== undefined ||
        outcome?.kind !== 'chatInviteExported'
      ) {
        return [];
      }
      const { link } = outcome.invite;
      const revoked = changes.find((each) => each.link === link && each.type === 'revoked');
      return [{ job, link, madeAtMs: finishedAtMs, revokedAtMs: revoked?.atMs }];
    })
    .sort((a, b) => a.madeAtMs - b.madeAtMs);
}

/** The first, one for each period that has begun since, and one for each request to rotate. */
function checkNumber(
  { planned, createdAtMs, deletedAtMs, rotated }: AskedRotation,
  links: MadeLink[],
): Violation[] {
  const periods = Math.floor((deletedAtMs - createdAtMs) / planned.everyMs);
  const most = 1 + periods + rotated.size;
  return links.length <= most
    ? []
    : [
        {
          what: `a rotation made ${links.length} links for ${most} periods`,
          jobIds: links.map(({ job }) => job.jobId),
        },
      ];
}

function checkRevocation(
  asked: AskedRotation,
  { job, revokedAtMs }: MadeLink,
  later: MadeLink[],
): Violation[] {
  if (revokedAtMs === undefined || revokedAtMs >= asked.deleteAskedAtMs) {
    return [];
  }
  const [next] = later;
  if (next === undefined || next.madeAtMs > revokedAtMs) {
    return [{ what: 'the link of a rotation is revoked before there is another', jobIds: [job.jobId] }];
  }
  const overlapMs = Math.min(asked.planned.overlapMs, asked.minOverlapMs);
  return revokedAtMs >= next.madeAtMs + overlapMs
    ? []
    : [{ what: 'the link of a rotation is revoked before its overlap is over', jobIds: [job.jobId] }];
}

/** The rotation was deleted, and its tending rests. */
function checkEnd(asked: AskedRotation, links: MadeLink[], jobs: Job[]): Violation[] {
  if (!Number.isFinite(asked.deletedAtMs)) {
    return [];
  }
  const givenUp = new Set(
    jobs.flatMap(({ operation, status }) =>
      operation?.kind === 'revoke' && status !== 'succeeded' ? operation.inviteId : [],
    ),
  );
  const kept = links.filter(({ job, revokedAtMs }) => revokedAtMs === undefined && !givenUp.has(job.jobId));
  const most = asked.isRevoked ? 0 : 1;
  const hasLast = most === 0 || links.length === 0 || kept.length > 0;
  return kept.length <= most && hasLast
    ? []
    : [
        {
          what: `a rotation leaves ${kept.length} links, and should leave ${most}`,
          jobIds: links.map(({ job }) => job.jobId),
        },
      ];
}
