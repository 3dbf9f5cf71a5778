import type { JobRef } from '../../../functions/core/job/job.ts';
import type { TrackedLink } from '../../../functions/core/join/join.ts';
import type { JoinReads, ListedJoin } from '../../../functions/core/join/join-store.ts';

/** What the API reads of the joins table, over lists. A page is cut before its filter, as DynamoDB cuts it. */
export function createJoinMap() {
  const tracked = new Map<string, TrackedLink>();
  const joins: (ListedJoin & { tenantId: string })[] = [];

  function pk({ tenantId, jobId }: JobRef) {
    return `${tenantId}#${jobId}`;
  }
  const reads: JoinReads = {
    getTracked: async (invite) => tracked.get(pk(invite)),
    listJoins: async (tenantId, { inviteId, chatId, sinceMs = 0, limit, after }) => {
      const newestFirst = joins
        .filter((join) => join.tenantId === tenantId)
        .filter((join) => inviteId === undefined || join.inviteId === inviteId)
        .map((join) => ({ key: keyOf(join), join }))
        .filter(({ key }) => after === undefined || key < after)
        .sort((a, b) => (a.key < b.key ? 1 : -1));
      const page = newestFirst.slice(0, limit);
      const last = page.at(-1);
      const items = page
        .map(({ join }) => join)
        .filter(({ chatId: chat }) => chatId === undefined || chat === chatId)
        .filter(({ event }) => event.atMs >= sinceMs)
        .map(({ tenantId: _tenantId, ...join }) => join);
      return {
        items,
        ...(last === undefined || newestFirst.length <= limit ? {} : { next: last.key }),
      };
    },
    listRequests: async () => [],
    noteDecision: async () => undefined,
    erasePerson: async (tenantId, userId) => {
      const kept = joins.filter((join) => join.tenantId !== tenantId || join.event.userId !== userId);
      const erased = joins.length - kept.length;
      joins.splice(0, joins.length, ...kept);
      return erased;
    },
  };
  return {
    joins,
    reads,
    track: (link: TrackedLink) => void tracked.set(pk(link), link),
  };
}

function keyOf({ event }: ListedJoin): string {
  return `${event.atMs}#${event.id}`;
}
