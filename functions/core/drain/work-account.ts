import type { InputPeer } from '../account/account.ts';
import { isOverdue } from '../job/due.ts';
import type { Job } from '../job/job.ts';
import { expire, unblock, waitInLine, withdraw } from '../job/transitions.ts';
import { backoffMs } from '../rpc/wait.ts';
import { settleAll } from '../settle-all.ts';
import { addressJobs, asRpcError, findKeptPeers, holdUnsettled } from './address-jobs.ts';
import { decideRequests, isDecision } from './decide-requests.ts';
import { exportLinks } from './export-links.ts';
import { createKnownRequests } from './known-requests.ts';
import { leaveOperations } from './leave-operations.ts';
import { isAddressedWatch, lookCallMs } from './look.ts';
import { isRequestsLook, lookAtRequests } from './look-at-requests.ts';
import { operateLinks } from './operate-links.ts';
import { reconcileJobs } from './reconcile-jobs.ts';
import type { Run } from './run.ts';
import { isLinkOperation, loadWaiting } from './run-operations.ts';
import { countLeading } from './run-pacer.ts';
import { settleFailure } from './settle-failure.ts';
import { isSync, maxPages, syncLinks } from './sync-links.ts';
import type { TelegramAccount } from './telegram-account.ts';
import { tendDue, tendMade } from './tend-standing.ts';
import { maxLookPages, watchChats } from './watch-chats.ts';

/**
 * Works through an account's loaded due jobs, under the account's lease, oldest first. Unknown outcomes are settled before any
 * new link is made. The connection is closed when this returns. Standing work is tended before, so that what it asks of links is done
 * at once, and again after a link of it was made.
 */
export async function workAccount(run: Run): Promise<void> {
  // The account works, so its jobs are not blocked any more. Some may have been blocked while it was being resumed.
  await settleAll(run.jobs.blocked().map((job) => run.jobs.save(job, (each) => unblock(each, run.now()))));
  // Their callers have cancelled them while a worker had the lease, which did not call for them.
  await settleAll(
    run.jobs
      .unfinished()
      .filter(
        ({ cancelRequestedAtMs, intentAtMs }) =>
          cancelRequestedAtMs !== undefined && intentAtMs === undefined,
      )
      .map((job) => run.jobs.save(job, (each) => withdraw(each, run.now()))),
  );
  await settleAll(
    run.jobs
      .due()
      .filter((job) => isOverdue(job, run.now()))
      .map((job) => run.jobs.save(job, (each) => expire(each, run.now()))),
  );
  await tendDue(run);
  await workOnJobs(run);
  await tendMade(run);
}

async function workOnJobs(run: Run): Promise<void> {
  if (run.jobs.due().length === 0) {
    return;
  }
  if (
    run.pacer.slots() === 0 &&
    run.jobs.due().every(({ intentAtMs, operation }) => intentAtMs === undefined && operation === undefined)
  ) {
    run.waits.exportAgainAt(run.pacer.readyAtMs(countLeading(run.jobs.due())));
    return;
  }
  // Neither needs the other, so they run at once.
  const [opened, found] = await Promise.allSettled([
    run.connect(run.account, run.untilMs),
    findKeptPeers(run),
  ]);
  try {
    if (opened.status === 'rejected') {
      await settleUnconnected(run, opened.reason);
    }
    if (found.status === 'rejected') {
      throw found.reason;
    }
    if (opened.status === 'fulfilled') {
      await callTelegram(run, opened.value, found.value);
    }
  } finally {
    if (opened.status === 'fulfilled') {
      await opened.value.close();
      run.keepServerSalts(opened.value.serverSalts());
    }
  }
}

/**
 * An account that cannot reach Telegram is left alone for a while: its jobs keep their places.
 * @throws anything but a TelegramError: a fault of ours.
 */
async function settleUnconnected(run: Run, error: unknown): Promise<void> {
  const rpc = asRpcError(error);
  const due = run.jobs.due();
  if (rpc.type !== 'CONNECTION_FAILED') {
    await settleAll(due.map((job) => settleFailure(run, { job }, rpc, 'connect')));
    return;
  }
  const retryAtMs = run.now() + connectBackoffMs(due, run.random());
  run.waits.comeBackAt(retryAtMs);
  await settleAll(
    due.map((job) =>
      run.jobs.save(job, (each) => waitInLine(each, { reason: rpc.type, retryAtMs }, run.now())),
    ),
  );
}

/** Each failure to connect doubles the wait of the one before. */
function connectBackoffMs(due: Job[], random: number): number {
  const before = due.map(({ wait, updatedAtMs }) =>
    wait?.reason === 'CONNECTION_FAILED' ? wait.retryAtMs - updatedAtMs : 0,
  );
  return backoffMs(1 + Math.log2(Math.max(...before, 1_000) / 1_000), random);
}

/**
 * Operations on links come first: they take a moment, and a revocation is urgent. People who ask to join come next. A sync reads one page
 * where links are asked for, so that neither waits for the end of the other. Nobody waits for a look at a chat: it is the last.
 */
async function callTelegram(
  run: Run,
  telegram: TelegramAccount,
  kept: Map<string, InputPeer>,
): Promise<void> {
  holdUnsettled(run, kept);
  const addressed = await addressJobs(run, telegram, kept);
  const operations = addressed.filter(isLinkOperation);
  const early = await operateLinks(run, telegram, operations);
  const known = createKnownRequests(run);
  await decideRequests(run, telegram, known, addressed.filter(isDecision));
  await lookAtRequests(run, telegram, known, addressed.filter(isRequestsLook));
  const requests = addressed.filter(({ job }) => job.operation === undefined);
  const callable = await reconcileJobs(run, telegram, requests);
  await syncLinks(run, telegram, addressed.filter(isSync), requests.length === 0 ? maxPages : 1);
  const watches = addressed.filter(isAddressedWatch);
  // Where links are asked for all the time, those who join by them are still seen.
  await exportLinks(run, telegram, callable, run.untilMs - (watches.length > 0 ? lookCallMs : 0));
  // Their links may have been made meanwhile.
  const late = [...early, ...(await loadWaiting(run, requests))];
  await leaveOperations(run, await operateLinks(run, telegram, late), telegram.aheadMs());
  await watchChats(run, telegram, watches, requests.length === 0 ? maxLookPages : 1);
}
