import { maxAttempts, spentAttempts } from '../job/job.ts';
import { cancel, expire, fail, settleUnmade, waitForLateLink } from '../job/transitions.ts';
import type { AddressedJob } from './addressed-job.ts';
import { latestExecutionMs } from './reconcile.ts';
import type { Run } from './run.ts';
import type { TelegramAccount } from './telegram-account.ts';

/** The second search comes this soon after the first: a call that Telegram executes late is mostly late by seconds. */
const secondSearchMs = 15_000;

/**
 * The chat has no link of this call. It is searched again while the call may still be executed. After that, it is certain that
 * the call has made none.
 * @returns the job, where it may be called for.
 */
export async function settleUnseen(
  run: Run,
  telegram: TelegramAccount,
  entry: AddressedJob,
): Promise<AddressedJob | undefined> {
  const telegramNowMs = run.now() + telegram.aheadMs();
  const leftMs = latestExecutionMs(entry.job, telegramNowMs) - telegramNowMs;
  if (leftMs > 0) {
    const isFirst = entry.job.unseenAtMs === undefined;
    const retryAtMs = run.now() + (isFirst ? Math.min(secondSearchMs, leftMs) : leftMs);
    const until = { reason: 'OUTCOME_UNKNOWN', retryAtMs };
    const left = await run.jobs.save(entry.job, (each) =>
      waitForLateLink(each, until, telegramNowMs, run.now()),
    );
    run.chats.holdLookAlikes(entry.chat, left ?? entry.job);
    return undefined;
  }
  if (await giveUp(run, entry)) {
    return undefined;
  }
  const job = await run.jobs.save(entry.job, (each) => settleUnmade(each, run.now()));
  if (job === undefined) {
    run.chats.holdLookAlikes(entry.chat, entry.job);
    return undefined;
  }
  return { ...entry, job };
}

/** No link was made. @returns whether the job ends here: it was cancelled, or its time or its attempts are over. */
async function giveUp(run: Run, { job }: AddressedJob): Promise<boolean> {
  if (job.cancelRequestedAtMs !== undefined) {
    await run.jobs.save(job, (each) => cancel(each, run.now()));
    return true;
  }
  if (job.deadlineMs <= run.now()) {
    await run.jobs.save(job, (each) => expire(each, run.now()));
    return true;
  }
  if (spentAttempts(job) >= maxAttempts) {
    const detail = `It was tried ${maxAttempts} times without an answer from Telegram, and no link was made. Ask again later.`;
    const error = { type: 'ATTEMPTS_EXHAUSTED', class: 'exhausted' as const, detail };
    await run.jobs.save(job, (each) => fail(each, error, run.now()));
    return true;
  }
  return false;
}
