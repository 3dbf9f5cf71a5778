import { isDeepStrictEqual } from 'node:util';
import type { InputPeer } from '../account/account.ts';
import type { JoinRequest, TrackedLink } from '../join/join.ts';
import type { Importer, ImporterOffset } from '../join/join-calls.ts';
import type { ChatPlace } from '../join/join-store.ts';
import { isRefusal } from '../rpc/rpc-error.ts';
import { asRpcError } from './address-jobs.ts';
import type { KnownRequests } from './known-requests.ts';
import type { Run } from './run.ts';
import type { TelegramAccount } from './telegram-account.ts';

/** Calls of one look. What lies beyond 3,000 requests is not looked at. */
const maxCalls = 30;

/** A call takes at most this long. One that might not end in time is not begun. */
export const callMs = 9_000;

/** Whose requests are read: those of a chat, or those by the link of an invite. */
export interface WantedRequests {
  place: ChatPlace;
  inputPeer: InputPeer;
  invite?: { inviteId: string; link: string } | undefined;
}

/** How the request of a person came. */
interface Origin {
  inviteId?: string | undefined;
  tracked?: TrackedLink | undefined;
}

/**
 * Reads at Telegram who asks to join, and stores it in place of what was stored before. A list of all requests of a chat does not
 * tell their links: where there are new ones, the lists of the tracked links are read too.
 * @returns how many ask; undefined where the time of this pass has not sufficed.
 * @throws TelegramError
 */
export async function readRequests(
  run: Run,
  telegram: TelegramAccount,
  known: KnownRequests,
  { place, inputPeer, invite }: WantedRequests,
): Promise<number | undefined> {
  let calls = 0;
  const all = await listAll(invite?.link);
  if (all === undefined) {
    return undefined;
  }
  const stored = new Map((await known.listOf(place)).map((request) => [request.userId, request]));
  const origins = invite === undefined ? await findOrigins(all.importers) : await originsBy(invite);
  const put = all.importers
    .map((importer) => toRequest(importer, origins(importer), stored.get(importer.user.userId)))
    .filter((request) => !isDeepStrictEqual(request, stored.get(request.userId)));
  const asking = new Set(all.importers.map(({ user }) => user.userId));
  const remove = [...stored.values()].filter(
    ({ userId, inviteId }) =>
      all.isComplete && !asking.has(userId) && (invite === undefined || inviteId === invite.inviteId),
  );
  await known.save(place, { put, remove });
  known.noteRead(place, invite?.link, all.count);
  return all.count;

  /** @returns undefined where there was no time to begin. */
  async function listAll(
    link?: string,
  ): Promise<{ importers: Importer[]; count: number; isComplete: boolean } | undefined> {
    const importers: Importer[] = [];
    let offset: ImporterOffset | undefined;
    let count = 0;
    do {
      if (run.isStopped() || run.now() + callMs > run.untilMs) {
        return undefined;
      }
      calls += 1;
      const list = { requested: true as const, ...(link === undefined ? {} : { link }) };
      const page = await telegram.listImporters(inputPeer, list, offset);
      importers.push(...page.importers);
      count = page.count;
      offset = page.next;
    } while (offset !== undefined && calls < maxCalls);
    return { importers, count, isComplete: offset === undefined };
  }

  async function originsBy({ inviteId, link }: { inviteId: string; link: string }) {
    const tracked = (await run.findTracked(place, [link])).get(link);
    return () => ({ inviteId, tracked });
  }

  /** Of a request that was stored before the origin is known. */
  async function findOrigins(importers: Importer[]): Promise<(importer: Importer) => Origin> {
    const links = await listRequestLinks(run, place);
    const found = new Map<string, Origin>();
    const open = new Set<string>();
    for (const { user, date } of importers) {
      const { inviteId, requestedAtMs } = stored.get(user.userId) ?? {};
      if (inviteId !== undefined && requestedAtMs === date * 1000) {
        found.set(user.userId, { inviteId, tracked: links.find(({ jobId }) => jobId === inviteId) });
      } else {
        open.add(user.userId);
      }
    }
    for (const tracked of links) {
      if (open.size === 0 || calls >= maxCalls) {
        break;
      }
      for (const { user } of (await listOfLink(tracked.link))?.importers ?? []) {
        if (open.delete(user.userId)) {
          found.set(user.userId, { inviteId: tracked.jobId, tracked });
        }
      }
    }
    return ({ user }) => found.get(user.userId) ?? {};
  }

  /** A link that Telegram does not show to this account any more tells nothing. */
  async function listOfLink(link: string): ReturnType<typeof listAll> {
    try {
      return await listAll(link);
    } catch (error) {
      const rpc = asRpcError(error);
      if (isRefusal(rpc) && (rpc.class === 'input' || rpc.class === 'rights')) {
        return undefined;
      }
      throw error;
    }
  }
}

/** The tracked links of a chat that admit by request. */
async function listRequestLinks(run: Run, place: ChatPlace): Promise<TrackedLink[]> {
  const found: TrackedLink[] = [];
  let after: string | undefined;
  do {
    const { links, next } = await run.listTracked(place, after);
    found.push(...links.filter(({ isRequestNeeded }) => isRequestNeeded));
    after = next;
  } while (after !== undefined);
  return found;
}

function toRequest(
  { user, date, about }: Importer,
  { inviteId, tracked }: Origin,
  stored: JoinRequest | undefined,
): JoinRequest {
  const requestedAtMs = date * 1000;
  const isKnown = stored?.requestedAtMs === requestedAtMs && stored.inviteId === inviteId;
  const { userId, accessHash, firstName, username } = user;
  // The event of a new one is the watch's.
  const told = isKnown && stored.isTold ? { isTold: stored.isTold } : {};
  return {
    userId,
    ...(inviteId === undefined ? {} : { inviteId }),
    requestedAtMs,
    ...(tracked?.track === 'names'
      ? {
          ...(firstName === undefined ? {} : { firstName }),
          ...(username === undefined ? {} : { username }),
          ...(about === undefined ? {} : { about }),
        }
      : {}),
    accessHash,
    ...told,
  };
}
