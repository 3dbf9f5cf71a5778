import { deliverEvents, type EventDeliveryDeps } from '../../../../functions/core/callback/event-delivery.ts';
import type { Attempt, Endpoint } from '../../../../functions/core/callback/webhook-attempt.ts';
import type { LinkEvent, TrackedLink } from '../../../../functions/core/join/join.ts';
import { createJoin, createTracked } from '../join/join-records.ts';
import { createJobRecord, startMs } from '../records.ts';
import { callbackUrl, createEndpoints, delivered } from './webhook-world.ts';

export const firstDelivery = { url: callbackUrl, status: 'idle', attempts: 0, toldUntil: 0 } as const;

/** A link with so many joins, with the conditions of the real stores, a clock, and receivers that answer as they are told. */
export function createEventsWorld(count = 3) {
  let nowMs = startMs;
  let writes = 0;
  let dueAtMs: number | undefined = startMs;
  let link: TrackedLink = createTracked(1, {
    events: count,
    delivery: { ...firstDelivery, status: 'pending' },
  });
  const events = new Map<number, LinkEvent>(
    Array.from({ length: count }, (_, index) => [index + 1, createJoin(index + 1)]),
  );
  const endpoints = new Map<string, Endpoint>();
  const posts: { number: number; atMs: number }[] = [];
  let answer: (number: number) => Attempt = () => delivered;

  const deps: EventDeliveryDeps = {
    ...createEndpoints(endpoints),
    now: () => nowMs,
    random: () => 0,
    getJob: async () => createJobRecord(1),
    getTracked: async () => structuredClone(link),
    async nextEvent(_invite, afterNumber) {
      const numbers = [...events.keys()].filter((number) => number > afterNumber);
      return events.get(Math.min(...numbers));
    },
    async saveDelivery(_invite, before, next, nextDueAtMs) {
      writes += 1;
      const { delivery } = link;
      const isSame = delivery?.toldUntil === before.toldUntil && delivery.attempts === before.attempts;
      if (!isSame || (nextDueAtMs === undefined && link.events > next.toldUntil)) {
        return false;
      }
      link = { ...link, delivery: structuredClone(next) };
      dueAtMs = nextDueAtMs;
      return true;
    },
    async postLinkEvent(_link, { number }) {
      posts.push({ number, atMs: nowMs });
      return answer(number);
    },
  };

  return {
    deps,
    endpoints,
    posts,
    numbers: () => posts.map(({ number }) => number),
    deliver: (untilMs = Number.MAX_SAFE_INTEGER) => deliverEvents(deps, link, untilMs),
    delivery: () => link.delivery,
    writes: () => writes,
    /** When the sweeper steps in. */
    dueAtMs: () => dueAtMs,
    answer(next: Attempt | ((number: number) => Attempt)) {
      answer = typeof next === 'function' ? next : () => next;
    },
    erase(number: number) {
      events.delete(number);
    },
    /** A look finds another. */
    join() {
      const number = link.events + 1;
      events.set(number, createJoin(number));
      link = { ...link, events: number };
    },
    untrack() {
      const { delivery: _delivery, ...rest } = link;
      link = rest;
    },
    advanceTo(atMs: number) {
      nowMs = Math.max(nowMs, atMs);
    },
    now: () => nowMs,
  };
}
