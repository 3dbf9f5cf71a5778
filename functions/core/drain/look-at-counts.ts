import type { ExportedInvite, Job } from '../job/job.ts';
import type { WatchProgress } from '../job/watch-progress.ts';
import {
  type Count,
  comparedUntilMs,
  findCandidates,
  findUnstored,
  findUsedUp,
  hasUnknownJoins,
  importersSince,
  settleCount,
} from '../join/compare-count.ts';
import { compareRequests, isListingOld, isRequestCountKnown } from '../join/compare-requests.ts';
import type { TrackedLink } from '../join/join.ts';
import { inviteRefOf } from '../join/join.ts';
import type { Importer } from '../join/join-calls.ts';
import { hasOptionsOf, nothingOpen, withOptionsOf } from '../join/tracked-link.ts';
import { isOpen } from '../join/watch.ts';
import { toLinkState } from '../operation/adopt-link.ts';
import { linkStateOf, nextLinkState } from '../operation/link-state.ts';
import type { ListedLink } from '../operation/list-calls.ts';
import { listMethod } from '../rpc/methods.ts';
import { isNewer } from '../schema-version.ts';
import { settleAll } from '../settle-all.ts';
import type { Look } from './look.ts';
import { createPeople, type People } from './look-people.ts';

/** The counts of a chat's links are read at least so often. */
const countEveryMs = 60 * 60_000;

/** Pages of links of one look. */
const maxPages = 5;

/** Whether the counts are due for their age, or because a link is tracked that was made before. */
export function isHourlyCountDue({ beganAtMs, ...look }: Look): boolean {
  const { countedAtMs } = look.progress();
  return countedAtMs === undefined || beganAtMs - countedAtMs >= countEveryMs;
}

/** Whether this look reads how many have joined by each link, and ask to. */
export function isCountDue(look: Look): boolean {
  const { countFrom, gap, openUntil = nothingOpen } = look.progress();
  // Before the log is read, nobody knows what is missing.
  return (
    gap === undefined &&
    (look.isBasicGroup ||
      countFrom !== undefined ||
      look.hasFound() ||
      isHourlyCountDue(look) ||
      isOpen(openUntil.requestNeededMs, look.beganAtMs))
  );
}

/**
 * Holds Telegram's counts against what is stored: joins that no log has told are looked for among those who joined by the link, and
 * what nobody names is told as a gap. Finds who asks to join, and links that are used up.
 * @returns the links that Telegram has listed; undefined where it was not asked for all of them.
 */
export async function readCounts(look: Look): Promise<Set<string> | undefined> {
  const { run, telegram, entry, place, beganAtMs, isBasicGroup } = look;
  const people = createPeople(look);
  let offset = look.progress().countFrom;
  const isFromFirst = offset === undefined;
  const all = new Set<string>();
  for (let page = 0; page < Math.min(look.pages, maxPages); page += 1) {
    const readAtMs = run.now();
    const listed = await look.call(listMethod, () =>
      telegram.listLinks(entry.inputPeer, { revoked: false }, offset),
    );
    if (listed === undefined) {
      return undefined;
    }
    const links = listed.links.map(({ invite }) => invite.link);
    for (const link of links) {
      all.add(link);
    }
    const tracked = links.length === 0 ? new Map() : await run.findTracked(place, links);
    const changed: { link: TrackedLink; listed: ListedLink }[] = [];
    for (const each of listed.links) {
      const row: TrackedLink | undefined = tracked.get(each.invite.link);
      const link = row && look.ledger.know(row);
      const count = {
        listed: each,
        untilMs: comparedUntilMs(beganAtMs, isBasicGroup),
        isBasicGroup,
      };
      if (link === undefined) {
        continue;
      }
      const isEdited = !hasOptionsOf(link, each.invite);
      if (isEdited) {
        await followEdit(look, link, each.invite);
      }
      if (!(await compareLink(look, people, look.ledger.know(link), count))) {
        await storeCounts(look, changed, readAtMs);
        return undefined;
      }
      if (isEdited || link.usage !== each.usage || link.requested !== each.requested) {
        changed.push({ link, listed: each });
      }
    }
    offset = listed.next;
    look.setProgress(afterPage(look.progress(), offset, beganAtMs));
    await storeCounts(look, changed, readAtMs);
    if (offset === undefined) {
      return isFromFirst ? all : undefined;
    }
  }
  return undefined;
}

