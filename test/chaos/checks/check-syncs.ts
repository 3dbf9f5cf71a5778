import type { Job } from '../../../functions/core/job/job.ts';
import { inviteIdOf, type LinkSync } from '../../../functions/core/job/operation.ts';
import { leaseIntent } from '../aws-watch.ts';
import type { LinkByHand } from '../links-by-hand.ts';
import type { SeedFacts } from './seed-facts.ts';
import type { Violation } from './violation.ts';

type SyncJob = Job & { operation: LinkSync };

/** A sync leaves links alone that are at most this much older than a call of unknown outcome. Clocks step by ten minutes in some seeds. */
const oldestOfCallMs = 60_000;
const oldestWithClockStepMs = 700_000;

/** A page is stored at most this long after Telegram has read its links. */
const storedWithinMs = 40_000;

/** How much of a seed its syncs are. */
export function countSyncs(jobs: Job[]): Record<string, number> {
  const syncs = jobs.filter(({ operation }) => operation?.kind === 'sync');
  const adopted = new Set(jobs.filter((job) => job.adopted !== undefined).map(({ jobId }) => jobId));
  return syncs.length === 0
    ? {}
    : {
        'syncs done': syncs.filter(isDoneSync).length,
        'syncs that ended otherwise': syncs.filter((job) => !isDoneSync(job)).length,
        'links adopted by syncs': adopted.size,
        'operations on adopted links': jobs.filter(({ operation }) =>
          adopted.has(inviteIdOf(operation) ?? ''),
        ).length,
        'links that syncs left alone': syncs.reduce((sum, { sync }) => sum + (sync?.left ?? 0), 0),
      };
}

/** After a sync every link of the chat is one invite, and it tells what Telegram knew. */
export function checkSyncs(given: SeedFacts, jobs: Job[]): Violation[] {
  const facts = { ...given, hands: { ...given.hands, links: given.hands.links.map(withRevocation(given)) } };
  const { hands } = facts;
  const invites = jobs.filter(({ operation }) => operation === undefined);
  const byLink = Map.groupBy(invites, (job) => `${job.accountId} ${urlOf(job)}`);
  const adopted = invites.filter((job) => job.adopted !== undefined);
  const syncs = jobs.filter(isDoneSync);
  return [
    ...[...byLink.values()]
      .filter((same) => same.length > 1 && same.some((job) => job.adopted !== undefined))
      .map((same) => ({ what: 'are invites of one link', jobIds: same.map(({ jobId }) => jobId) })),
    ...jobs.flatMap(checkFailed),
    ...syncs.flatMap((sync) => [...checkProgress(sync), ...checkRead(facts, jobs, sync)]),
    ...adopted.flatMap((job) => {
      const link = hands.links.find(
        ({ invite, account }) => invite.link === urlOf(job) && account.accountId === job.accountId,
      );
      return link === undefined ? checkOwn(facts, job) : checkState(link, job);
    }),
  ];
}

/** A caller may have revoked it too. Telegram's clock is off in a few seeds, and then nobody knows when. */
function withRevocation({ system, schedule }: SeedFacts): (link: LinkByHand) => LinkByHand {
  const hasClockStep = schedule.faults.some(({ action }) => action.type === 'skew');
  return (link) => {
    const changes = system.dataCentre.ledger.changesOf(link.invite.link);
    const asked = changes.find(({ type }) => type === 'revoked')?.atMs;
    return link.invite.permanent || hasClockStep || asked === undefined
      ? link
      : { ...link, revokedAtMs: Math.min(asked, link.revokedAtMs ?? asked) };
  };
}

function isDoneSync(job: Job): job is SyncJob {
  return job.operation?.kind === 'sync' && job.status === 'succeeded';
}

function urlOf({ outcome, jobId }: Job): string {
  return outcome?.kind === 'chatInviteExported' ? outcome.invite.link : jobId;
}

/** No seed has so many faults that a sync may give up: it fails where Telegram refuses it. */
function checkFailed({ operation, status, error, jobId }: Job): Violation[] {
  const isGivenUp = status === 'failed' && error?.class === 'exhausted';
  return operation?.kind === 'sync' && (isGivenUp || status === 'expired')
    ? [{ what: `a sync was given up: ${status} ${error?.type} ${error?.detail}`, jobIds: [jobId] }]
    : [];
}

function checkProgress({ jobId, sync }: SyncJob): Violation[] {
  const { links = 0, adopted = 0, updated = 0, left = 0, lists = [] } = sync ?? {};
  return sync !== undefined && lists.length === 0 && adopted + updated + left === links
    ? []
    : [{ what: `ended, and tells of ${links} links: ${JSON.stringify(sync)}`, jobIds: [jobId] }];
}

