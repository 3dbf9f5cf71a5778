import { isTending, isWatch, readyTimeOf } from '../../functions/core/job/due.ts';
import { isFinal, type Job } from '../../functions/core/job/job.ts';
import { readInviteRows } from './join-rows.ts';
import type { Hands } from './links-by-hand.ts';
import type { Observer } from './observer.ts';
import type { System } from './parts/system.ts';
import type { People } from './people.ts';
import { decideAllPoint, decidePoint, deletePoint, editPoint, exportPoint } from './plan/points.ts';

/** Whether the watches of a seed have seen all that has happened. They look without end: nobody waits for their end. */
export interface JoinRest {
  /** Every watch has begun a look after the last change in any chat, or rests, or its account needs the operator. All events are delivered. */
  isReached(jobs: Job[]): Promise<boolean>;
  /** When a watch, or a delivery, needs the next attention; now where the sweeper must come. */
  moments(jobs: Job[]): Promise<number[]>;
}

/** A look that begins so long after a change has read what it has made. */
const afterChangeMs = 1_000;
/**
 * Somebody may come into a basic group as another leaves, or ask to join as another is decided by hand: they are listed once an hour
 * where their number is the same.
 */
const afterSwapMs = 61 * 60_000;

/** Calls after which somebody may be in, or a link may be closed. */
const changingMethods = [exportPoint, editPoint, deletePoint, decidePoint, decideAllPoint];

/** The tending of a pool, which is looked at without end, or of a rotation that is over. */
export function isResting(job: Job): boolean {
  return isTending(job) && (job.operation.kind === 'pool' || job.dueAtMs === undefined);
}

export function createJoinRest(
  system: System,
  { observer, people, hands }: { observer: Observer; people: People; hands: Hands },
): JoinRest {
  return {
    async isReached(jobs) {
      // A watch goes by Telegram's clock, which may have been ours before.
      const sinceMs = lastChangeMs(jobs) + Math.max(system.telegramClock.aheadMs, 0);
      return (
        jobs.filter(isWatch).every((watch) => hasSeen(watch, sinceMs)) &&
        (await loadDeliveries(jobs)).every(({ status }) => status !== 'pending')
      );
    },
    async moments(jobs) {
      const open = jobs.filter((job) => isWatch(job) && isOpen(job));
      const deliveries = (await loadDeliveries(jobs)).filter(({ status }) => status === 'pending');
      return [
        ...open.map((job) => readyTimeOf(job) ?? 0),
        ...deliveries.map(({ nextAttemptAtMs = 0 }) => nextAttemptAtMs),
      ];
    },
  };

  function lastChangeMs(jobs: Job[]): number {
    const call = observer.calls.findLast(({ method }) => changingMethods.includes(method));
    const ends = jobs.filter((job) => !isWatch(job)).map(({ finishedAtMs = 0 }) => finishedAtMs);
    return Math.max(people.lastActMs(), hands.lastRevokedMs(), call?.atMs ?? 0, ...ends);
  }

  async function loadDeliveries(jobs: Job[]) {
    const invites = jobs.filter(
      ({ operation, callback }) => operation === undefined && callback !== undefined,
    );
    const told = new Set(observer.linkEvents.map(({ at }) => at));
    const rows = await Promise.all(
      invites.filter(({ jobId }) => told.has(jobId)).map((job) => readInviteRows(system, job)),
    );
    return rows.flatMap(({ link }) => {
      const { delivery, events = 0 } = link ?? {};
      if (delivery === undefined) {
        return [];
      }
      // A look stores events, and leaves the delivery alone.
      const isBehind = delivery.status === 'idle' && delivery.toldUntil < events;
      return [isBehind ? { ...delivery, status: 'pending' as const } : delivery];
    });
  }
}

function isOpen({ status, dueAtMs }: Job): boolean {
  return !isFinal(status) && status !== 'blocked' && dueAtMs !== undefined;
}

function hasSeen(watch: Job, sinceMs: number): boolean {
  const { lookedAtMs = 0, toRevoke, gap, countFrom } = watch.watch ?? {};
  const isUnread = toRevoke !== undefined || gap !== undefined || countFrom !== undefined;
  const { peer } = watch.request;
  const isBasicGroup = typeof peer === 'object' && peer._ === 'inputPeerChat';
  const hasAsking = (watch.watch?.openUntil?.requestNeededMs ?? 0) > 0;
  const seenAtMs = sinceMs + (isBasicGroup || hasAsking ? afterSwapMs : afterChangeMs);
  return !isOpen(watch) || (lookedAtMs >= seenAtMs && !isUnread);
}