/** Somebody has edited the link in an app. Whether it makes the chat be watched longer is found out anew. */
async function followEdit(look: Look, link: TrackedLink, invite: ExportedInvite): Promise<void> {
  await makeRoom(look);
  look.ledger.replace(withOptionsOf(link, invite));
  const { listedAtMs: _listedAtMs, ...progress } = look.progress();
  look.setProgress(progress);
}

function afterPage(
  progress: WatchProgress,
  offset: WatchProgress['countFrom'],
  beganAtMs: number,
): WatchProgress {
  const { countFrom: _countFrom, ...kept } = progress;
  return offset === undefined ? { ...kept, countedAtMs: beganAtMs } : { ...kept, countFrom: offset };
}

/** What the invites show is stored before the counts, which are found again where that fails. */
async function storeCounts(
  look: Look,
  changed: { link: TrackedLink; listed: ListedLink }[],
  readAtMs: number,
): Promise<void> {
  const { run } = look;
  const refs = changed.map(({ link }) => inviteRefOf(link));
  const loaded = refs.length === 0 ? [] : await run.loadJobs(refs);
  const invites = new Map<string, Job>(loaded.map((invite) => [invite.jobId, invite]));
  await settleAll(
    changed.map(async ({ link, listed }) => {
      const invite = invites.get(link.jobId);
      if (invite === undefined || isNewer(invite)) {
        return;
      }
      const { asOfMs, ...told } = toLinkState(listed, readAtMs);
      const state = { ...nextLinkState(linkStateOf(invite), told, asOfMs), fence: run.account.fence };
      if (!(await run.saveLink(inviteRefOf(link), state))) {
        run.stop();
      }
    }),
  );
  if (!look.ledger.isEmpty()) {
    await look.store();
  }
}

/** @returns false where people had to be listed and could not be: the page is read again. */
async function compareLink(look: Look, people: People, link: TrackedLink, count: Count): Promise<boolean> {
  const { listed } = count;
  let fresh: number | undefined;
  if (hasUnknownJoins(link, count)) {
    const since = importersSince(link);
    const joined = await people.list({ link: link.link }, since);
    if (joined === undefined) {
      return false;
    }
    const found = findCandidates(link, joined.importers, count.untilMs);
    fresh = found.fresh;
    await addMissing(look, link, found.candidates);
  }
  if (listed.invite.request_needed && !(await compareAsking(look, people, link, listed.requested))) {
    return false;
  }
  const known = look.ledger.know(link);
  const usedUp = findUsedUp(known, count, look.beganAtMs);
  const settled = settleCount(known, count, fresh);
  const isChanged =
    known.usage !== settled.usage ||
    known.requested !== settled.requested ||
    (settled.missing ?? known.missing) !== known.missing ||
    known.checkedAtMs === undefined ||
    fresh !== undefined ||
    look.hasFoundBy(known);
  if (isChanged || usedUp !== undefined) {
    await makeRoom(look);
    look.ledger.change(known, settled);
  }
  if (usedUp !== undefined) {
    look.addEvent(known, usedUp);
    look.ledger.change(known, { usedUpAt: usedUp.usageLimit });
  }
  return true;
}

export async function addMissing(look: Look, link: TrackedLink, candidates: Importer[]): Promise<void> {
  if (candidates.length === 0) {
    return;
  }
  const userIds = candidates.map(({ user }) => user.userId);
  const stored = await look.run.findJoinsOf(inviteRefOf(link), userIds);
  const joins = stored.flatMap((event) => (event.kind === 'joined' ? event : []));
  for (const event of findUnstored(link, candidates, joins)) {
    await makeRoom(look);
    look.addEvent(link, event);
  }
}

/** @returns false where those who ask could not be listed. */
async function compareAsking(
  look: Look,
  people: People,
  link: TrackedLink,
  requested: number,
): Promise<boolean> {
  const stored = await people.stored();
  if (isRequestCountKnown(link, requested, stored) && !isListingOld(link, requested, look.beganAtMs)) {
    return true;
  }
  const asking = await people.list({ link: link.link, requested: true }, 0);
  if (asking === undefined) {
    return false;
  }
  await makeRoom(look);
  look.ledger.change(link, { askingReadAtMs: look.beganAtMs });
  const { added, remove } = compareRequests(link, asking.importers, stored);
  for (const request of asking.isAll ? remove : []) {
    await makeRoom(look);
    look.ledger.removeRequest(request);
    people.forget(request);
  }
  for (const { request, event } of added) {
    await makeRoom(look);
    look.ledger.putRequest(request);
    look.addEvent(link, event);
    people.note(request);
  }
  return true;
}

export async function makeRoom(look: Look): Promise<void> {
  if (look.ledger.isFull()) {
    await look.store();
  }
}
