import { isWatch, readyTimeOf } from '../../../functions/core/job/due.ts';
import { isFinal, type Job } from '../../../functions/core/job/job.ts';
import type { CrowdLink } from './crowd-facts.ts';
import type { Violation } from './violation.ts';

export interface WatchFacts {
  links: CrowdLink[];
  /** Of the accounts and chats that are watched. */
  watches: Job[];
  /** Accounts that need their operator. */
  stopped: Set<string>;
  /** Whether Telegram takes the link no more, by its own state or time. */
  isOver(link: CrowdLink): boolean;
  isRevoked(link: CrowdLink): boolean;
  nowMs: number;
}

/** The longest pause between two looks, and a sweep. After an error it is an hour. */
const maxPauseMs = 15 * 60_000 + 60_000;
const maxPauseInTroubleMs = 61 * 60_000;

/** Every link that is tracked and alive is watched, and a link for single use is revoked when a join by it was seen. */
export function checkWatches(facts: WatchFacts): Violation[] {
  return [
    ...facts.links
      .filter((link) => link.isTracked && !facts.isOver(link))
      .flatMap((link) => checkWatched(facts, link)),
    ...facts.links
      .filter((link) => link.isTracked && facts.isRevoked(link))
      .flatMap((link) => checkEnded(facts, link)),
    ...facts.watches
      .filter(({ status }) => isFinal(status))
      .map(({ jobId, status }) => ({ what: `a watch ends ${status}`, jobIds: [jobId] })),
    ...facts.links
      .filter(({ isSingleUse, accountId }) => isSingleUse && !facts.stopped.has(accountId))
      .filter((link) => (link.rows.link?.joins ?? 0) > 0 && !facts.isRevoked(link))
      .map(({ inviteId }) => ({
        what: 'a join by its link for single use was seen, and the link is not revoked',
        jobIds: [inviteId],
      })),
  ];
}

/** Whoever has revoked a tracked link: the look that came after knows it. */
function checkEnded({ watches, stopped }: WatchFacts, link: CrowdLink): Violation[] {
  const { inviteId, rows, isKnownRevoked } = link;
  const watch = findWatch(watches, link);
  if (watch === undefined || watch.watch?.trouble !== undefined || stopped.has(link.accountId)) {
    return [];
  }
  return [
    isKnownRevoked ? '' : 'its link is tracked and revoked, and the invite does not say so',
    rows.link?.endsAtMs === undefined ? 'its link is tracked and revoked, and its row has no end' : '',
  ]
    .filter(Boolean)
    .map((what) => ({ what, jobIds: [inviteId, watch.jobId] }));
}

function findWatch(watches: Job[], { accountId, chat }: CrowdLink): Job | undefined {
  return watches.find((job) => isWatch(job) && job.accountId === accountId && job.watch?.chatId === chat.id);
}

function checkWatched({ watches, stopped, nowMs }: WatchFacts, link: CrowdLink): Violation[] {
  const { inviteId, accountId, rows } = link;
  const watch = findWatch(watches, link);
  const jobIds = [inviteId, ...(watch === undefined ? [] : [watch.jobId])];
  const readyAtMs = watch && readyTimeOf(watch);
  const inMs = (readyAtMs ?? 0) - nowMs;
  const isExcused = watch?.status === 'blocked' && stopped.has(accountId);
  return [
    rows.link === undefined ? 'its link is to be tracked, and is not' : '',
    watch === undefined ? 'its link is tracked, and nobody watches the chat' : '',
    watch !== undefined && readyAtMs === undefined && !isExcused
      ? `its link is tracked, and the watch of its chat rests (${watch.status})`
      : '',
    watch !== undefined && inMs > longestPauseMs(watch)
      ? `its link is tracked, and the next look is ${Math.round(inMs / 1000)} s away (${watch.wait?.reason})`
      : '',
  ]
    .filter(Boolean)
    .map((what) => ({ what, jobIds }));
}

/** Telegram's waits have no limit. */
function longestPauseMs({ watch, wait }: Job): number {
  if (/_WAIT$/.test(wait?.reason ?? '')) {
    return Number.POSITIVE_INFINITY;
  }
  return watch?.trouble === undefined ? maxPauseMs : maxPauseInTroubleMs;
}
