import type { JoinRequest, LinkEvent, TrackedLink, UnattributedJoin } from './join.ts';
import { inviteRefOf } from './join.ts';
import type { LookResult, StoredEvent } from './join-store.ts';

/** DynamoDB takes 100 rows in a transaction; the watch is one of them. */
const maxRows = 90;

/** An event before it has its place among those of its link. */
export type NewEvent = LinkEvent extends infer Event
  ? Event extends LinkEvent
    ? Omit<Event, 'number'>
    : never
  : never;

export type Ledger = ReturnType<typeof createLedger>;

/**
 * What a look has found and has not stored yet. Events of a link get the numbers after the last one.
 * @param fence of the lease.
 */
export function createLedger(fence: number) {
  /** Each as it will be when all is stored. */
  const links = new Map<string, TrackedLink>();
  const changed = new Set<string>();
  let events: StoredEvent[] = [];
  let unattributed: UnattributedJoin[] = [];
  let put: JoinRequest[] = [];
  let remove: JoinRequest[] = [];
  return {
    know,
    addEvent,
    change,
    replace,
    addUnattributed,
    putRequest,
    removeRequest,
    isEmpty,
    isFull,
    take,
  };

  /** The link as the look has it: what was read earlier goes before what is read now. */
  function know(link: TrackedLink): TrackedLink {
    const known = links.get(link.jobId) ?? link;
    links.set(link.jobId, known);
    return known;
  }

  function change(link: TrackedLink, next: Partial<TrackedLink>): void {
    links.set(link.jobId, { ...know(link), ...next, fence });
    changed.add(link.jobId);
  }

  /** What the link has no more is not stored any more. */
  function replace(link: TrackedLink): void {
    links.set(link.jobId, { ...link, fence });
    changed.add(link.jobId);
  }

  function addEvent(link: TrackedLink, event: NewEvent): void {
    const known = know(link);
    const number = known.events + 1;
    events.push({ invite: inviteRefOf(known), event: { ...event, number } as LinkEvent });
    change(known, { events: number, joins: known.joins + (event.kind === 'joined' ? 1 : 0) });
  }

  function addUnattributed(join: UnattributedJoin): void {
    unattributed.push(join);
  }

  function putRequest(request: JoinRequest): void {
    put.push(request);
  }

  function removeRequest(request: JoinRequest): void {
    remove.push(request);
  }

  function countRows(): number {
    return events.length + changed.size + unattributed.length + put.length + remove.length;
  }

  function isEmpty(): boolean {
    return countRows() === 0;
  }

  /** An event may come with its link and with a request. */
  function isFull(): boolean {
    return countRows() + 3 > maxRows;
  }

  /** What is to be stored now, oldest first. The rest of the look goes on from there. */
  function take(): Omit<LookResult, 'watch'> {
    const taken = {
      events,
      links: [...changed].flatMap((jobId) => links.get(jobId) ?? []),
      unattributed,
      // A person has one request in a chat.
      requests: { put, remove: remove.filter(({ userId }) => !put.some((each) => each.userId === userId)) },
    };
    changed.clear();
    [events, unattributed, put, remove] = [[], [], [], []];
    return taken;
  }
}
