import type { Job, JobRef } from '../../../functions/core/job/job.ts';
import type {
  JoinRequest,
  LinkEvent,
  TrackedLink,
  UnattributedJoin,
} from '../../../functions/core/join/join.ts';
import type { ChatPlace, LookResult, WatchStore } from '../../../functions/core/join/join-store.ts';

/** Links in a page of those of a chat, so few that all pages are asked for. DynamoDB has 100. */
const linkPage = 1;

/**
 * The joins table in memory, with the conditions of the real one: a look is stored all together or not at all, and over nothing that a
 * later lease has stored.
 * @param saveJob stores the watch over the version that it was made from.
 */
export function createMemoryJoins(
  saveJob: (watch: Job) => Promise<boolean>,
  interfere: (operation: keyof WatchStore, subject: unknown) => void,
  log: (entry: string) => void,
) {
  const links = new Map<string, TrackedLink>();
  const untracked = new Set<string>();
  const events = new Map<string, LinkEvent[]>();
  const unattributed = new Map<string, UnattributedJoin>();
  const requests = new Map<string, JoinRequest>();

  function isAt(place: ChatPlace, link: TrackedLink) {
    return link.accountId === place.accountId && link.chatId === place.chatId && !untracked.has(link.jobId);
  }

  function requestKey({ accountId, chatId }: ChatPlace, userId: string) {
    return `${accountId} ${chatId} ${userId}`;
  }

  function eventsOf({ jobId }: JobRef): LinkEvent[] {
    return events.get(jobId) ?? [];
  }

  function findFault({ events: found, links: changed, ...rest }: LookResult): string | undefined {
    const rows =
      found.length +
      changed.length +
      rest.unattributed.length +
      (rest.requests?.put.length ?? 0) +
      (rest.requests?.remove.length ?? 0);
    if (rows > 99) {
      return `${rows} rows and the watch are too many for a transaction`;
    }
    const numbers = found.map(({ invite, event }) => `${invite.jobId} ${event.number}`);
    if (new Set(numbers).size < numbers.length) {
      return 'two events have one number';
    }
    const lonely = found.find(({ invite }) => !changed.some(({ jobId }) => jobId === invite.jobId));
    return lonely && 'an event comes without its link';
  }

  const deps: WatchStore = {
    async findTracked(place, names) {
      interfere('findTracked', names);
      return new Map(
        [...links.values()]
          .filter((each) => isAt(place, each) && names.includes(each.link))
          .map((each) => [each.link, structuredClone(each)]),
      );
    },

    async listTracked(place, after = '0') {
      interfere('listTracked', place);
      const all = [...links.values()].filter((each) => isAt(place, each));
      const end = Number(after) + linkPage;
      return {
        links: structuredClone(all.slice(Number(after), end)),
        ...(end < all.length ? { next: String(end) } : {}),
      };
    },

    async trackLink(link) {
      interfere('trackLink', link.jobId);
      const stored = links.get(link.jobId);
      if (stored === undefined) {
        links.set(link.jobId, structuredClone(link));
      } else if (stored.fence <= link.fence) {
        const { events: number, joins, delivery = link.delivery } = stored;
        const counts = { events: number, joins, ...(delivery && { delivery }) };
        const { usedUpAt, missing, checkedAtMs, usage, requested, usedBefore, sinceMs, isFromStart } = stored;
        const kept = { usedUpAt, missing, checkedAtMs, usage, requested, usedBefore, sinceMs, isFromStart };
        const isAnew = untracked.delete(link.jobId);
        const next = { ...link, ...(isAnew ? {} : kept), ...counts };
        links.set(link.jobId, JSON.parse(JSON.stringify(next)));
      }
      log(`trackLink ${link.jobId}`);
    },

    async tellJoinsTo({ jobId }, url) {
      interfere('tellJoinsTo', jobId);
      const link = links.get(jobId);
      if (link !== undefined && link.delivery === undefined) {
        links.set(jobId, { ...link, delivery: { url, attempts: 0, status: 'idle', toldUntil: 0 } });
      }
      log(`tellJoinsTo ${jobId}`);
    },

    async untrackLink({ jobId }) {
      interfere('untrackLink', jobId);
      untracked.add(jobId);
      log(`untrackLink ${jobId}`);
    },

    async keepInvite(link, untilMs) {
      interfere('keepInvite', link.jobId);
      links.set(link.jobId, { ...structuredClone(link), inviteKeptUntilMs: untilMs });
      log(`keepInvite ${link.jobId}`);
    },

    async saveLook(result) {
      interfere('saveLook', result);
      const fault = findFault(result);
      if (fault !== undefined) {
        throw new Error(fault);
      }
      const isLater = result.links.some((link) => (links.get(link.jobId)?.fence ?? 0) > link.fence);
      const isTaken = result.events.some(({ invite, event }) =>
        eventsOf(invite).some(({ number }) => number === event.number),
      );
      if (isLater || isTaken || !(await saveJob(result.watch))) {
        log('saveLook refused');
        return false;
      }
      const place = { ...result.watch, chatId: result.watch.watch?.chatId ?? '' };
      for (const link of result.links) {
        // The delivery is the webhook function's.
        const { delivery } = links.get(link.jobId) ?? {};
        links.set(link.jobId, structuredClone({ ...link, ...(delivery && { delivery }) }));
      }
      for (const { invite, event } of result.events) {
        events.set(invite.jobId, [...eventsOf(invite), structuredClone(event)]);
      }
      for (const join of result.unattributed) {
        unattributed.set(`${place.chatId} ${join.id}`, structuredClone(join));
      }
      for (const { userId } of result.requests?.remove ?? []) {
        requests.delete(requestKey(place, userId));
      }
      for (const request of result.requests?.put ?? []) {
        requests.set(requestKey(place, request.userId), structuredClone(request));
      }
      log('saveLook');
      return true;
    },

    async listRequests(place) {
      interfere('listRequests', place);
      const prefix = requestKey(place, '');
      return [...requests].flatMap(([key, request]) =>
        key.startsWith(prefix) ? [structuredClone(request)] : [],
      );
    },

    async saveRequests(place, { put, remove }) {
      interfere('saveRequests', place);
      for (const { userId } of remove) {
        requests.delete(requestKey(place, userId));
      }
      for (const request of put) {
        requests.set(requestKey(place, request.userId), structuredClone(request));
      }
      log(`saveRequests ${place.chatId}`);
    },

    async findJoinsOf(invite, userIds) {
      interfere('findJoinsOf', invite.jobId);
      return eventsOf(invite).filter((each) => each.kind === 'joined' && userIds.includes(each.userId));
    },
  };

  return {
    deps,
    /** The tracked links, by invite. */
    tracked: links,
    untracked,
    track(...given: TrackedLink[]) {
      for (const link of given) {
        links.set(link.jobId, structuredClone(link));
      }
    },
    /** What is stored of the people who came in. */
    eventsOf: (number: number) => eventsOf({ tenantId: '', jobId: `inv_${number}` }),
    unattributed: () => [...unattributed.values()],
    /** By user id. */
    requests: () => [...requests.values()].toSorted((a, b) => a.userId.localeCompare(b.userId)),
    /** The person is forgotten. */
    erase(userId: string) {
      for (const [jobId, found] of events) {
        events.set(
          jobId,
          found.filter((each) => !('userId' in each) || each.userId !== userId),
        );
      }
    },
  };
}