/** Each link that was there from the beginning of the sync to its end is an invite of the account then. */
function checkRead(facts: SeedFacts, jobs: Job[], sync: SyncJob): Violation[] {
  const { operation, accountId, request, createdAtMs, finishedAtMs = 0, jobId } = sync;
  const known = new Set(
    jobs
      .filter((job) => job.accountId === accountId && job.operation === undefined)
      .filter((job) => job.adopted === undefined || job.createdAtMs <= finishedAtMs)
      .map(urlOf),
  );
  const missing = facts.hands.links.filter(
    ({ invite, account, chat, madeAtMs, revokedAtMs = Number.POSITIVE_INFINITY }) =>
      account.accountId === accountId &&
      [chat.username, chat.id].includes(String(request.peer)) &&
      (operation.admins === 'all' || invite.adminId === account.user.id) &&
      madeAtMs <= createdAtMs &&
      (operation.revoked || (revokedAtMs > finishedAtMs && !(invite.permanent && invite.revoked))) &&
      !known.has(invite.link),
  );
  const { left = 0 } = sync.sync ?? {};
  const openSinceMs = findOpenSince(facts, jobs, sync);
  // A request that was not settled may have made them.
  const isExcused =
    missing.length <= left && missing.every(({ invite }) => invite.date * 1000 >= openSinceMs);
  const some = missing.slice(0, 3).map(describe).join(', ');
  return missing.length === 0 || isExcused
    ? []
    : [
        {
          what: `has read all links, and ${missing.length} of them are no invites (${left} left alone): ${some}`,
          jobIds: [jobId],
          accountId,
        },
      ];
}

/** The earliest date of a link that a request may have made which was not settled while the sync was at work. */
function findOpenSince(
  { schedule, observer }: SeedFacts,
  jobs: Job[],
  { accountId, createdAtMs }: SyncJob,
): number {
  const open = new Set(
    jobs
      .filter((job) => job.operation === undefined && job.accountId === accountId)
      .filter(({ finishedAtMs = Number.POSITIVE_INFINITY }) => finishedAtMs >= createdAtMs)
      .map(({ jobId }) => jobId),
  );
  const calledAtMs = observer.trace.entries
    .filter(({ what, jobId = '' }) => (what === 'intent running' || what === leaseIntent) && open.has(jobId))
    .map(({ atMs }) => atMs);
  const hasClockStep = schedule.faults.some(({ action }) => action.type === 'skew');
  return Math.min(...calledAtMs) - (hasClockStep ? oldestWithClockStepMs : oldestOfCallMs);
}

function describe({ invite, revokedAtMs }: LinkByHand): string {
  return `"${invite.title ?? ''}" of ${invite.date}${revokedAtMs === undefined ? '' : `, revoked at ${revokedAtMs}`}${invite.permanent ? ', permanent' : ''}`;
}

/** A link of a request that ended without it, or a permanent one that Telegram has made itself. */
function checkOwn({ system }: SeedFacts, { jobId, accountId, outcome }: Job): Violation[] {
  const invite = outcome?.kind === 'chatInviteExported' ? outcome.invite : undefined;
  const isOfCall = system.dataCentre.ledger.links.some(({ link }) => link === invite?.link);
  return invite?.permanent && !isOfCall
    ? []
    : [{ what: 'was adopted, and was made neither by hand nor by Telegram', jobIds: [jobId], accountId }];
}

/** An adopted invite tells what Telegram knew of its link then. */
function checkState(
  { invite, account, revokedAtMs = Number.POSITIVE_INFINITY, madeAtMs }: LinkByHand,
  job: Job,
): Violation[] {
  const { jobId, accountId, adopted, link } = job;
  const { asOfMs = 0, isRevoked = false } = link ?? {};
  const isOwn = adopted?.maker === 'account';
  const isTimeKnown = !invite.revoked || revokedAtMs !== Number.POSITIVE_INFINITY;
  const problems = [
    isOwn === (invite.adminId === account.user.id) ? '' : `was made by another than ${adopted?.maker}`,
    isRevoked && revokedAtMs > asOfMs && isTimeKnown ? 'takes its link for revoked, and it was not then' : '',
    !isRevoked && revokedAtMs < asOfMs - storedWithinMs && isTimeKnown
      ? `does not know that its link was revoked ${(asOfMs - revokedAtMs) / 1000} s before`
      : '',
    isRevoked && !invite.revoked ? 'takes its link for revoked, and it is not' : '',
    madeAtMs > job.createdAtMs ? 'was adopted before its link was made' : '',
  ];
  return problems.filter(Boolean).map((what) => ({ what, jobIds: [jobId], accountId }));
}
