import { endOfTimeMs } from '../ids.ts';
import type { Job, JobRef, LinkState } from '../job/job.ts';
import { linkOf } from '../job/link-status.ts';
import { linkStateOf } from '../operation/link-state.ts';
import { isNewer } from '../schema-version.ts';
import type { Run } from './run.ts';

/** Places of the tenant's list that are read at once. */
const pageSize = 500;

/** An invite whose link is known. */
export interface KnownLink {
  invite: JobRef;
  state: LinkState;
  /** The id of the sync that has adopted it. */
  adoptedBy: string | undefined;
  /** The tending of the work that it was made for, as long as nobody has taken it. */
  madeFor: string | undefined;
  /** A newer version of this service has written its row: this one leaves it alone. */
  isNewer: boolean;
}

/**
 * The account's invites by their links. No index leads from a link to its invite, since it would cost a write with each link: so
 * this reads all invites of the tenant. Nobody but the owner of the lease changes what is known of a link.
 */
export async function loadKnownLinks(run: Run): Promise<Map<string, KnownLink>> {
  const { tenantId, accountId } = run.account;
  const known = new Map<string, KnownLink>();
  let after: string | undefined;
  for (let hasMore = true; hasMore; ) {
    const page = await run.listJobsOf(tenantId, {
      fromMs: 0,
      beforeMs: endOfTimeMs,
      after,
      limit: pageSize,
    });
    const jobs = page.jobs.length === 0 ? [] : await run.loadJobs(page.jobs);
    for (const job of jobs.filter((each) => each.accountId === accountId)) {
      note(job);
    }
    after = page.jobs.at(-1)?.createdKey;
    hasMore = page.hasMore && after !== undefined;
  }
  return known;

  function note(job: Job): void {
    const link = linkOf(job)?.link;
    // Where a link was adopted before it was known to be made here, the invite that made it is the one to show.
    if (link !== undefined && (job.adopted === undefined || !known.has(link))) {
      known.set(link, toKnownLink(job));
    }
  }
}

export function toKnownLink(job: Job): KnownLink {
  const { tenantId, jobId, adopted, madeFor, taken } = job;
  return {
    invite: { tenantId, jobId },
    state: linkStateOf(job),
    adoptedBy: adopted?.by,
    madeFor: taken === undefined ? madeFor : undefined,
    isNewer: isNewer(job),
  };
}
