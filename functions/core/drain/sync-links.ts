import { type Job, maxAttempts, spentAttempts } from '../job/job.ts';
import type { LinkSync, SyncProgress } from '../job/operation.ts';
import { beginPage, fail, readdressRefused, succeedSync, turnPage, wait } from '../job/transitions.ts';
import { adminLists, afterPage, beginSync, ownLists } from '../operation/sync-lists.ts';
import { adminsMethod, listMethod } from '../rpc/methods.ts';
import { asRpcError } from './address-jobs.ts';
import type { AddressedJob } from './addressed-job.ts';
import { type KnownLink, loadKnownLinks } from './known-links.ts';
import type { Run } from './run.ts';
import { waitFor } from './run-operations.ts';
import { settleFailure } from './settle-failure.ts';
import { forgetPeers, isStalePeer } from './stale-peers.ts';
import { storePage } from './store-page.ts';
import type { TelegramAccount } from './telegram-account.ts';

/** A job that reads the links of a chat. */
interface AddressedSync extends AddressedJob {
  job: Job & { operation: LinkSync };
}

export function isSync(entry: AddressedJob): entry is AddressedSync {
  return entry.job.operation?.kind === 'sync';
}

/** A page takes at most this long. One that might not end in time is not begun. */
const pageMs = 9_000;

/** Pages of one pass: a request that comes meanwhile waits for a second or two. */
export const maxPages = 10;

/**
 * Reads the links of chats page by page, and stores what Telegram tells of them: a link that is no invite of the account yet is
 * adopted as one. A page is stored before the next is read, and storing one again changes nothing, so that a worker that dies loses at
 * most the place.
 */
export async function syncLinks(
  run: Run,
  telegram: TelegramAccount,
  entries: AddressedSync[],
  limit: number,
): Promise<void> {
  let known: Map<string, KnownLink> | undefined;
  let pages = 0;
  for (const entry of entries) {
    let current: AddressedSync | undefined = entry;
    while (current && pages < limit && !run.isStopped() && run.now() + pageMs <= run.untilMs) {
      known ??= await loadKnownLinks(run);
      current = await readNext(run, telegram, known, current);
      pages += 1;
    }
  }
}

/** @returns the sync, where there is more to read. */
async function readNext(
  run: Run,
  telegram: TelegramAccount,
  known: Map<string, KnownLink>,
  entry: AddressedSync,
): Promise<AddressedSync | undefined> {
  const { job } = entry;
  const method = job.operation.admins && job.sync === undefined ? adminsMethod : listMethod;
  const until = waitFor(run, entry, method);
  if (until !== undefined) {
    await run.jobs.save(job, (each) => wait(each, until, run.now()));
    return undefined;
  }
  const begun = await begin(run, entry);
  if (begun === undefined) {
    return undefined;
  }
  try {
    const { operation, sync } = begun.job;
    if (method === adminsMethod) {
      const lists = await telegram.listAdminLists(entry.inputPeer);
      return await goOn(run, begun, beginSync(adminLists(lists, operation)));
    }
    return await readPage(run, telegram, known, begun, sync ?? beginSync(ownLists(operation)));
  } catch (error) {
    await settleRefusal(run, begun, error, method);
    return undefined;
  }
}

/** Counts the call before it is made, so that a job that kills its worker comes to an end. */
async function begin(run: Run, entry: AddressedSync): Promise<AddressedSync | undefined> {
  const { job } = entry;
  if (spentAttempts(job) >= maxAttempts) {
    const detail = `A page of links was asked for ${maxAttempts} times without an answer. What was read before is stored.`;
    const error = { type: 'ATTEMPTS_EXHAUSTED', class: 'exhausted' as const, detail };
    await run.jobs.save(job, (each) => fail(each, error, run.now()));
    return undefined;
  }
  return withJob(entry, await run.jobs.save(job, (each) => beginPage(each, run.account.fence, run.now())));
}

async function readPage(
  run: Run,
  telegram: TelegramAccount,
  known: Map<string, KnownLink>,
  entry: AddressedSync,
  sync: SyncProgress,
): Promise<AddressedSync | undefined> {
  const [list] = sync.lists;
  if (list === undefined) {
    return goOn(run, entry, sync);
  }
  const page = await telegram.listLinks(entry.inputPeer, list, sync.offset);
  // A later worker may have made links of these, which this one does not know of.
  if (run.now() >= (run.account.leaseUntilMs ?? 0)) {
    run.stop();
    return undefined;
  }
  const read = { admin: list.admin, page, aheadMs: telegram.aheadMs() };
  const counts = await storePage(run, known, entry.job, read);
  return counts && goOn(run, entry, afterPage(sync, page, counts));
}

/** Stores how far the sync has come. @returns it, where there is more to read. */
async function goOn(run: Run, entry: AddressedSync, sync: SyncProgress): Promise<AddressedSync | undefined> {
  if (sync.lists.length === 0) {
    await run.jobs.save(entry.job, (each) => succeedSync(each, sync, run.now()));
    return undefined;
  }
  return withJob(entry, await run.jobs.save(entry.job, (each) => turnPage(each, sync, run.now())));
}

async function settleRefusal(run: Run, entry: AddressedSync, error: unknown, method: string): Promise<void> {
  const rpc = asRpcError(error);
  if (isStalePeer(entry, rpc)) {
    await forgetPeers(run, [entry]);
    await run.jobs.save(entry.job, (each) => readdressRefused(each, entry.chat, run.now()));
    return;
  }
  await settleFailure(run, entry, rpc, method);
}

function withJob(entry: AddressedSync, job: Job | undefined): AddressedSync | undefined {
  return job && { ...entry, job: job as AddressedSync['job'] };
}
