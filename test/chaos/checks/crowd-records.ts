import type { LinkEvent, TrackedLink } from '../../../functions/core/join/join.ts';
import type { JoinRecord } from '../../../telegram-emulator/world/join-history.ts';
import { createWorld } from '../../../telegram-emulator/world/world.ts';
import type { EventWrite } from '../aws-watch.ts';
import type { CrowdFacts, CrowdLink } from './crowd-facts.ts';

/** Facts as a seed without faults shows them, for tests of the checks. */
export const startMs = Date.UTC(2026, 11, 1, 10);

export function crowdLink(values: Partial<CrowdLink> = {}): CrowdLink {
  const world = createWorld(() => startMs);
  const creator = world.addUser({ phone: '99966', firstName: 'Ada' });
  const peer = world.addChannel({ title: 'news', creator });
  return {
    inviteId: 'inv_1',
    accountId: 'acc_1',
    link: 'https://t.me/+one',
    chat: { peer, username: undefined, id: `-100${peer.id}` },
    isSingleUse: false,
    isKnownRevoked: false,
    hasCallback: false,
    wasTracked: true,
    isTracked: true,
    switchedAtMs: [],
    limits: 0,
    rows: { link: undefined, events: [] },
    ...values,
  };
}

export function joinOf(link: CrowdLink, values: Partial<JoinRecord> = {}): JoinRecord {
  return {
    atMs: startMs + 5_300,
    userId: '7',
    peer: { kind: 'channel', id: link.chat.peer.id.toString() },
    via: 'link',
    link: link.link,
    approvedBy: undefined,
    addedBy: undefined,
    eventId: '1',
    ...values,
  };
}

export function eventOf(link: CrowdLink, values: Partial<EventWrite> = {}): EventWrite {
  return {
    at: link.inviteId,
    id: 'evt_1',
    number: 1,
    kind: 'joined',
    userId: '7',
    atMs: startMs + 5_000,
    storedAtMs: startMs + 50_000,
    ...values,
  };
}

export function crowdFacts(links: CrowdLink[], values: Partial<CrowdFacts> = {}): CrowdFacts {
  return {
    links,
    joins: [],
    requests: [],
    uses: [],
    events: [],
    stopped: new Set(),
    erasedAtMs: new Map(),
    hasLooked: () => true,
    aheadMs: 0,
    maxAheadMs: 0,
    ...values,
  };
}

/** The rows of a link whose events were all stored. */
export function rowsOf(events: EventWrite[], link: Partial<TrackedLink> = {}): CrowdLink['rows'] {
  return {
    link: {
      events: events.length,
      joins: events.filter(({ kind }) => kind === 'joined').length,
      ...link,
    } as TrackedLink,
    // The checks read these members of an event only.
    events: events as unknown as LinkEvent[],
  };
}
