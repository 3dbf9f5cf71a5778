import type { ExportedInvite, Job } from '../../../../functions/core/job/job.ts';
import type { JoinRequest, TrackedLink } from '../../../../functions/core/join/join.ts';
import type { SeenUser } from '../../../../functions/core/join/join-calls.ts';
import { createJobRecord, startMs } from '../records.ts';
import { createDrainWorld, type DrainWorld } from './drain-world.ts';

/** @launch, as a scripted Telegram names it, and as the joins table does. */
export const chat = 'channel 11';
export const chatId = '-1000000000011';
export const place = { tenantId: 'ten_a', accountId: 'acc_a', chatId };

export const requestLink = 'https://t.me/+link1';

export const ada: SeenUser = { userId: '501', accessHash: '51', firstName: 'Ada', username: 'ada' };
export const bob: SeenUser = { userId: '502', accessHash: '52', firstName: 'Bob' };
export const cy: SeenUser = { userId: '503', accessHash: '53', firstName: 'Cy' };

/** When people ask, here. */
export const askedAtMs = Math.floor(startMs / 1000) * 1000;

/** An invite whose link admits by request. */
export function createRequestInvite(number: number, link = requestLink): Job {
  const invite: ExportedInvite = {
    link,
    admin_id: '777',
    date: startMs / 1000 - 1_000,
    permanent: false,
    revoked: false,
    request_needed: true,
  };
  const { dueAtMs: _dueAtMs, ...job } = createJobRecord(number, {
    status: 'succeeded',
    outcome: { kind: 'chatInviteExported', invite },
    finishedAtMs: startMs - 900_000,
  });
  return job;
}

/** A world whose first job has made a link that admits by request, with these operations. */
export function createRequestWorld(operations: Job[], account = {}): DrainWorld {
  return createDrainWorld([createRequestInvite(1), ...operations], account);
}

export function trackedLink(number: number, overrides: Partial<TrackedLink> = {}): TrackedLink {
  return {
    tenantId: 'ten_a',
    jobId: `inv_${number}`,
    accountId: 'acc_a',
    account: 'main',
    chatId,
    link: requestLink,
    track: true,
    isRequestNeeded: true,
    sinceMs: startMs - 900_000,
    events: 0,
    joins: 0,
    fence: 1,
    ...overrides,
  };
}

/** What is stored of a request by the first link. */
export function storedRequest(
  { userId, accessHash }: SeenUser,
  overrides: Partial<JoinRequest> = {},
): JoinRequest {
  return { userId, inviteId: 'inv_1', requestedAtMs: askedAtMs, accessHash, ...overrides };
}

/** As an earlier look has stored them. */
export async function storeRequests(world: DrainWorld, ...requests: JoinRequest[]): Promise<void> {
  await world.deps.saveRequests(place, { put: requests, remove: [] });
}

export function jobNamed(world: DrainWorld, { jobId }: Job): Job {
  const job = world.store.jobs.get(jobId);
  if (job === undefined) {
    throw new Error(`no job ${jobId}`);
  }
  return job;
}
