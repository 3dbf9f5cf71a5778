import type { Job } from '../job/job.ts';
import { inviteIdOf } from '../job/operation.ts';
import { fail } from '../job/transitions.ts';
import type { AddressedJob } from './addressed-job.ts';
import type { Run } from './run.ts';

/** The link by which people ask to join: undefined where the operation is about all of the chat. One without a link ends here. */
export async function linkOfInvite(
  run: Run,
  job: Job,
): Promise<{ inviteId: string; link: string } | undefined | 'refused'> {
  const inviteId = inviteIdOf(job.operation);
  if (inviteId === undefined) {
    return undefined;
  }
  const [invite] = await run.loadJobs([{ tenantId: job.tenantId, jobId: inviteId }]);
  if (invite?.outcome?.kind === 'chatInviteExported') {
    return { inviteId, link: invite.outcome.invite.link };
  }
  const detail = 'The invite has no link, or is no longer kept: nobody can ask to join by it.';
  await run.jobs.save(job, (each) =>
    fail(each, { type: 'INVITE_NOT_MADE', class: 'input', detail }, run.now()),
  );
  return 'refused';
}

/** The name leads to another chat than it did, whose requests are not meant. @returns whether the job ends here. */
export async function isRefusedHere(run: Run, { job, chat }: AddressedJob): Promise<boolean> {
  if (job.staleChat === undefined || job.staleChat === chat) {
    return false;
  }
  const detail =
    'The chat that was named so is gone for this account, and its name leads to another now. Ask again to mean that one.';
  await run.jobs.save(job, (each) =>
    fail(each, { type: 'CHANNEL_INVALID', class: 'input', detail }, run.now()),
  );
  return true;
}
