import { asRpcError } from './address-jobs.ts';
import { type ExportedInvite, type Job, mostAttempts, mostReconciliations, spentAttempts } from './job.ts';
import { listMethod } from './methods.ts';
import { earliestLinkSeconds, findMadeLink } from './reconcile.ts';
import type { AddressedJob, Run } from './run.ts';
import { settleAll } from './settle-all.ts';
import { settleFailure } from './settle-failure.ts';
import { forgetPeers, isElsewhere, isStalePeer } from './stale-peers.ts';
import { cancel, expire, fail, lookAgain, readdress, settleUnmade, wait } from './transitions.ts';
import type { TelegramAccount } from './work-account.ts';

/**
 * Settles the jobs whose last call has an unknown outcome, one listing for all of an account's jobs in a chat. A link
 * that was made is adopted; only where there is none may the call be made again.
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
  for (const [chat, group] of Map.groupBy(found, ({ chat }) => chat)) {
    const unknown = group.filter(({ job }) => job.intentAtMs !== undefined);
    if (unknown.length > 0) {
      callable.push(...(await reconcileChat(run, telegram, chat, unknown)));
    }
    const others = group.filter(({ job }) => job.intentAtMs === undefined);
    if (run.isHeld(chat)) {
      await run.leaveHeld(others);
    } else {
      callable.push(...others);
    }
  }
  return callable;
}

async function reconcileChat(
  run: Run,
  telegram: TelegramAccount,
  chat: string,
  unknown: AddressedJob[],
): Promise<AddressedJob[]> {
  if (run.isStopped() || run.blockedUntil(listMethod) > run.now()) {
    const left = await leaveUnsettled(run, unknown);
    run.holdChat(chat, left[0]);
    return [];
  }
  const looks = await settleAll(unknown.map((entry) => beginLook(run, entry)));
  const begun = looks.filter((entry) => entry !== 'given up' && entry !== 'not ours');
  if (looks.includes('not ours')) {
    // Somebody else may be settling that one: whose link is whose cannot be told without it.
    run.holdChat(chat, undefined);
    await run.leaveHeld(begun);
    return [];
  }
  const links = await listLinks(run, telegram, chat, begun);
  if (links === undefined) {
    return [];
  }
  const callable: AddressedJob[] = [];
  for (const entry of begun) {
    const invite = findMadeLink(entry.job, links, run.isOwned, telegram.aheadMs());
    if (invite !== undefined) {
      await run.finish(entry, { kind: 'chatInviteExported', invite });
    } else if (!(await giveUp(run, entry))) {
      const job = await run.save(entry.job, (each) => settleUnmade(each, run.now()));
      if (job === undefined) {
        run.holdChat(chat, undefined);
      } else {
        callable.push({ ...entry, job });
      }
    }
  }
  if (run.isHeld(chat)) {
    await run.leaveHeld(callable);
    return [];
  }
  return callable;
}

function giveUpElsewhere(run: Run, job: Job): Promise<Job | undefined> {
  const detail =
    'The chat that was named so is gone for this account, and its name leads to another now. An earlier call had no answer: a link may have been made in the chat before.';
  return run.save(job, (each) => fail(each, { type: 'CHANNEL_INVALID', class: 'input', detail }, run.now()));
}

/** Telegram asks for a wait before the chat may be searched. */
async function leaveUnsettled(run: Run, unknown: AddressedJob[]): Promise<(Job | undefined)[]> {
  const retryAtMs = run.blockedUntil(listMethod);
  if (retryAtMs <= run.now()) {
    return [];
  }
  const until = { reason: 'FLOOD_WAIT', method: listMethod, retryAtMs };
  return settleAll(unknown.map(({ job }) => run.save(job, (each) => wait(each, until, run.now()))));
}

/** Counted before anything is asked of Telegram: a job that kills its worker must come to an end. */
async function beginLook(run: Run, entry: AddressedJob): Promise<AddressedJob | 'given up' | 'not ours'> {
  if (entry.job.reconciliations >= mostReconciliations) {
    const detail = `It was tried ${entry.job.attempts} times, and each time the worker broke off. A link may have been made: look in the chat's invite links.`;
    const error = { type: 'ATTEMPTS_EXHAUSTED', class: 'exhausted' as const, detail };
    await run.save(entry.job, (each) => fail(each, error, run.now()));
    return 'given up';
  }
  const job = await run.save(entry.job, (each) => lookAgain(each, run.account.fence, run.now()));
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
  const oldestIntentMs = Math.min(...begun.map(({ job }) => job.intentAtMs ?? run.now()));
  try {
    return await telegram.listExportedInvites(first.inputPeer, () =>
      earliestLinkSeconds(oldestIntentMs, telegram.aheadMs()),
    );
  } catch (error) {
    const rpc = asRpcError(error);
    if (isStalePeer(first, rpc)) {
      await forgetPeers(run, begun);
      const [again] = await settleAll(
        begun.map(({ job }) => run.save(job, (each) => readdress(each, chat, run.now()))),
      );
      run.holdChat(chat, again);
      return undefined;
    }
    const left = await settleAll(begun.map(({ job }) => settleFailure(run, job, rpc, listMethod)));
    run.holdChat(chat, left[0]);
    return undefined;
  }
}

/** No link was made. Called again, unless it was cancelled or its time or its attempts are over. */
async function giveUp(run: Run, { job }: AddressedJob): Promise<boolean> {
  if (job.cancelRequestedAtMs !== undefined) {
    await run.save(job, (each) => cancel(each, run.now()));
    return true;
  }
  if (job.deadlineMs <= run.now()) {
    await run.save(job, (each) => expire(each, run.now()));
    return true;
  }
  if (spentAttempts(job) >= mostAttempts) {
    const detail = `It was tried ${mostAttempts} times without an answer from Telegram, and no link was made. Ask again later.`;
    const error = { type: 'ATTEMPTS_EXHAUSTED', class: 'exhausted' as const, detail };
    await run.save(job, (each) => fail(each, error, run.now()));
    return true;
  }
  return false;
}
