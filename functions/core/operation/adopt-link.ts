import { adoptedIdOf } from '../ids.ts';
import type { Adoption, Job, JobRef, LinkState } from '../job/job.ts';
import type { LinkAdmin } from '../job/operation.ts';
import type { ListedLink } from './list-calls.ts';

/** The invite that a sync makes of a link, or has made of it before. */
export function adoptedRefOf({ tenantId, accountId }: Job, { invite }: ListedLink): JobRef {
  return { tenantId, jobId: adoptedIdOf(tenantId, accountId, invite.link) };
}

/** A link that this service has not made, as an invite of the account that has found it. It is kept as long as one that was made now. */
export function adoptLink(
  sync: Job,
  listed: ListedLink,
  { admin, fence, nowMs }: { admin: LinkAdmin | undefined; fence: number; nowMs: number },
): Job {
  const { account, peer } = sync.request;
  return {
    ...adoptedRefOf(sync, listed),
    accountId: sync.accountId,
    request: { account, peer },
    adopted: { by: sync.jobId, maker: makerOf(admin) },
    createdAtMs: nowMs,
    deadlineMs: nowMs,
    updatedAtMs: nowMs,
    finishedAtMs: nowMs,
    status: 'succeeded',
    version: 1,
    attempts: 0,
    waits: 0,
    reconciliations: 0,
    sends: 0,
    outcome: { kind: 'chatInviteExported', invite: listed.invite },
    link: { ...toLinkState(listed, nowMs), fence },
  };
}

/** What a list tells of a link. */
export function toLinkState(
  { invite, usage, requested }: ListedLink,
  asOfMs: number,
): Omit<LinkState, 'fence'> {
  return { invite, usage, requested, ...(invite.revoked ? { isRevoked: true as const } : {}), asOfMs };
}

function makerOf(admin: LinkAdmin | undefined): Adoption['maker'] {
  if (admin === undefined) {
    return 'account';
  }
  return admin.isBot ? 'bot' : 'administrator';
}
