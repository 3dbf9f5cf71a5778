import type { InputPeer } from '../account/account.ts';
import { endOfTimeMs, watchIdOf } from '../ids.ts';
import { watchDeadlineMs, watchFromMs } from '../job/due.ts';
import { newJob } from '../job/new-job.ts';
import type { WatchProgress } from '../job/watch-progress.ts';
import { nextLookReason, type Watch, waitForLook } from '../job/watch-transitions.ts';
import type { TrackedLink } from './join.ts';
import { nothingOpen, withLink } from './tracked-link.ts';

/** The pauses between two looks: the shortest while people join, and the longest. */
export interface WatchPauses {
  minMs: number;
  maxMs: number;
}

/** Until when the tracked links of a chat are open is found out this often: reading them all costs more than a look. */
const listEveryMs = 10 * 60_000;

/** A look this long after a link's end finds all who joined by it: Telegram may show a join late. */
const lateMs = 10_000;

/** The watch of a chat in which this is the first tracked link. */
export function newWatch(
  link: TrackedLink,
  inputPeer: InputPeer,
  { minMs }: WatchPauses,
  nowMs: number,
): Watch {
  const { tenantId, accountId, account, chatId, sinceMs } = link;
  const job = newJob(
    {
      tenantId,
      jobId: watchIdOf(tenantId, accountId, chatId),
      accountId,
      request: { account, peer: toRequestedPeer(inputPeer), priority: 'low' },
      operation: { kind: 'watch' },
    },
    nowMs,
  );
  return {
    ...job,
    deadlineMs: watchDeadlineMs,
    status: 'waiting',
    wait: { reason: nextLookReason, retryAtMs: nowMs + minMs },
    dueAtMs: watchFromMs + nowMs + minMs,
    watch: { chatId, sinceMs, intervalMs: minMs, openUntil: withLink(nothingOpen, link) },
  };
}

/** Spelled out, so that it needs no resolving. */
function toRequestedPeer(peer: InputPeer): Record<string, unknown> {
  return peer.kind === 'chat'
    ? { _: 'inputPeerChat', chat_id: peer.chatId }
    : { _: 'inputPeerChannel', channel_id: peer.channelId, access_hash: peer.accessHash };
}

/** Whether the watch rests, or looks at no time for another reason. */
function isAtRest({ dueAtMs }: Watch): boolean {
  return dueAtMs === undefined;
}

/**
 * The watch once this link is tracked: it looks soon.
 * @returns undefined where it need not change.
 */
export function wakeWatch(
  watch: Watch,
  link: TrackedLink,
  { minMs }: WatchPauses,
  nowMs: number,
): Watch | undefined {
  const { lookedAtMs, sinceMs, openUntil = nothingOpen, trouble } = watch.watch;
  const soonMs = nowMs + minMs;
  const rests = isAtRest(watch);
  const dueAtMs = watch.dueAtMs ?? Number.POSITIVE_INFINITY;
  // One that waits for Telegram keeps its time. One that was refused looks: the account makes and edits links in the chat again.
  const isLate =
    rests || (watch.wait?.reason === (trouble?.type ?? nextLookReason) && dueAtMs > watchFromMs + soonMs);
  const open = withLink(openUntil, link);
  const isEarlier = lookedAtMs === undefined && link.sinceMs < sinceMs;
  // The last look has passed joins by this link by: the count tells.
  const isPassed =
    lookedAtMs !== undefined && link.sinceMs < lookedAtMs && watch.watch.countedAtMs !== undefined;
  // One that was made before may have been revoked in an app since: the list of links tells.
  const isMadeBefore =
    !link.isFromStart && (link.endsAtMs ?? endOfTimeMs) > nowMs && watch.watch.countedAtMs !== undefined;
  // Links that end a little later, as those of a campaign do, are found when the watch lists them. It does before it rests.
  const isMore =
    open.anyMs > openUntil.anyMs + listEveryMs ||
    open.singleUseMs > openUntil.singleUseMs + listEveryMs ||
    open.requestNeededMs > openUntil.requestNeededMs + listEveryMs;
  if (!isLate && !isEarlier && !isPassed && !isMadeBefore && !isMore) {
    return undefined;
  }
  const { countedAtMs: _countedAtMs, trouble: _trouble, ...kept } = watch.watch;
  const progress: WatchProgress = {
    ...kept,
    ...(trouble === undefined || rests ? {} : { trouble }),
    ...(watch.watch.countedAtMs === undefined || isPassed || isMadeBefore
      ? {}
      : { countedAtMs: watch.watch.countedAtMs }),
    ...(isEarlier || rests ? { sinceMs: link.sinceMs } : {}),
    ...(isLate ? { intervalMs: minMs } : {}),
    openUntil: open,
  };
  const until = isLate ? { reason: nextLookReason, retryAtMs: soonMs } : watch.wait;
  return until === undefined || watch.status !== 'waiting'
    ? { ...watch, version: watch.version + 1, updatedAtMs: nowMs, watch: progress }
    : waitForLook(watch, progress, until, nowMs);
}

/** Whether a link was open when the look began, or just before: nobody joins by the others any more. */
export function isOpen(endsAtMs: number, beganAtMs: number): boolean {
  return endsAtMs + lateMs > beganAtMs;
}

/** Whether it has to be found out until when links are open. A watch rests only where that is known. */
export function isListDue({ listedAtMs, openUntil }: WatchProgress, beganAtMs: number): boolean {
  return (
    listedAtMs === undefined ||
    openUntil === undefined ||
    beganAtMs - listedAtMs >= listEveryMs ||
    !isOpen(openUntil.anyMs, beganAtMs)
  );
}

/** The pause after a look. @param hasFound somebody came in, or asks to. */
export function nextIntervalMs(
  { intervalMs, openUntil = nothingOpen }: WatchProgress,
  { minMs, maxMs }: WatchPauses,
  { hasFound, beganAtMs }: { hasFound: boolean; beganAtMs: number },
): number {
  // A single-use link works again when its member leaves: its first join is seen as soon as can be.
  return hasFound || isOpen(openUntil.singleUseMs, beganAtMs)
    ? minMs
    : Math.min(Math.max(intervalMs * 2, minMs), maxMs);
}
