import type { InputPeer } from '../account/account.ts';
import { endOfTimeMs } from '../ids.ts';
import type { ToldLink } from '../job/job.ts';
import { comparedUntilMs, findCandidates, importersSince } from '../join/compare-count.ts';
import { inviteRefOf, type TrackedLink } from '../join/join.ts';
import type { Importer } from '../join/join-calls.ts';
import { refreshMethod } from '../rpc/methods.ts';
import { TelegramError } from '../rpc/rpc-error.ts';
import { endLinks } from './end-links.ts';
import type { Look } from './look.ts';
import { addMissing, makeRoom } from './look-at-counts.ts';
import { createPeople, type People } from './look-people.ts';
import type { TelegramAccount } from './telegram-account.ts';

/** Links of which one look asks what has become of them. */
const maxAsked = 5;

/**
 * A basic group has no log, and the list of its links leaves out those that are revoked: who joined by a link before it ended is listed
 * once more. Of a deleted link Telegram tells nothing.
 * @param listed the links that are not revoked; undefined where not all are known.
 * @returns false where some could not be listed now.
 */
export async function readEnded(look: Look, listed: Set<string> | undefined): Promise<boolean> {
  const { run, place, beganAtMs } = look;
  const people = createPeople(look);
  let after: string | undefined;
  let isAll = true;
  do {
    const { links, next } = await run.listTracked(place, after);
    await findEnded(look, links.map(look.ledger.know), listed);
    for (const link of links.map(look.ledger.know).filter((each) => isUnread(each, beganAtMs))) {
      isAll = (await readOne(look, people, link)) && isAll;
    }
    after = next;
  } while (after !== undefined && look.hasTime());
  if (!look.ledger.isEmpty()) {
    await look.store();
  }
  return isAll && after === undefined;
}

/** The cross-check of a chat that has a log: a link may have ended before it was tracked, or more than 48 hours ago. */
export async function readUnlisted(look: Look, listed: Set<string> | undefined): Promise<void> {
  if (listed === undefined) {
    return;
  }
  let after: string | undefined;
  do {
    const { links, next } = await look.run.listTracked(look.place, after);
    await findEnded(look, links.map(look.ledger.know), listed);
    after = next;
  } while (after !== undefined && look.hasTime());
  if (!look.ledger.isEmpty()) {
    await look.store();
  }
}

/** Which links somebody has revoked or deleted, and no log has told. */
async function findEnded(look: Look, links: TrackedLink[], listed: Set<string> | undefined): Promise<void> {
  const { run, telegram, entry, beganAtMs } = look;
  const unlisted =
    listed === undefined
      ? []
      : links.filter(
          ({ link, sinceMs, endsAtMs = endOfTimeMs }) =>
            !listed.has(link) && sinceMs < beganAtMs && endsAtMs > beganAtMs,
        );
  if (unlisted.length === 0) {
    return;
  }
  const invites = await run.loadJobs(unlisted.map(inviteRefOf));
  // The list is that of the account's own links.
  const own = new Set(
    invites.filter(({ adopted }) => (adopted?.maker ?? 'account') === 'account').map(({ jobId }) => jobId),
  );
  for (const link of unlisted.filter(({ jobId }) => own.has(jobId)).slice(0, maxAsked)) {
    const told = await look.call(refreshMethod, () => askFor(telegram, entry.inputPeer, link.link));
    if (told === undefined) {
      return;
    }
    if (told.isRevoked) {
      await endLinks(look, [{ link, told, endedAtMs: beganAtMs }]);
    }
  }
}

/** Telegram does not know a link that was deleted. */
async function askFor(telegram: TelegramAccount, peer: InputPeer, link: string): Promise<ToldLink> {
  try {
    return await telegram.getLink(peer, link);
  } catch (error) {
    if (error instanceof TelegramError && error.rpc.type === 'INVITE_HASH_EXPIRED') {
      return { isRevoked: true, isDeleted: true };
    }
    throw error;
  }
}

function isUnread({ endsAtMs, checkedAtMs = 0 }: TrackedLink, beganAtMs: number): boolean {
  return endsAtMs !== undefined && endsAtMs <= beganAtMs && checkedAtMs <= endsAtMs;
}

async function readOne(look: Look, people: People, link: TrackedLink): Promise<boolean> {
  const importers = await listImporters(people, link);
  if (importers === undefined) {
    return false;
  }
  const untilMs = comparedUntilMs(look.beganAtMs, look.isBasicGroup);
  const { candidates } = findCandidates(link, importers, untilMs);
  await addMissing(look, link, candidates);
  await makeRoom(look);
  look.ledger.change(link, { checkedAtMs: untilMs });
  return true;
}

async function listImporters(people: People, link: TrackedLink): Promise<Importer[] | undefined> {
  try {
    return (await people.list({ link: link.link }, importersSince(link)))?.importers;
  } catch (error) {
    if (error instanceof TelegramError && error.rpc.class === 'input') {
      return [];
    }
    throw error;
  }
}
