import { isOperationId } from '../ids.ts';
import { placeOf } from '../job/due.ts';
import type { Job, JobWait } from '../job/job.ts';
import { rankAt } from '../job/line.ts';
import { begin, fail, readdressRefused, takeBack, waitInLine, withdraw } from '../job/transitions.ts';
import { exportMethod } from '../rpc/methods.ts';
import { isOutcomeUnknown, type RpcError } from '../rpc/rpc-error.ts';
import { chooseWaitTier } from '../rpc/wait.ts';
import { settleAll } from '../settle-all.ts';
import { asRpcError, leaveToChatWaits } from './address-jobs.ts';
import type { AddressedJob } from './addressed-job.ts';
import { finishJob } from './finish-job.ts';
import { type CallableJob, readReplacedLink } from './replaced-link.ts';
import type { Run } from './run.ts';
import { countLeading } from './run-pacer.ts';
import { settleFailure } from './settle-failure.ts';
import { forgetPeers, isStalePeer } from './stale-peers.ts';
import { takeRound } from './take-round.ts';
import type { TelegramAccount } from './telegram-account.ts';

/** Calls under way at once on one connection. */
const maxWidth = 10;

/** A round of calls takes at most this long. A round that might not end in time is not begun. */
const roundMs = 9_000;

/** Telegram's clock is as ours, give or take this. The search for a link looks back further than that. */
const maxSkewMs = 10_000;

/** A job whose worker died twice during its call is called after the others, for this long after its last call. */
const suspectMs = 10 * 60_000;

/**
 * Makes the links, oldest job first, in rounds no larger than the account's pace allows. A round stores the intents that the lease is not, sends the
 * calls together as one chain, and stores the results. Ends when all links are made, when time is short, when the pace is
 * used up, when a job of a higher priority has come before those left, or when Telegram says to stop. The jobs that are left stay due or
 * wait.
 * @param endMs what comes after them has its time from then on.
 */
export async function exportLinks(
  run: Run,
  telegram: TelegramAccount,
  callable: AddressedJob[],
  endMs = run.untilMs,
): Promise<void> {
  function isLast({ job }: AddressedJob) {
    return Number(isSuspect(job, run.now()));
  }
  const pending = callable.toSorted((a, b) => isLast(a) - isLast(b) || placeOf(a.job) - placeOf(b.job));
  // After a crash calls go out singly at first: a job that kills its worker must not be called together with others again.
  let width = run.jobs.isAfterCrash ? 1 : maxWidth;
  while (pending.length > 0 && !run.isStopped() && run.now() + roundMs <= endMs) {
    const waitMs = run.waits.blockedUntil(exportMethod) - run.now();
    if (waitMs > 0) {
      if (chooseWaitTier(waitMs, endMs - roundMs - run.now()) !== 'sleep') {
        break;
      }
      await run.sleep(waitMs);
      continue;
    }
    const slots = run.pacer.slots();
    if (slots === 0) {
      const slotInMs = run.pacer.readyAtMs(1) - run.now();
      if (chooseWaitTier(slotInMs, endMs - roundMs - run.now()) !== 'sleep') {
        run.waits.exportAgainAt(run.pacer.readyAtMs(countLeading(pending.map(({ job }) => job))));
        break;
      }
      await run.sleep(Math.max(slotInMs, 1));
      if (await isOvertaken(run, pending)) {
        break;
      }
      continue;
    }
    const round = takeRound(pending, Math.min(width, slots));
    pending.unshift(...(await exportRound(run, telegram, round, endMs)));
    width = Math.min(width * 2, maxWidth);
  }
  await leaveWaiting(run, pending);
}

/**
 * Whether a job of a higher priority, or an operation, has come before these while this worker slept. Its own message is on the way. Where the pace
 * has short pauses, a worker would be at the jobs that it has loaded for half a minute.
 */
async function isOvertaken({ account, jobs, listDueJobs }: Run, [next]: AddressedJob[]): Promise<boolean> {
  if (next === undefined) {
    return false;
  }
  const untilMs = placeOf(next.job);
  const [first] = await listDueJobs(account.accountId, { untilMs, limit: 1 });
  return (
    first !== undefined &&
    (rankAt(first.dueAtMs) < rankAt(untilMs) || isOperationId(first.jobId)) &&
    !jobs.has(first.jobId)
  );
}

/** A worker that dies takes all the calls of its round with it. A job whose worker dies again when it is called singly has killed it. */
function isSuspect({ brokenOff = 0, calledAtMs = 0 }: Job, nowMs: number): boolean {
  return brokenOff >= 2 && nowMs - calledAtMs < suspectMs;
}

