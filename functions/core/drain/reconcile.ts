import { skewMarginSeconds } from '../clock-skew.ts';
import { type ExportedInvite, type Job, maxInvocationMs } from '../job/job.ts';
import type { InviteRequest } from '../request/invite-request.ts';

/** A call is answered or given up within this many seconds, so Telegram has counted `expire_in` from no later moment. */
const maxCallSeconds = 60;

/**
 * Telegram refuses a message whose `msg_id` is older than this: bad_msg_notification 16. A request may lie in the buffer of
 * some kernel or router, and nothing else limits how late it is executed.
 * @see https://core.telegram.org/mtproto/description#message-identifier-msg-id
 */
const messageLifeMs = 300_000;

/**
 * Added to a message's life: half a minute because our clock may be that far ahead before Telegram corrects it
 * (bad_msg_notification 17), and half a minute for Telegram to execute a message that it took at the last moment.
 */
const lateExecutionMs = 60_000;

/** The earliest date that a link of this job can have: Unix time by Telegram's clock. */
export function earliestLinkSeconds(job: Job, telegramAheadMs: number): number {
  const { intentAtMs = 0, calledUntilMs = Number.POSITIVE_INFINITY } = job;
  // By Telegram's clock of now and of then: ours may have been set in between.
  const earliestMs = Math.min(intentAtMs + telegramAheadMs, calledUntilMs - maxInvocationMs);
  return Math.floor(earliestMs / 1000) - skewMarginSeconds;
}

/**
 * When the last call of a job can no longer be executed, by Telegram's clock. From then on a search of the
 * chat is final: if it finds no link, there is none.
 * @param telegramNowMs when the chat was searched, by Telegram's clock. Every message of the call was sent before the first such
 * search, and a message id that Telegram has corrected tells no later time.
 */
export function latestExecutionMs(job: Job, telegramNowMs: number): number {
  const sentUntilMs = Math.max(job.calledUntilMs ?? job.intentAtMs ?? 0, job.unseenAtMs ?? telegramNowMs);
  return sentUntilMs + messageLifeMs + lateExecutionMs;
}

/**
 * The part of a request that its link shows. Links of requests that differ in it cannot be mistaken for one another. The expiry
 * is left out: with `expire_in` it is known only to some seconds. All permanent links of a chat are alike: the call for one revokes
 * the one before.
 */
export function likenessOf(request: InviteRequest): string {
  if (request.legacy_revoke_permanent) {
    return 'permanent';
  }
  return JSON.stringify([
    normalised(request.title),
    request.usage_limit ?? null,
    request.request_needed ?? false,
    request.subscription_pricing?.amount ?? null,
  ]);
}

/**
 * Finds the link that a call with an unknown outcome made, if it made one: a link with exactly the options asked for,
 * not older than the intent, that no job owns and that did not stand before the call. Of several the oldest, for jobs are called oldest first.
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
  const sinceSeconds = earliestLinkSeconds(job, telegramAheadMs);
  return links
    .filter(
      (link) =>
        link.date >= sinceSeconds &&
        link.link !== job.replaces &&
        !isOwned(link) &&
        hasOptions(link, job.request, sinceSeconds),
    )
    .sort((a, b) => a.date - b.date)[0];
}

function hasOptions(link: ExportedInvite, request: InviteRequest, sinceSeconds: number): boolean {
  return (
    !link.revoked &&
    // A chat has a permanent link from birth, and Telegram makes another where that is revoked: a request without options looks like it.
    link.permanent === (request.legacy_revoke_permanent ?? false) &&
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
  const latest = link.date + request.expire_in + maxCallSeconds;
  return link.expire_date !== undefined && link.expire_date >= earliest && link.expire_date <= latest;
}

/** Telegram trims titles and folds white space. */
function normalised(title: string | undefined): string {
  return (title ?? '').trim().replace(/\s+/gu, ' ');
}
