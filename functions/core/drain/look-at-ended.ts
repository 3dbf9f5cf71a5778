import { comparedUntilMs, findCandidates, importersSince } from '../join/compare-count.ts';
import type { TrackedLink } from '../join/join.ts';
import type { Importer } from '../join/join-calls.ts';
import { TelegramError } from '../rpc/rpc-error.ts';
import type { Look } from './look.ts';
import { addMissing, makeRoom } from './look-at-counts.ts';
import { createPeople, type People } from './look-people.ts';

/**
 * A basic group has no log, and the list of its links leaves out those that are revoked: who joined by a link before it ended is listed
 * once more. Of a deleted link Telegram tells nothing.
 * @returns false where some could not be listed now.
 */
export async function readEnded(look: Look): Promise<boolean> {
  const { run, place, beganAtMs } = look;
  const people = createPeople(look);
  let after: string | undefined;
  let isAll = true;
  do {
    const { links, next } = await run.listTracked(place, after);
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
