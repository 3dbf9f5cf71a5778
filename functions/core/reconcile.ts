import type { InviteRequest } from './invite-request.ts';
import type { ExportedInvite, Job } from './job.ts';

/**
 * How far Telegram's clock may be from ours when a listing is read back to an intent, in seconds. Links of other jobs
 * in that margin are told apart by their owners.
 */
export const skewMarginSeconds = 30;

/** A call is answered or given up within this many seconds, so `expire_in` can have been counted from no later. */
const longestCallSeconds = 60;

/** The Unix time, by Telegram's clock, from which a link of this job can date. */
export function earliestLinkSeconds(intentAtMs: number, telegramAheadMs: number): number {
  return Math.floor((intentAtMs + telegramAheadMs) / 1000) - skewMarginSeconds;
}

/**
 * Finds the link that a call with an unknown outcome made, if it made one: a link with exactly the options asked for,
 * not older than the intent, that no job owns. Of several the oldest, for jobs are called oldest first.
 */
export function findMadeLink(
  job: Job,
  links: ExportedInvite[],
  isOwned: (link: ExportedInvite) => boolean,
  telegramAheadMs: number,
): ExportedInvite | undefined {
  if (job.intentAtMs === undefined) {
    return undefined;
  }
  const sinceSeconds = earliestLinkSeconds(job.intentAtMs, telegramAheadMs);
  return links
    .filter(
      (link) => link.date >= sinceSeconds && !isOwned(link) && hasOptions(link, job.request, sinceSeconds),
    )
    .sort((a, b) => a.date - b.date)[0];
}

function hasOptions(link: ExportedInvite, request: InviteRequest, sinceSeconds: number): boolean {
  return (
    !link.revoked &&
    normalised(link.title) === normalised(request.title) &&
    link.usage_limit === request.usage_limit &&
    link.request_needed === (request.request_needed ?? false) &&
    link.subscription_pricing?.amount === request.subscription_pricing?.amount &&
    hasExpiry(link, request, sinceSeconds)
  );
}

function hasExpiry(link: ExportedInvite, request: InviteRequest, sinceSeconds: number): boolean {
  if (request.expire_in === undefined) {
    return link.expire_date === request.expire_date;
  }
  const earliest = sinceSeconds + request.expire_in;
  const latest = link.date + request.expire_in + longestCallSeconds;
  return link.expire_date !== undefined && link.expire_date >= earliest && link.expire_date <= latest;
}

/** Telegram trims titles and folds white space. */
function normalised(title: string | undefined): string {
  return (title ?? '').trim().replace(/\s+/gu, ' ');
}
