import { isOverdue } from '../job/due.ts';
import { type Job, maxAttempts, spentAttempts } from '../job/job.ts';
import type { RequestsLook } from '../job/operation.ts';
import {
  beginPage,
  expire,
  fail,
  goOn,
  readdressRefused,
  succeedOperation,
  wait,
} from '../job/transitions.ts';
import { importersMethod } from '../rpc/methods.ts';
import { asRpcError } from './address-jobs.ts';
import type { AddressedJob } from './addressed-job.ts';
import { type KnownRequests, placeOfChat } from './known-requests.ts';
import { callMs, readRequests } from './read-requests.ts';
import { isRefusedHere, linkOfInvite } from './request-invites.ts';
import type { Run } from './run.ts';
import { waitFor } from './run-operations.ts';
import { settleFailure } from './settle-failure.ts';
import { forgetPeers, isStalePeer } from './stale-peers.ts';
import type { TelegramAccount } from './telegram-account.ts';

/** A job that reads who asks to join a chat. */
export interface AddressedLook extends AddressedJob {
  job: Job & { operation: RequestsLook };
}

export function isRequestsLook(entry: AddressedJob): entry is AddressedLook {
  return entry.job.operation?.kind === 'requests';
}

/** Reads who asks to join, by the link of an invite or by any, and stores it. Reading again changes nothing. */
export async function lookAtRequests(
  run: Run,
  telegram: TelegramAccount,
  known: KnownRequests,
  entries: AddressedLook[],
): Promise<void> {
  for (const entry of entries) {
    if (run.isStopped() || run.now() + callMs > run.untilMs) {
      return;
    }
    await look(run, telegram, known, entry);
  }
}

async function look(
  run: Run,
  telegram: TelegramAccount,
  known: KnownRequests,
  entry: AddressedLook,
): Promise<void> {
  const { job } = entry;
  if (isOverdue(job, run.now())) {
    await run.jobs.save(job, (each) => expire(each, run.now()));
    return;
  }
  const until = waitFor(run, entry, importersMethod);
  if (until !== undefined) {
    await run.jobs.save(job, (each) => wait(each, until, run.now()));
    return;
  }
  if (await isRefusedHere(run, entry)) {
    return;
  }
  const invite = await linkOfInvite(run, job);
  if (invite === 'refused') {
    return;
  }
  const place = placeOfChat(run, entry);
  const read = known.countRead(place, invite?.link);
  if (read !== undefined) {
    await run.jobs.save(job, (each) => succeedOperation(each, { requested: read }, run.now()));
    return;
  }
  const begun = await begin(run, job);
  if (begun === undefined) {
    return;
  }
  try {
    const requested = await readRequests(run, telegram, known, { place, inputPeer: entry.inputPeer, invite });
    await run.jobs.save(begun, (each) =>
      requested === undefined ? goOn(each, run.now()) : succeedOperation(each, { requested }, run.now()),
    );
  } catch (error) {
    const rpc = asRpcError(error);
    if (isStalePeer(entry, rpc)) {
      await forgetPeers(run, [entry]);
      await run.jobs.save(begun, (each) => readdressRefused(each, entry.chat, run.now()));
      return;
    }
    await settleFailure(run, { ...entry, job: begun }, rpc, importersMethod);
  }
}

/** Counts the calls before they are made, so that a job that kills its worker comes to an end. */
function begin(run: Run, job: Job): Promise<Job | undefined> {
  if (spentAttempts(job) < maxAttempts) {
    return run.jobs.save(job, (each) => beginPage(each, run.account.fence, run.now()));
  }
  const detail = `Telegram was asked ${maxAttempts} times who asks to join, without an answer. Ask again later.`;
  const error = { type: 'ATTEMPTS_EXHAUSTED', class: 'exhausted' as const, detail };
  return run.jobs.save(job, (each) => fail(each, error, run.now())).then(() => undefined);
}
