import type { EventWrite } from '../aws-watch.ts';
import type { JoinReceipt } from '../callback-watch.ts';
import type { CrowdLink } from './crowd-facts.ts';
import type { Violation } from './violation.ts';

export interface EventFacts {
  links: CrowdLink[];
  /** In the order in which they were stored. */
  events: EventWrite[];
  /** In the order in which they were taken. */
  receipts: JoinReceipt[];
  /** People who were erased: their events are gone. */
  erased: Set<string>;
  /** The receiver has failed so often that an event may have been given up. */
  mayBeGivenUp: boolean;
}

/** The events of a link are numbered as they were stored, none is lost, and its receiver gets them in that order. */
export function checkEventNumbers(facts: EventFacts): Violation[] {
  const known = new Set(facts.events.map(({ id }) => id));
  return [
    ...facts.links.flatMap((link) => {
      const events = facts.events.filter(({ at }) => at === link.inviteId);
      return [...checkNumbers(facts, link, events), ...checkReceived(facts, link, events)];
    }),
    ...facts.receipts
      .filter(({ eventId }) => !known.has(eventId))
      .map(({ eventId, type }) => ({
        what: `the receiver was told ${type} ${eventId}, which was never stored`,
        jobIds: [],
      })),
    ...checkBodies(facts),
  ];
}

function isErased({ erased }: EventFacts, { userId }: EventWrite): boolean {
  return userId !== undefined && erased.has(userId);
}

/** Who was erased and still asks to join is found again, and told under the same id. */
function asksAgain(facts: EventFacts, event: EventWrite): boolean {
  return event.kind === 'join_requested' && isErased(facts, event);
}

function hasOneId(events: EventWrite[]): boolean {
  return new Set(events.map(({ id }) => id)).size < events.length;
}

function checkNumbers(facts: EventFacts, { inviteId, rows }: CrowdLink, events: EventWrite[]): Violation[] {
  const numbers = events.map(({ number }) => number);
  const inRows = new Set(rows.events.map(({ id }) => id));
  const lost = events.filter((event) => !inRows.has(event.id) && !isErased(facts, event));
  const joins = events.filter(({ kind }) => kind === 'joined').length;
  return [
    numbers.some((number, index) => number !== index + 1)
      ? `its events were stored with the numbers ${numbers.join(', ')}`
      : '',
    hasOneId(events.filter((event) => !asksAgain(facts, event))) ? 'two of its events have one id' : '',
    lost.length === 0 ? '' : `its events ${lost.map(({ number }) => number).join(', ')} are lost`,
    rows.link === undefined || rows.link.events === events.length
      ? ''
      : `it has ${events.length} events, and counts ${rows.link.events}`,
    rows.link === undefined || rows.link.joins === joins
      ? ''
      : `${joins} have joined by it, and it counts ${rows.link.joins}`,
  ]
    .filter(Boolean)
    .map((what) => ({ what, jobIds: [inviteId] }));
}

/** One after the other. Who was erased is not told any more. */
function checkReceived(facts: EventFacts, link: CrowdLink, events: EventWrite[]): Violation[] {
  const certain = events.filter((event) => !asksAgain(facts, event));
  const numberOf = new Map(certain.map(({ id, number }) => [id, number]));
  const first = [...new Set(facts.receipts.map(({ eventId }) => eventId))].flatMap(
    (id) => numberOf.get(id) ?? [],
  );
  const got = new Set(first);
  const missing = events.filter((event) => !got.has(event.number ?? 0) && !isErased(facts, event));
  const { delivery } = link.rows.link ?? {};
  const isOwed = delivery !== undefined && delivery.status !== 'disabled' && !facts.mayBeGivenUp;
  return [
    first.some((number, index) => number <= (first[index - 1] ?? 0))
      ? `its receiver got its events in the order ${first.join(', ')}`
      : '',
    isOwed && missing.length > 0
      ? `its receiver did not get its events ${missing.map(({ number }) => number).join(', ')} (${delivery.status}, told until ${delivery.toldUntil})`
      : '',
    link.hasCallback && events.length > 0 && delivery === undefined ? 'its events are delivered nowhere' : '',
    link.hasCallback || got.size === 0 ? '' : 'its events were delivered, and it has no callback',
  ]
    .filter(Boolean)
    .map((what) => ({ what, jobIds: [link.inviteId] }));
}

/** A repeat of an event says the same. */
function checkBodies(facts: EventFacts): Violation[] {
  const uncertain = new Set(facts.events.filter((event) => asksAgain(facts, event)).map(({ id }) => id));
  const receipts = facts.receipts.filter(({ eventId }) => !uncertain.has(eventId));
  return [...Map.groupBy(receipts, ({ eventId }) => eventId)]
    .filter(([, same]) => new Set(same.map(({ body }) => body)).size > 1)
    .map(([eventId]) => ({ what: `${eventId} was told in two ways`, jobIds: [] }));
}
