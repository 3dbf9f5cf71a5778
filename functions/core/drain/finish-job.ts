import type { ExportOutcome } from '../job/job.ts';
import { succeed } from '../job/transitions.ts';
import type { AddressedJob } from './addressed-job.ts';
import type { Run } from './run.ts';
import { trackMadeLink } from './track-links.ts';

/**
 * Telegram has answered: the job succeeds, and its link has an owner. Where that cannot be stored, no link is made that could
 * be taken for it.
 */
export async function finishJob(
  run: Run,
  { job, chat, inputPeer }: AddressedJob,
  outcome: ExportOutcome,
): Promise<void> {
  run.links.add(outcome, job.calledAtMs);
  run.pacer.noteLink();
  await trackMadeLink(run, { job, inputPeer }, outcome);
  const saved = await run.jobs.save(job, (each) => succeed(each, outcome, run.now()));
  if (saved === undefined) {
    run.links.leaveUnstored(outcome, job.calledAtMs);
    run.chats.holdLookAlikes(chat, job);
  }
}
