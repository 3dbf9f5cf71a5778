import { isFinal } from '../job/job.ts';
import { canBeRevoked } from '../job/link-status.ts';
import { makeRevocation } from '../operation/revoke-used.ts';
import { storeOperation } from '../operation/store-operation.ts';
import { isNewer } from '../schema-version.ts';
import { leaveOperations } from './leave-operations.ts';
import type { Look } from './look.ts';
import { operateLinks } from './operate-links.ts';
import type { AddressedOperation } from './run-operations.ts';
import { ensureAccountDue } from './track-links.ts';

/**
 * Revokes the links for one person by which somebody has come. The operations are stored before the watch forgets the links, and done
 * at once where time allows.
 */
export async function revokeUsed(look: Look): Promise<void> {
  const { run, telegram, entry } = look;
  const { toRevoke = [], ...progress } = look.progress();
  if (toRevoke.length === 0) {
    return;
  }
  const { tenantId } = entry.job;
  const invites = await run.loadJobs(toRevoke.map((jobId) => ({ tenantId, jobId })));
  const left: string[] = [];
  const operations: AddressedOperation[] = [];
  for (const invite of invites.filter((each) => canBeRevoked(each, run.now()))) {
    const made = makeRevocation(invite, run.now());
    await ensureAccountDue(run, made);
    const stored = isNewer(invite) ? undefined : await storeOperation(run, invite, made);
    if (stored === undefined || (stored !== 'created' && 'refused' in stored)) {
      left.push(invite.jobId);
      continue;
    }
    const job = run.jobs.get(made.jobId) ?? (stored === 'created' ? made : stored);
    if (!isFinal(job.status)) {
      run.jobs.keep(job);
      operations.push({ ...entry, job: job as AddressedOperation['job'] });
    }
  }
  // Links have ended: whether one is left is found out anew.
  const { listedAtMs: _listedAtMs, ...next } = progress;
  look.setProgress({ ...next, ...(left.length === 0 ? {} : { toRevoke: left }) });
  await leaveOperations(run, await operateLinks(run, telegram, operations), telegram.aheadMs());
}
