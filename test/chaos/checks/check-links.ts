import type { Job } from '../../../functions/core/job/job.ts';
import type { LedgerLink } from '../../../telegram-emulator/ledger.ts';
import type { Stage, StagedAccount } from '../stage.ts';
import type { Violation } from './violation.ts';

/** `expire_in` counts from the call. Telegram can execute it six minutes later, after an outage, and a call takes some time to arrive. */
const maxEarlySeconds = 420;
const maxLateSeconds = 60;

/** Links at Telegram match succeeded jobs one to one, and each has the requested options. */
export function checkLinks(stage: Stage, jobs: Job[], links: LedgerLink[]): Violation[] {
  const owners = Map.groupBy(
    jobs.filter(({ status }) => status === 'succeeded'),
    ({ outcome }) => (outcome?.kind === 'chatInviteExported' ? outcome.invite.link : ''),
  );
  const made = new Map(links.map((link) => [link.link, link]));
  return [
    ...findOrphans(
      stage,
      jobs,
      links.filter(({ link }) => !owners.has(link)),
    ).map((link) => describeOrphan(stage, jobs, link)),
    ...[...owners].flatMap(([link, owning]) => {
      const jobIds = owning.map(({ jobId }) => jobId);
      if (jobIds.length > 1) {
        return [{ what: `${jobIds.length} jobs own one link`, jobIds }];
      }
      const [job] = owning;
      const atTelegram = made.get(link);
      if (atTelegram === undefined) {
        return [{ what: 'succeeded with a link that was never made', jobIds }];
      }
      return job === undefined ? [] : findDifferences(stage, job, atTelegram);
    }),
  ];
}

/**
 * A blocked job with an unknown outcome may have made a link. The job adopts the link after the account is repaired, so
 * one link with its options may have no owner yet.
 */
function findOrphans(stage: Stage, jobs: Job[], unowned: LedgerLink[]): LedgerLink[] {
  const awaiting = new Set(
    jobs.filter(({ status, intentAtMs }) => status === 'blocked' && intentAtMs !== undefined),
  );
  return unowned.filter((link) => {
    const job = [...awaiting].find((each) => findDifferences(stage, each, link).length === 0);
    if (job !== undefined) {
      awaiting.delete(job);
    }
    return job === undefined;
  });
}

function describeOrphan(stage: Stage, jobs: Job[], link: LedgerLink): Violation {
  const account = stage.accounts.find(({ user }) => user.id.toString() === link.adminId);
  const accountId = account?.accountId ?? '';
  const alike = jobs.filter(
    (job) => job.accountId === accountId && findDifferences(stage, job, link).length === 0,
  );
  return {
    what: `a link that no job owns: title ${link.title}, limit ${link.usageLimit}, in ${link.peer.kind} ${link.peer.id}`,
    jobIds: alike.map(({ jobId }) => jobId),
    accountId,
  };
}

function findDifferences(stage: Stage, job: Job, link: LedgerLink): Violation[] {
  const { request } = job;
  const account = stage.accounts.find(({ accountId }) => accountId === job.accountId);
  const differences = [
    account?.user.id.toString() === link.adminId ? '' : 'another account',
    isChatOf(account, request.peer, link) ? '' : 'another chat',
    (request.title ?? '') === (link.title ?? '') ? '' : 'another title',
    request.usage_limit === link.usageLimit ? '' : 'another usage_limit',
    (request.request_needed ?? false) === link.requestNeeded ? '' : 'another request_needed',
    hasPricing(job, link) ? '' : 'another subscription',
    hasExpiry(job, link) ? '' : 'another expiry',
  ].filter(Boolean);
  return differences.length === 0
    ? []
    : [{ what: `has a link with ${differences.join(', ')}`, jobIds: [job.jobId] }];
}

function isChatOf(account: StagedAccount | undefined, peer: unknown, link: LedgerLink): boolean {
  const chat = account?.chats.find(({ username, id }) => peer === username || String(peer) === id);
  return chat?.peer.kind === link.peer.kind && chat.peer.id.toString() === link.peer.id;
}

function hasPricing({ request }: Job, { subscriptionPricing }: LedgerLink): boolean {
  return String(request.subscription_pricing?.amount) === String(subscriptionPricing?.amount);
}

function hasExpiry({ request }: Job, link: LedgerLink): boolean {
  if (request.expire_in === undefined) {
    return request.expire_date === link.expireDate;
  }
  const earlySeconds = request.expire_in - ((link.expireDate ?? 0) - link.date);
  return earlySeconds >= -maxLateSeconds && earlySeconds <= maxEarlySeconds;
}
