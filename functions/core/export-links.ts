import { asRpcError } from './address-jobs.ts';
import { type Job, type JobWait, spentAttempts } from './job.ts';
import { exportMethod } from './methods.ts';
import { isOutcomeUnknown } from './rpc-error.ts';
import type { AddressedJob, Run } from './run.ts';
import { settleAll } from './settle-all.ts';
import { settleFailure } from './settle-failure.ts';
import { forgetPeers, isStalePeer } from './stale-peers.ts';
import { begin, cancel, fail, readdressRefused, wait } from './transitions.ts';
import { chooseWaitTier } from './wait.ts';
import type { TelegramAccount } from './work-account.ts';

/** Calls under way at once on one connection. */
const widest = 10;

/** After a wait or a crash, calls go out singly at first and then in doubling numbers: a pipeline must not run into a wait. */
const cautiousMs = 10 * 60_000;

/** What one round of calls may take at most; a round that might not end in time is not begun. */
const roundMs = 9_000;

/**
 * Makes the links, in rounds no larger than the account's pace allows: the intents are stored, the calls go out together,
 * the results are stored. Ends when all is done, when time is short, when the pace is used up, or when Telegram says to
 * stop; what is left then stays due or waits.
 */
export async function exportLinks(
  run: Run,
  telegram: TelegramAccount,
  callable: AddressedJob[],
): Promise<void> {
  // Fewest attempts first: after a crash, the job that kills its worker comes after those it would take along.
  const pending = callable.toSorted((a, b) => spentAttempts(a.job) - spentAttempts(b.job));
  const isCautious = run.isAfterCrash || run.blockedUntil(exportMethod) > run.now() - cautiousMs;
  let width = isCautious ? 1 : widest;
  while (pending.length > 0 && !run.isStopped() && run.now() + roundMs <= run.untilMs) {
    const waitMs = run.blockedUntil(exportMethod) - run.now();
    if (waitMs > 0) {
      if (chooseWaitTier(waitMs, run.untilMs - roundMs - run.now()) !== 'sleep') {
        break;
      }
      await run.sleep(waitMs);
      width = 1;
      continue;
    }
    const slots = run.slots();
    if (slots === 0) {
      const slotInMs = run.nextSlotAtMs() - run.now();
      if (chooseWaitTier(slotInMs, run.untilMs - roundMs - run.now()) !== 'sleep') {
        run.leaveToPace(pending.length);
        break;
      }
      await run.sleep(Math.max(slotInMs, 1));
      continue;
    }
    const round = pending.splice(0, Math.min(width, slots));
    const refused = await exportRound(run, telegram, round);
    pending.unshift(...refused);
    width = Math.min(width * 2, widest);
  }
  await leaveWaiting(run, pending);
}

/** @returns the jobs that were refused with a wait short enough to be slept through here. */
async function exportRound(
  run: Run,
  telegram: TelegramAccount,
  round: AddressedJob[],
): Promise<AddressedJob[]> {
  await run.leaveHeld(round.filter(({ chat }) => run.isHeld(chat)));
  const free = round.filter(({ chat }) => !run.isHeld(chat));
  const begun = (await settleAll(free.map((entry) => beginJob(run, entry)))).filter(
    (entry) => entry !== undefined,
  );
  run.spend(begun.length);
  const again = await settleAll(begun.map((entry) => exportLink(run, telegram, entry)));
  return again.filter((entry) => entry !== undefined);
}

/** Stores the intent. A job that another has changed meanwhile is left alone, as is one that can only be refused. */
async function beginJob(run: Run, entry: AddressedJob): Promise<AddressedJob | undefined> {
  const nowMs = run.now();
  const { expire_date: expireDate } = entry.job.request;
  if (expireDate !== undefined && expireDate * 1000 <= nowMs) {
    const detail = `expire_date (${expireDate}) passed while the job waited. No link was made. Ask again with a later date, or use expire_in.`;
    await run.save(entry.job, (each) =>
      fail(each, { type: 'EXPIRE_DATE_INVALID', class: 'input', detail }, nowMs),
    );
    return undefined;
  }
  const job = await run.save(entry.job, (each) => begin(each, run.account.fence, nowMs));
  return job && { ...entry, job };
}

async function exportLink(
  run: Run,
  telegram: TelegramAccount,
  entry: AddressedJob,
): Promise<AddressedJob | undefined> {
  const { job, inputPeer, chat } = entry;
  try {
    const outcome = await telegram.exportChatInvite(inputPeer, job.request);
    await run.finish(entry, outcome);
    return undefined;
  } catch (error) {
    const rpc = asRpcError(error);
    if (isStalePeer(entry, rpc)) {
      await forgetPeers(run, [entry]);
      await run.save(job, (each) => addressAgain(each, chat, run.now()));
      return undefined;
    }
    const settled = await settleFailure(run, job, rpc, exportMethod);
    if (isOutcomeUnknown(rpc)) {
      run.holdChat(chat, settled);
    }
    return settled?.status === 'waiting' && rpc.class === 'flood' ? { ...entry, job: settled } : undefined;
  }
}

/** The call was refused, so a caller who wants no link any more gets none. */
function addressAgain(job: Job, chat: string, nowMs: number): Job {
  return job.cancelRequestedAtMs === undefined ? readdressRefused(job, chat, nowMs) : cancel(job, nowMs);
}

/** The account has to wait: its jobs say so. Jobs left for another reason stay as they are, and due. */
async function leaveWaiting(run: Run, pending: AddressedJob[]): Promise<void> {
  const retryAtMs = run.blockedUntil(exportMethod);
  if (retryAtMs <= run.now()) {
    return;
  }
  const until: JobWait = { reason: 'FLOOD_WAIT', method: exportMethod, retryAtMs };
  await settleAll(
    pending
      .filter(({ job }) => job.wait?.retryAtMs !== retryAtMs)
      .map(({ job }) => run.save(job, (each) => wait(each, until, run.now()))),
  );
}
