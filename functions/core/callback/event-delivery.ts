import type { Job, JobRef } from '../job/job.ts';
import type { LinkEvent, TrackedLink } from '../join/join.ts';
import type { Delivery } from '../join/join-delivery.ts';
import type { JoinDeliveries } from '../join/join-store.ts';
import { type Attempt, type AttemptDeps, attemptDelivery, comeBackAt, type End } from './webhook-attempt.ts';
import { lostCallbackMs } from './webhook-callback.ts';

export interface EventDeliveryDeps extends AttemptDeps, Omit<JoinDeliveries, 'listDueDeliveries'> {
  /** The invite. It may be gone before its link is. */
  getJob(ref: JobRef): Promise<Job | undefined>;
  /** One request; never rejects for what a receiver does. */
  postLinkEvent(link: TrackedLink, event: LinkEvent, invite: Job | undefined, url: string): Promise<Attempt>;
}

/** What becomes of the message: it is deleted, or comes back then. */
export type EventsVerdict =
  | { kind: 'done'; status: 'idle' | 'none' | 'taken' | 'parked' | 'disabled' }
  | { kind: 'again'; atMs: number };

/**
 * Delivers the events of a link in the order of their numbers: the next one when the one before it is delivered or given up.
 * @param untilMs no attempt is begun after this.
 */
export async function deliverEvents(
  deps: EventDeliveryDeps,
  ref: JobRef,
  untilMs: number,
): Promise<EventsVerdict> {
  const invite = await deps.getJob(ref);
  for (;;) {
    const link = await deps.getTracked(ref);
    const delivery = link?.delivery;
    if (link === undefined || delivery === undefined) {
      return { kind: 'done', status: 'none' };
    }
    const event =
      delivery.toldUntil < link.events ? await deps.nextEvent(ref, delivery.toldUntil) : undefined;
    if (event === undefined) {
      return settleNone(deps, link, delivery);
    }
    if (deps.now() > untilMs) {
      return { kind: 'again', atMs: deps.now() };
    }
    const outcome = await attemptDelivery(deps, {
      tenantId: ref.tenantId,
      progress: delivery,
      saveProgress: (attempts, next, dueAtMs) =>
        deps.saveDelivery(
          ref,
          { ...delivery, attempts },
          { ...next, status: 'pending', toldUntil: delivery.toldUntil },
          dueAtMs,
        ),
      saveEnd: (attempts, last, end) =>
        saveTold(deps, link, { ...delivery, attempts }, toldAfter(link, event, last, end)),
      post: () => deps.postLinkEvent(link, event, invite, delivery.url),
    });
    if (outcome.kind === 'later') {
      return comeBackAt(outcome.atMs, deps.now());
    }
    if (outcome.kind === 'taken') {
      return { kind: 'done', status: 'taken' };
    }
    if (outcome.end === 'disabled') {
      return { kind: 'done', status: 'disabled' };
    }
  }
}

/** Those that are left were erased, or are kept no more. */
async function settleNone(
  deps: EventDeliveryDeps,
  link: TrackedLink,
  delivery: Delivery,
): Promise<EventsVerdict> {
  if (delivery.status !== 'pending') {
    return { kind: 'done', status: delivery.status };
  }
  const next: Delivery = { url: delivery.url, status: 'idle', attempts: 0, toldUntil: link.events };
  const isSaved = await deps.saveDelivery(link, delivery, next);
  return { kind: 'done', status: isSaved ? 'idle' : 'taken' };
}

/** An endpoint that is disabled is told nothing of what has happened till now. */
function toldAfter(
  link: TrackedLink,
  event: LinkEvent,
  { url, lastError }: Pick<Delivery, 'url' | 'lastError'>,
  end: End,
): Delivery {
  return {
    url,
    status: end === 'disabled' ? 'disabled' : 'idle',
    attempts: 0,
    toldUntil: end === 'disabled' ? link.events : event.number,
    ...(lastError === undefined ? {} : { lastError }),
  };
}

/** Where events are left, or have come meanwhile, the sweeper finds the link if this process dies. */
async function saveTold(
  deps: EventDeliveryDeps,
  link: TrackedLink,
  before: Delivery,
  next: Delivery,
): Promise<void> {
  const isLast = next.toldUntil >= link.events;
  if (!isLast || !(await deps.saveDelivery(link, before, next))) {
    await deps.saveDelivery(link, before, { ...next, status: 'pending' }, deps.now() + lostCallbackMs);
  }
}
