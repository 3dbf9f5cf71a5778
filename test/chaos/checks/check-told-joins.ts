import type { JoinRecord, JoinRequestRecord } from '../../../telegram-emulator/world/join-history.ts';
import type { EventWrite } from '../aws-watch.ts';
import type { CrowdFacts, CrowdLink } from './crowd-facts.ts';
import type { Violation } from './violation.ts';

/** Telegram tells seconds, and a list of importers and the admin log may differ by a few. */
const sameTimeMs = 5_000;

/** Telegram keeps the admin log for 48 hours. A look may take some of the last. */
const lookWithinMs = 47 * 3_600_000;

/** Tracking that begins within this time of a join may take it in. */
const beginsWithinMs = 2_000;

type Happening = Pick<JoinRecord, 'atMs' | 'userId' | 'link'>;

/** Every join by a tracked link is told once, and so is every request that still waits. Nothing else is told. */
export function checkToldJoins(facts: CrowdFacts): Violation[] {
  const { links, joins, requests, events } = facts;
  const sent = requests.filter(({ type }) => type === 'sent');
  return [
    ...links.flatMap((link) => {
      const ofLink = events.filter(({ at }) => at === link.inviteId);
      return [
        ...checkKind(link, {
          what: 'a join',
          events: ofLink.filter(({ kind }) => kind === 'joined'),
          happened: joins.filter((join) => join.link === link.link),
          isOwed: (join) => isOwedJoin(facts, link, join),
          wasUntracked: (join) => wasUntracked(facts, link, join),
        }),
        ...checkKind(link, {
          what: 'a request to join',
          // Who was forgotten and still asks is found again, and told under the same id.
          events: ofLink.filter(
            (event) => event.kind === 'join_requested' && !isRepeat(facts, ofLink, event),
          ),
          happened: sent.filter((request) => request.link === link.link),
          isOwed: (request) => isOwedRequest(facts, link, request),
          // Who still asks when tracking begins is told.
          wasUntracked: () => isNeverTracked(link),
        }),
        ...checkUsedUp(link, ofLink),
      ];
    }),
    ...checkUnattributed(facts),
  ];
}

interface Kind<T extends Happening> {
  what: string;
  events: EventWrite[];
  happened: T[];
  isOwed(each: T): boolean;
  wasUntracked(each: T): boolean;
}

function checkKind<T extends Happening>(
  link: CrowdLink,
  { what, events, happened, isOwed, wasUntracked }: Kind<T>,
): Violation[] {
  const jobIds = [link.inviteId];
  return [
    ...happened.flatMap((each) => {
      const told = events.filter((event) => isOf(event, each));
      const [first] = told;
      if (first === undefined) {
        return isOwed(each) ? [{ what: `${what} by its link was not told`, jobIds }] : [];
      }
      const ids = told.map(({ id, number }) => `${number} ${id}`).join(', ');
      return [
        ...(told.length > 1
          ? [{ what: `${what} by its link was told ${told.length} times: ${ids}`, jobIds }]
          : []),
        ...(wasUntracked(each)
          ? [{ what: `${what} by its link was told, and the link was not tracked then`, jobIds }]
          : []),
      ];
    }),
    ...events
      .filter((event) => !happened.some((each) => isOf(event, each)))
      .map(({ id, number }) => ({ what: `tells of ${what} that was none: ${number} ${id}`, jobIds })),
  ];
}

function isRepeat({ erasedAtMs }: CrowdFacts, events: EventWrite[], event: EventWrite): boolean {
  return (
    erasedAtMs.has(event.userId ?? '') &&
    events.some(({ id, number = 0 }) => id === event.id && number < (event.number ?? 0))
  );
}

function isOf({ userId, atMs }: Pick<EventWrite, 'userId' | 'atMs'>, happened: Happening): boolean {
  return userId === happened.userId && Math.abs(atMs - secondOf(happened.atMs)) <= sameTimeMs;
}

function secondOf(ms: number): number {
  return Math.floor(ms / 1000) * 1000;
}

function useOf({ uses }: CrowdFacts, { userId, link, atMs }: Happening) {
  return uses.find((use) => use.userId === userId && use.link === link && use.telegramAtMs === atMs);
}

/** The account works, could look in time, and has never been asked to track the link no more. */
function isOwed(facts: CrowdFacts, link: CrowdLink, happened: Happening): boolean {
  const use = useOf(facts, happened);
  const ourMs = use?.atMs ?? happened.atMs - facts.aheadMs;
  const isTracked =
    use === undefined
      ? link.wasTracked && link.switchedAtMs.length === 0
      : use.tracked === 'tracked' && link.switchedAtMs.every((atMs) => atMs < use.atMs - facts.maxAheadMs);
  const isForgotten = (facts.erasedAtMs.get(happened.userId) ?? Number.NEGATIVE_INFINITY) >= ourMs;
  return (
    isTracked &&
    !isForgotten &&
    !facts.stopped.has(link.accountId) &&
    facts.hasLooked(link, ourMs, ourMs + lookWithinMs)
  );
}

/** A basic group has no log of those who came and went, and with a link that is deleted Telegram forgets who came by it. */
function isOwedJoin(facts: CrowdFacts, link: CrowdLink, join: JoinRecord): boolean {
  const { peer } = link.chat;
  const isDeleted = !peer.invites.some((invite) => invite.link === link.link);
  const member = peer.members.get(BigInt(join.userId));
  const isIn = member?.joinedBy === link.link && member.joinedAtMs === join.atMs;
  return (peer.kind === 'channel' || (isIn && !isDeleted)) && isOwed(facts, link, join);
}

/** What was decided before a look is no request any more, and with its link a request leaves the list of living links. */
function isOwedRequest(
  facts: CrowdFacts,
  link: CrowdLink,
  { userId, atMs, ...rest }: JoinRequestRecord,
): boolean {
  const pending = link.chat.peer.joinRequests.get(BigInt(userId));
  const isPending = pending?.invite?.link === link.link && pending.atMs === atMs && !pending.invite.revoked;
  return isPending && isOwed(facts, link, { userId, atMs, ...rest });
}

function isNeverTracked({ wasTracked, switchedAtMs }: CrowdLink): boolean {
  return !wasTracked && switchedAtMs.length === 0;
}

function wasUntracked(facts: CrowdFacts, link: CrowdLink, happened: Happening): boolean {
  if (isNeverTracked(link)) {
    return true;
  }
  const use = useOf(facts, happened);
  return (
    use?.tracked === 'untracked' &&
    !link.switchedAtMs.some((atMs) => atMs > use.atMs && atMs < use.atMs + beginsWithinMs + facts.maxAheadMs)
  );
}

/** A limit is told to be used up once. */
function checkUsedUp({ inviteId, limits }: CrowdLink, events: EventWrite[]): Violation[] {
  const told = events.filter(({ kind }) => kind === 'used_up').length;
  return told > 1 + limits ? [{ what: `was told ${told} times to be used up`, jobIds: [inviteId] }] : [];
}

/** A join by no link that is known came by the button. */
function checkUnattributed({ events, joins }: CrowdFacts): Violation[] {
  const byNoLink = joins.filter(({ link }) => link === undefined);
  return events
    .filter(({ number }) => number === undefined)
    .filter((event) => !byNoLink.some((join) => isOf(event, join)))
    .map(({ id }) => ({ what: `${id} tells of a join by no link, and there was none`, jobIds: [] }));
}
