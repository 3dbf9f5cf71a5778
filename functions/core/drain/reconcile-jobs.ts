import { type ExportedInvite, type Job, type JobWait, maxReconciliations } from '../job/job.ts';
import { beginSearch, fail, readdress, wait } from '../job/transitions.ts';
import { listMethod } from '../rpc/methods.ts';
import { settleAll } from '../settle-all.ts';
import { asRpcError } from './address-jobs.ts';
import type { AddressedJob } from './addressed-job.ts';
import { finishJob } from './finish-job.ts';
import { earliestLinkSeconds, findMadeLink, likenessOf } from './reconcile.ts';
import type { Run } from './run.ts';
import { settleFailure } from './settle-failure.ts';
import { settleUnseen } from './settle-unseen.ts';
import { forgetPeers, isElsewhere, isStalePeer } from './stale-peers.ts';
import type { TelegramAccount } from './telegram-account.ts';

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
  const until = run.waits.untilListed(chat);
  if (run.isStopped() || until !== undefined) {
    holdAll(run, unknown, until === undefined ? [] : await leaveUnsettled(run, unknown, until));
    return [];
  }
  const searches = await settleAll(unknown.map((entry) => countSearch(run, entry)));
  const notOurs = unknown.filter((_, index) => searches[index] === 'not ours');
  // Another worker may be settling those. Without them nobody can tell which link belongs to which job.
  holdAll(run, notOurs, []);
  const begun = searches.filter((entry) => entry !== 'given up' && entry !== 'not ours');
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

function giveUpElsewhere(run: Run, job: Job): Promise<Job | undefined> {
  const detail =
    'The chat that was named so is gone for this account, and its name leads to another now. An earlier call had no answer: a link may have been made in the chat before.';
  return run.jobs.save(job, (each) =>
    fail(each, { type: 'CHANNEL_INVALID', class: 'input', detail }, run.now()),
  );
}

/** Telegram asks for a wait before the chat may be searched. */
function leaveUnsettled(run: Run, unknown: AddressedJob[], until: JobWait): Promise<(Job | undefined)[]> {
  return settleAll(unknown.map(({ job }) => run.jobs.save(job, (each) => wait(each, until, run.now()))));
}

/** Counts the search before Telegram is called, so that a job that kills its worker comes to an end. */
async function countSearch(run: Run, entry: AddressedJob): Promise<AddressedJob | 'given up' | 'not ours'> {
  if (entry.job.reconciliations >= maxReconciliations) {
    const detail = `It was tried ${entry.job.attempts} times, and the search for its link broke off each time. A link may have been made: look in the chat's invite links.`;
    const error = { type: 'ATTEMPTS_EXHAUSTED', class: 'exhausted' as const, detail };
    await run.jobs.save(entry.job, (each) => fail(each, error, run.now()));
    return 'given up';
  }
  const job = await run.jobs.save(entry.job, (each) => beginSearch(each, run.account.fence, run.now()));
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
