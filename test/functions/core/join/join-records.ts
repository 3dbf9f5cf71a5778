import type { Job } from '../../../../functions/core/job/job.ts';
import type { JoinRequest, LinkEvent, TrackedLink } from '../../../../functions/core/join/join.ts';
import type { ChatPlace } from '../../../../functions/core/join/join-store.ts';
import { createJobRecord, startMs } from '../records.ts';

/** A link that is tracked, of an invite and a chat of its own number, without an event. */
export function createTracked(number: number, overrides: Partial<TrackedLink> = {}): TrackedLink {
  return {
    tenantId: 'ten_a',
    jobId: `inv_${number}`,
    accountId: 'acc_a',
    account: 'main',
    chatId: `-100${number}`,
    link: `https://t.me/+link${number}`,
    track: true,
    sinceMs: startMs,
    events: 0,
    joins: 0,
    fence: 1,
    ...overrides,
  };
}

export function placeOf({ tenantId, accountId, chatId }: TrackedLink): ChatPlace {
  return { tenantId, accountId, chatId };
}

/** The watch of a link's chat. */
export function createWatch({ tenantId, jobId, accountId, chatId }: TrackedLink): Job {
  return createJobRecord(0, {
    tenantId,
    jobId: `op_watch_${jobId}`,
    accountId,
    operation: { kind: 'watch' },
    watch: { chatId, sinceMs: startMs, intervalMs: 60_000 },
  });
}

export function createJoin(
  number: number,
  overrides: { id?: string; userId?: string; atMs?: number; firstName?: string } = {},
): LinkEvent & { kind: 'joined' } {
  return {
    id: `evt_${number}`,
    number,
    atMs: startMs + number * 1_000,
    kind: 'joined',
    via: 'link',
    userId: String(7_000 + number),
    ...overrides,
  };
}

export function createJoinRequest(userId: string, overrides: Partial<JoinRequest> = {}): JoinRequest {
  return { userId, requestedAtMs: startMs, accessHash: '-9', ...overrides };
}
