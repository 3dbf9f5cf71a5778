import type { ExportOutcome } from '../job/job.ts';
import { succeed } from '../job/transitions.ts';
import type { AddressedJob } from './addressed-job.ts';
import type { Run } from './run.ts';

/**
 * Telegram has answered: the job succeeds, and its link has an owner. Where that cannot be stored, no link is made that could
 * be taken for it.
 */
export async function finishJob(
  run: Run,
  { job, chat }: AddressedJob,
  outcome: ExportOutcome,
): Promise<void> {
  run.links.add(outcome, job.calledAtMs);
  run.pacer.noteLink();
  const saved = await run.jobs.save(job, (each) => succeed(each, outcome, run.now()));
  if (saved === undefined) {
    run.links.leaveUnstored(outcome, job.calledAtMs);
    run.chats.holdLookAlikes(chat, job);
  }
}
