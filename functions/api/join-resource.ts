import { toRfc3339 } from '../core/job/invite-resource.ts';
import type { Job } from '../core/job/job.ts';
import type { TrackedLink } from '../core/join/join.ts';
import type { EventPage, ListedJoin } from '../core/join/join-store.ts';
import type { TrackJoins } from '../core/request/track-joins.ts';
import { type CsvFile, writeCsvRow } from './csv.ts';
import { toJoinCursor } from './read-joins.ts';

/** New columns come at the end: some who read the file count them. */
export const joinsFile: CsvFile = {
  name: 'joins.csv',
  columns: [
    'id',
    'joined_at',
    'invite_id',
    'account',
    'chat_id',
    'user_id',
    'first_name',
    'username',
    'via',
    'approved_by',
    'number',
  ],
};

/** Somebody who came in, as a caller sees it. Without `invite_id` Telegram does not tell by which link. */
export function toJoinResource({ inviteId, account, chatId, event }: ListedJoin): Record<string, unknown> {
  const { id, atMs, userId, firstName, username } = event;
  return {
    id,
    joined_at: toRfc3339(atMs),
    ...(inviteId === undefined ? {} : { invite_id: inviteId }),
    ...(account === undefined ? {} : { account }),
    chat_id: chatId,
    user_id: userId,
    ...(firstName === undefined ? {} : { first_name: firstName }),
    ...(username === undefined ? {} : { username }),
    ...('number' in event
      ? {
          via: event.via,
          ...(event.approvedBy === undefined ? {} : { approved_by: event.approvedBy }),
          number: event.number,
        }
      : {}),
  };
}

/** The part of an answer that is a page of joins. */
export function toJoinPage({ items, next }: EventPage<ListedJoin>): Record<string, unknown> {
  return {
    items: items.map(toJoinResource),
    ...(next === undefined ? {} : { next_cursor: toJoinCursor(next) }),
  };
}

export function toJoinRow(join: ListedJoin): string {
  return writeCsvRow(joinsFile, toJoinResource(join));
}

/** How well the joins of a link are known. @param watch the job that watches its chat. */
export function describeTracking(
  track: TrackJoins | false,
  tracked: TrackedLink | undefined,
  watch: Job | undefined,
): Record<string, unknown> {
  const { joins = 0, missing, sinceMs } = tracked ?? {};
  const lookedAtMs = watch?.watch?.lookedAtMs;
  return {
    track_joins: track,
    ...(sinceMs === undefined ? {} : { since: toRfc3339(sinceMs) }),
    joins,
    ...(missing === undefined ? {} : { missing }),
    // A look before the link was tracked tells nothing of it.
    ...(lookedAtMs === undefined || sinceMs === undefined || lookedAtMs < sinceMs
      ? {}
      : { as_of: toRfc3339(lookedAtMs) }),
    ...describeTrouble(watch),
  };
}

/** Why nobody can say who comes in now: the last look failed, or the account needs its operator. */
function describeTrouble(watch: Job | undefined): Record<string, unknown> {
  if (watch === undefined) {
    return {};
  }
  const { error, status, updatedAtMs } = watch;
  const blocked = status === 'blocked' && error !== undefined ? { ...error, atMs: updatedAtMs } : undefined;
  const trouble = blocked ?? watch.watch?.trouble;
  return trouble === undefined
    ? {}
    : { trouble: { type: trouble.type, detail: trouble.detail, at: toRfc3339(trouble.atMs) } };
}
