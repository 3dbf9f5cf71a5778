import { dueTimeOf } from '../job/due.ts';
import type { Job } from '../job/job.ts';
import { wait } from '../job/transitions.ts';
import { settleAll } from '../settle-all.ts';
import type { AddressedJob } from './addressed-job.ts';
import { likenessOf } from './reconcile.ts';
import type { createRunJobs } from './run-jobs.ts';

/** A held job is not looked at more often than this. */
const minHoldMs = 1_000;

/**
 * The chats in which the outcome of a call is unknown. No link may be made there that could be taken for the link of that
 * call.
 */
export function createRunChats(now: () => number, jobs: Pick<ReturnType<typeof createRunJobs>, 'save'>) {
  const heldUntilMs = new Map<string, number>();
  return {
    holdLookAlikes,
    isHeld: ({ chat, job }: AddressedJob) => heldUntilMs.has(lookAlikeKey(chat, job)),
    leaveHeld,
  };

  /** The outcome of this job's call is unknown: jobs like it are held, and looked at again when this one is. */
  function holdLookAlikes(chat: string, job: Job): void {
    const key = lookAlikeKey(chat, job);
    const retryAtMs = job.status === 'waiting' ? (dueTimeOf(job) ?? 0) : 0;
    heldUntilMs.set(key, Math.max(heldUntilMs.get(key) ?? 0, retryAtMs));
  }

  /** Stores on held jobs that they wait. */
  async function leaveHeld(entries: AddressedJob[]): Promise<void> {
    await settleAll(
      entries.map(({ job, chat }) => {
        const retryAtMs = Math.max(heldUntilMs.get(lookAlikeKey(chat, job)) ?? 0, now() + minHoldMs);
        return jobs.save(job, (each) => wait(each, { reason: 'OUTCOME_UNKNOWN', retryAtMs }, now()));
      }),
    );
  }
}

function lookAlikeKey(chat: string, { request }: Job): string {
  return `${chat} ${likenessOf(request)}`;
}
