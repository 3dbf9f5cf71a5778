import { asRpcError } from './address-jobs.ts';
import { type ExportedInvite, mostAttempts, spentAttempts } from './job.ts';
import { listMethod } from './methods.ts';
import { earliestLinkSeconds, findMadeLink } from './reconcile.ts';
import type { AddressedJob, Run } from './run.ts';
import { settleAll } from './settle-all.ts';
import { begin, expire, fail, succeed, waitRefused } from './transitions.ts';
import type { TelegramAccount } from './work-account.ts';

/** A job that kills its worker even while it is only being looked at is given up after this many attempts more. */
const mostReconciliations = 3;

/**
 * Settles the jobs whose last call has an unknown outcome, one listing for all of an account's jobs in a chat. A link
 * that was made is adopted; only where there is none may the call be made again.
 * @returns the jobs that may be called for now.
 */
export async function reconcileJobs(
  run: Run,
  telegram: TelegramAccount,
  addressed: AddressedJob[],
): Promise<AddressedJob[]> {
  const callable: AddressedJob[] = [];
  for (const [key, group] of Map.groupBy(addressed, ({ peerKey }) => peerKey)) {
    const unknown = group.filter(({ job }) => job.intentAtMs !== undefined);
    if (unknown.length > 0) {
      callable.push(...(await reconcileChat(run, telegram, key, unknown)));
    }
    if (!run.isHeld(key)) {
      callable.push(...group.filter(({ job }) => job.intentAtMs === undefined));
    }
  }
  return callable;
}

async function reconcileChat(
  run: Run,
  telegram: TelegramAccount,
  key: string,
  unknown: AddressedJob[],
): Promise<AddressedJob[]> {
  const begun = (await settleAll(unknown.map((entry) => beginAgain(run, entry)))).filter(
    (entry) => entry !== undefined,
  );
  const links = await listLinks(run, telegram, key, begun);
  if (links === undefined) {
    return [];
  }
  const owned = new Set<string>();
  const callable: AddressedJob[] = [];
  for (const entry of begun) {
    const invite = findMadeLink(entry.job, links, (link) => owned.has(link), telegram.aheadMs());
    if (invite !== undefined) {
      owned.add(invite.link);
      await run.save(entry.job, (each) => succeed(each, { kind: 'chatInviteExported', invite }, run.now()));
    } else if (!(await giveUp(run, entry))) {
      callable.push(entry);
    }
  }
  return callable;
}

/** The attempt is counted before anything is asked of Telegram: a job that kills its worker must come to an end. */
async function beginAgain(run: Run, entry: AddressedJob): Promise<AddressedJob | undefined> {
  if (spentAttempts(entry.job) >= mostAttempts + mostReconciliations) {
    const detail = `It was tried ${entry.job.attempts} times, and each time the worker broke off. A link may have been made: look in the chat's invite links.`;
    const error = { type: 'ATTEMPTS_EXHAUSTED', class: 'exhausted' as const, detail };
    await run.save(entry.job, (each) => fail(each, error, run.now()));
    return undefined;
  }
  const job = await run.save(entry.job, (each) => begin(each, run.account.fence, run.now()));
  return job && { ...entry, job };
}

async function listLinks(
  run: Run,
  telegram: TelegramAccount,
  key: string,
  begun: AddressedJob[],
): Promise<ExportedInvite[] | undefined> {
  const [first] = begun;
  if (first === undefined) {
    run.holdPeer(key);
    return undefined;
  }
  const retryAtMs = run.blockedUntil(listMethod);
  if (run.isStopped() || retryAtMs > run.now()) {
    run.holdPeer(key);
    const until = {
      reason: 'FLOOD_WAIT',
      method: listMethod,
      retryAtMs: Math.max(retryAtMs, run.now() + 2_000),
    };
    await settleAll(
      begun.map(({ job }) => run.save(job, (each) => waitRefused(each, until, false, run.now()))),
    );
    return undefined;
  }
  const oldestIntentMs = Math.min(...begun.map(({ job }) => job.intentAtMs ?? run.now()));
  try {
    return await telegram.listExportedInvites(
      first.inputPeer,
      earliestLinkSeconds(oldestIntentMs, telegram.aheadMs()),
    );
  } catch (error) {
    run.holdPeer(key);
    const rpc = asRpcError(error);
    await settleAll(begun.map(({ job }) => run.settleFailure(job, rpc, listMethod)));
    return undefined;
  }
}

/** No link was made. Called again, unless its time or its attempts are over. */
async function giveUp(run: Run, { job }: AddressedJob): Promise<boolean> {
  if (job.deadlineMs <= run.now()) {
    await run.save(job, (each) => expire(each, run.now()));
    return true;
  }
  if (spentAttempts(job) > mostAttempts) {
    const detail = `It was tried ${mostAttempts} times without an answer from Telegram, and no link was made. Ask again later.`;
    const error = { type: 'ATTEMPTS_EXHAUSTED', class: 'exhausted' as const, detail };
    await run.save(job, (each) => fail(each, error, run.now()));
    return true;
  }
  return false;
}
