import { type ExportedInvite, type Job, maxAttempts, maxReconciliations, spentAttempts } from '../job/job.ts';
import {
  cancel,
  expire,
  fail,
  lookAgain,
  readdress,
  settleUnmade,
  wait,
  waitUnseen,
} from '../job/transitions.ts';
import { chatScope, listMethod } from '../rpc/methods.ts';
import { settleAll } from '../settle-all.ts';
import { asRpcError } from './address-jobs.ts';
import type { AddressedJob } from './addressed-job.ts';
import { finishJob } from './finish-job.ts';
import { earliestLinkSeconds, findMadeLink, latestExecutionMs, likenessOf } from './reconcile.ts';
import type { Run } from './run.ts';
import { settleFailure } from './settle-failure.ts';
import { forgetPeers, isElsewhere, isStalePeer } from './stale-peers.ts';
import type { TelegramAccount } from './telegram-account.ts';

/** The second search comes this soon after the first: a call that Telegram executes late is mostly late by seconds. */
const secondSearchMs = 15_000;

/**
 * Settles the jobs whose last call has an unknown outcome, with one listing for all of an account's jobs in a
 * chat. A link that was made is adopted. The call may be made again only when there is no link and none can be made any more.
 * @returns the jobs that may be called for.
 */
export async function reconcileJobs(
  run: Run,
  telegram: TelegramAccount,
  addressed: AddressedJob[],
): Promise<AddressedJob[]> {
  const callable: AddressedJob[] = [];
  await settleAll(addressed.filter(isElsewhere).map(({ job }) => giveUpElsewhere(run, job)));
  const found = addressed.filter((entry) => !isElsewhere(entry));
  for (const [chat, group] of Map.groupBy(found, (entry) => entry.chat)) {
    const unknown = group.filter(({ job }) => job.intentAtMs !== undefined);
    const unmade = unknown.length > 0 ? await reconcileChat(run, telegram, chat, unknown) : [];
    const others = [...unmade, ...group.filter(({ job }) => job.intentAtMs === undefined)];
    await run.chats.leaveHeld(others.filter(run.chats.isHeld));
    callable.push(...others.filter((entry) => !run.chats.isHeld(entry)));
  }
  return callable;
}

/** @returns the jobs whose call has made no link, and will make none. */
async function reconcileChat(
  run: Run,
  telegram: TelegramAccount,
  chat: string,
  unknown: AddressedJob[],
): Promise<AddressedJob[]> {
  const waitEndMs = Math.max(
    run.waits.blockedUntil(listMethod),
    run.waits.blockedUntil(chatScope(listMethod, chat)),
  );
  if (run.isStopped() || waitEndMs > run.now()) {
    holdAll(run, unknown, await leaveUnsettled(run, unknown, waitEndMs));
    return [];
  }
  const looks = await settleAll(unknown.map((entry) => beginLook(run, entry)));
  const notOurs = unknown.filter((_, index) => looks[index] === 'not ours');
  // Another worker may be settling those. Without them nobody can tell which link belongs to which job.
  holdAll(run, notOurs, []);
  const begun = looks.filter((entry) => entry !== 'given up' && entry !== 'not ours');
  const doubtful = new Set(notOurs.map(({ job }) => likenessOf(job.request)));
  function isDoubtful({ job }: AddressedJob) {
    return doubtful.has(likenessOf(job.request));
  }
  const ours = begun.filter((entry) => !isDoubtful(entry));
  await run.chats.leaveHeld(begun.filter(isDoubtful));
  const links = await listLinks(run, telegram, chat, ours);
  if (links === undefined) {
    return [];
  }
  const unmade = await settleAll(
    ours.map((entry) => {
      const invite = findMadeLink(entry.job, links, run.links.isOwned, telegram.aheadMs());
      return invite === undefined
        ? settleUnseen(run, telegram, entry)
        : finishJob(run, entry, { kind: 'chatInviteExported', invite }).then(() => undefined);
    }),
  );
  return unmade.filter((entry) => entry !== undefined);
}

/** @param left the entries' jobs as they are stored now, where they were changed. */
function holdAll(run: Run, entries: AddressedJob[], left: (Job | undefined)[]): void {
  for (const [index, { chat, job }] of entries.entries()) {
    run.chats.holdLookAlikes(chat, left[index] ?? job);
  }
}

/**
 * The chat has no link of this call. It is searched again while the call may still be executed. After that, it is certain that
 * the call has made none.
 * @returns the job, where it may be called for.
 */
async function settleUnseen(
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
    const left = await run.jobs.save(entry.job, (each) => waitUnseen(each, until, telegramNowMs, run.now()));
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

function giveUpElsewhere(run: Run, job: Job): Promise<Job | undefined> {
  const detail =
    'The chat that was named so is gone for this account, and its name leads to another now. An earlier call had no answer: a link may have been made in the chat before.';
  return run.jobs.save(job, (each) =>
    fail(each, { type: 'CHANNEL_INVALID', class: 'input', detail }, run.now()),
  );
}

/** Telegram asks for a wait before the chat may be searched. */
async function leaveUnsettled(
  run: Run,
  unknown: AddressedJob[],
  retryAtMs: number,
): Promise<(Job | undefined)[]> {
  if (retryAtMs <= run.now()) {
    return [];
  }
  const isOfMethod = retryAtMs === run.waits.blockedUntil(listMethod);
  const until = isOfMethod
    ? { reason: 'FLOOD_WAIT', method: listMethod, retryAtMs }
    : { reason: 'SLOWMODE_WAIT', retryAtMs };
  return settleAll(unknown.map(({ job }) => run.jobs.save(job, (each) => wait(each, until, run.now()))));
}

/** Counts the search before Telegram is called, so that a job that kills its worker comes to an end. */
async function beginLook(run: Run, entry: AddressedJob): Promise<AddressedJob | 'given up' | 'not ours'> {
  if (entry.job.reconciliations >= maxReconciliations) {
    const detail = `It was tried ${entry.job.attempts} times, and the search for its link broke off each time. A link may have been made: look in the chat's invite links.`;
    const error = { type: 'ATTEMPTS_EXHAUSTED', class: 'exhausted' as const, detail };
    await run.jobs.save(entry.job, (each) => fail(each, error, run.now()));
    return 'given up';
  }
  const job = await run.jobs.save(entry.job, (each) => lookAgain(each, run.account.fence, run.now()));
  return job === undefined ? 'not ours' : { ...entry, job };
}

async function listLinks(
  run: Run,
  telegram: TelegramAccount,
  chat: string,
  begun: AddressedJob[],
): Promise<ExportedInvite[] | undefined> {
  const [first] = begun;
  if (first === undefined) {
    return undefined;
  }

  function sinceSeconds() {
    return Math.min(...begun.map(({ job }) => earliestLinkSeconds(job, telegram.aheadMs())));
  }
  try {
    return await telegram.listExportedInvites(first.inputPeer, sinceSeconds);
  } catch (error) {
    const rpc = asRpcError(error);
    if (isStalePeer(first, rpc)) {
      await forgetPeers(run, begun);
      const again = await settleAll(
        begun.map(({ job }) => run.jobs.save(job, (each) => readdress(each, chat, run.now()))),
      );
      holdAll(run, begun, again);
      return undefined;
    }
    holdAll(run, begun, await settleAll(begun.map((entry) => settleFailure(run, entry, rpc, listMethod))));
    return undefined;
  }
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