/** @returns the jobs that were not called for, and those refused with a wait short enough to be slept through here. */
async function exportRound(
  run: Run,
  telegram: TelegramAccount,
  round: AddressedJob[],
  endMs: number,
): Promise<AddressedJob[]> {
  await run.chats.leaveHeld(round.filter(run.chats.isHeld));
  const unheld = round.filter((entry) => !run.chats.isHeld(entry));
  // An earlier round may have met a wait for the chat.
  const free = await leaveToChatWaits(run, unheld);
  const ready = (await settleAll(free.map((entry) => readReplacedLink(run, telegram, entry)))).filter(
    (entry) => entry !== undefined,
  );
  if (run.isStopped() || run.now() + roundMs > endMs) {
    // That took its time, or the account is not to be called any more.
    return ready;
  }
  const begun = (await settleAll(ready.map((entry) => beginJob(run, telegram, entry)))).filter(
    (entry) => entry !== undefined,
  );
  run.pacer.spend(begun.length);
  let unmade = 0;
  const again = await settleAll(
    begun.map(async (entry, index) => {
      try {
        const outcome = await telegram.exportChatInvite(entry.inputPeer, entry.job.request);
        await finishJob(run, entry, outcome);
        return undefined;
      } catch (error) {
        const rpc = asRpcError(error);
        if (rpc.type === 'CALL_NOT_MADE') {
          unmade += 1;
          return takeBackJob(run, entry);
        }
        if (rpc.code !== 0) {
          // Telegram has answered, so what was sent behind this call is not made.
          run.pacer.refund(begun.length - 1 - index);
        }
        return settleRefusal(run, entry, rpc);
      }
    }),
  );
  if (unmade > 0 && unmade === begun.length) {
    // Not even the first of the chain was sent: the connection is gone.
    run.stop();
    run.pacer.refund(unmade);
  }
  return again.filter((entry) => entry !== undefined);
}

/** Stores the intent. Leaves out a job that another writer has changed, and fails one that Telegram can only refuse. */
async function beginJob(
  run: Run,
  telegram: TelegramAccount,
  { replaces, ...entry }: CallableJob,
): Promise<AddressedJob | undefined> {
  const nowMs = run.now();
  const { expire_date: expireDate } = entry.job.request;
  if (expireDate !== undefined && expireDate * 1000 <= nowMs) {
    const detail = `expire_date (${expireDate}) passed while the job waited. No link was made. Ask again with a later date, or use expire_in.`;
    await run.jobs.save(entry.job, (each) =>
      fail(each, { type: 'EXPIRE_DATE_INVALID', class: 'input', detail }, nowMs),
    );
    return undefined;
  }
  const calledUntilMs = run.untilMs + telegram.aheadMs();
  function makeBegun(job: Job): Job {
    return begin(job, run.account.fence, nowMs, calledUntilMs, replaces);
  }
  if (run.jobs.hasLeaseIntent(entry.job) && isAsLeased(entry.job, telegram)) {
    return { ...entry, job: run.jobs.beginUnderLease(entry.job, makeBegun) };
  }
  const job = await run.jobs.save(entry.job, (each) =>
    // Its caller has cancelled it since it was read.
    each.cancelRequestedAtMs === undefined ? makeBegun(each) : withdraw(each, nowMs),
  );
  return job?.status === 'running' ? { ...entry, job } : undefined;
}

/**
 * Whether the next worker could search for the link by the time of the lease alone: that is our clock's, and Telegram's dates the link. And the
 * link that a permanent one replaces is told by an intent of the job's own.
 */
function isAsLeased({ request }: Job, telegram: TelegramAccount): boolean {
  return request.legacy_revoke_permanent !== true && Math.abs(telegram.aheadMs()) < maxSkewMs;
}

/** Telegram has not executed the call: another before it was refused, or it was never sent. */
async function takeBackJob(run: Run, entry: AddressedJob): Promise<AddressedJob | undefined> {
  const job = await run.jobs.save(entry.job, (each) => takeBack(each, run.now()));
  return job?.status === 'queued' ? { ...entry, job } : undefined;
}

async function settleRefusal(
  run: Run,
  entry: AddressedJob,
  rpc: RpcError,
): Promise<AddressedJob | undefined> {
  const { job, chat } = entry;
  if (isStalePeer(entry, rpc)) {
    await forgetPeers(run, [entry]);
    await run.jobs.save(job, (each) => readdressRefused(each, chat, run.now()));
    return undefined;
  }
  const settled = await settleFailure(run, entry, rpc, exportMethod);
  if (isOutcomeUnknown(rpc)) {
    run.chats.holdLookAlikes(chat, settled ?? job);
  }
  const isWaitOfAccount = settled?.status === 'waiting' && settled.wait?.method === exportMethod;
  return isWaitOfAccount ? { ...entry, job: settled } : undefined;
}

/** When the account has to wait, its jobs say so and keep their places. Otherwise the jobs that are left stay due. */
async function leaveWaiting(run: Run, pending: AddressedJob[]): Promise<void> {
  const retryAtMs = run.waits.blockedUntil(exportMethod);
  if (retryAtMs <= run.now()) {
    return;
  }
  const until: JobWait = { reason: 'FLOOD_WAIT', method: exportMethod, retryAtMs };
  await settleAll(
    pending
      .filter(({ job }) => job.wait?.retryAtMs !== retryAtMs)
      .map(({ job }) => run.jobs.save(job, (each) => waitInLine(each, until, run.now()))),
  );
}
