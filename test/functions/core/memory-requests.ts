import type { JoinRequest, TrackedLink } from '../../../functions/core/join/join.ts';
import type { ChatPlace, WatchStore } from '../../../functions/core/join/join-store.ts';

/** The requests to join and the tracked links of the joins table, in memory. Records are copied on the way in and out. */
export function createMemoryRequests(log: (entry: string) => void) {
  const requests = new Map<string, JoinRequest>();
  const tracked: TrackedLink[] = [];

  function keyOf({ tenantId, accountId, chatId }: ChatPlace): string {
    return `${tenantId} ${accountId} ${chatId} `;
  }

  function linksOf({ accountId, chatId }: ChatPlace): TrackedLink[] {
    return structuredClone(tracked.filter((each) => each.accountId === accountId && each.chatId === chatId));
  }

  const deps: Pick<WatchStore, 'findTracked' | 'listTracked' | 'listRequests' | 'saveRequests'> = {
    findTracked: async (place, links) =>
      new Map(
        linksOf(place)
          .filter(({ link }) => links.includes(link))
          .map((each) => [each.link, each]),
      ),
    // A page has one, so that all of them are asked for.
    async listTracked(place, after) {
      const links = linksOf(place);
      const from = links.findIndex(({ link }) => link === after) + 1;
      const page = links.slice(from, from + 1);
      return { links: page, ...(links.length > from + 1 && page[0] ? { next: page[0].link } : {}) };
    },
    listRequests: async (place) =>
      [...requests].flatMap(([key, request]) =>
        key.startsWith(keyOf(place)) ? structuredClone(request) : [],
      ),
    async saveRequests(place, { put, remove }) {
      for (const { userId } of remove) {
        requests.delete(keyOf(place) + userId);
      }
      for (const request of put) {
        requests.set(keyOf(place) + request.userId, structuredClone(request));
      }
      log(`saveRequests ${place.chatId}`);
    },
  };

  return {
    deps,
    tracked,
    /** Those that are stored, by user id. */
    requests: () => [...requests.values()].toSorted((a, b) => a.userId.localeCompare(b.userId)),
  };
}
