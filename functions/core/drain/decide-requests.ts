import { isOverdue } from '../job/due.ts';
import { type Decided, type Job, maxAttempts, spentAttempts } from '../job/job.ts';
import type { JoinDecision } from '../job/operation.ts';
import {
  begin as beginCall,
  decide,
  expire,
  fail,
  goOn,
  readdressRefused,
  takeBack,
  wait,
} from '../job/transitions.ts';
import type { JoinRequest } from '../join/join.ts';
import { methodOf } from '../operation/kinds.ts';
import { importersMethod } from '../rpc/methods.ts';
import type { RpcError } from '../rpc/rpc-error.ts';
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

/** A job that lets in people who ask to join a chat, or turns them away. */
export interface AddressedDecision extends AddressedJob {
  job: Job & { operation: JoinDecision };
}

export function isDecision(entry: AddressedJob): entry is AddressedDecision {
  const { operation } = entry.job;
  return operation?.kind === 'approve' || operation?.kind === 'decline';
}

/** Refusals that say how things are: there is nothing to decide any more. */
const settledBefore: Record<string, Decided> = {
  HIDE_REQUESTER_MISSING: 'missing',
  USER_ALREADY_PARTICIPANT: 'already_member',
};

/** About whom a decision is. */
interface Subjects {
  invite: { inviteId: string; link: string } | undefined;
  /** One person; undefined for all. */
  person: JoinRequest | undefined;
}

/**
 * Makes decisions about people who ask to join, one after the other. A decision may be repeated: a call of unknown outcome is settled
 * by making it again. What Telegram answers then is told and nothing is guessed: where the lost call was executed, the person is in
 * already, or asks no more.
 */
export async function decideRequests(
  run: Run,
  telegram: TelegramAccount,
  known: KnownRequests,
  entries: AddressedDecision[],
): Promise<void> {
  for (const entry of entries) {
    let current: AddressedDecision | undefined = entry;
    while (current && !run.isStopped() && run.now() + callMs <= run.untilMs) {
      current = await decideOnce(run, telegram, known, current);
    }
  }
}

/** @returns the decision, where it can go on at once. */
async function decideOnce(
  run: Run,
  telegram: TelegramAccount,
  known: KnownRequests,
  entry: AddressedDecision,
): Promise<AddressedDecision | undefined> {
  const { job } = entry;
  if (isOverdue(job, run.now())) {
    await run.jobs.save(job, (each) => expire(each, run.now()));
    return undefined;
  }
  if ((await isHeld(run, entry, methodOf(job))) || (await isRefusedHere(run, entry))) {
    return undefined;
  }
  const subjects = await findSubjects(run, telegram, known, entry);
  const begun = subjects && (await begin(run, telegram, job));
  return subjects && begun && callOnce(run, telegram, known, { ...entry, job: begun }, subjects);
}

/** Whether Telegram has asked for a wait before the method is called: then the job waits. */
async function isHeld(run: Run, entry: AddressedDecision, method: string): Promise<boolean> {
  const until = waitFor(run, entry, method);
  if (until === undefined) {
    return false;
  }
  await run.jobs.save(entry.job, (each) => wait(each, until, run.now()));
  return true;
}

/** A person's access hash is taken from the stored requests, or else from Telegram's list. @returns undefined where the job waits or has ended. */
async function findSubjects(
  run: Run,
  telegram: TelegramAccount,
  known: KnownRequests,
  entry: AddressedDecision,
): Promise<Subjects | undefined> {
  const { job, inputPeer } = entry;
  const invite = await linkOfInvite(run, job);
  if (invite === 'refused') {
    return undefined;
  }
  if (job.operation.userId === undefined) {
    return { invite, person: undefined };
  }
  const place = placeOfChat(run, entry);
  let person = findPerson(await known.listOf(place), job.operation);
  if (person === undefined && !known.isRead(place, invite?.link)) {
    if (await isHeld(run, entry, importersMethod)) {
      return undefined;
    }
    try {
      const count = await readRequests(run, telegram, known, { place, inputPeer, invite });
      if (count === undefined) {
        return undefined;
      }
    } catch (error) {
      await settleRefusal(run, entry, asRpcError(error), importersMethod);
      return undefined;
    }
    person = findPerson(await known.listOf(place), job.operation);
  }
  if (person === undefined) {
    await run.jobs.save(job, (each) => decide(each, 'missing', run.now()));
    return undefined;
  }
  return { invite, person };
}

function findPerson(requests: JoinRequest[], { userId, inviteId }: JoinDecision): JoinRequest | undefined {
  return requests.find(
    (each) => each.userId === userId && (inviteId === undefined || each.inviteId === inviteId),
  );
}

/** Stores the intent. */
async function begin(
  run: Run,
  telegram: TelegramAccount,
  job: AddressedDecision['job'],
): Promise<AddressedDecision['job'] | undefined> {
  if (spentAttempts(job) >= maxAttempts) {
    const detail = `It was tried ${maxAttempts} times without an answer from Telegram. It may have been done all the same: look at the requests to see.`;
    const error = { type: 'ATTEMPTS_EXHAUSTED', class: 'exhausted' as const, detail };
    await run.jobs.save(job, (each) => fail(each, error, run.now()));
    return undefined;
  }
  const calledUntilMs = run.untilMs + telegram.aheadMs();
  const begun = await run.jobs.save(job, (each) =>
    beginCall(each, run.account.fence, run.now(), calledUntilMs),
  );
  return begun as AddressedDecision['job'] | undefined;
}

async function callOnce(
  run: Run,
  telegram: TelegramAccount,
  known: KnownRequests,
  entry: AddressedDecision,
  { invite, person }: Subjects,
): Promise<AddressedDecision | undefined> {
  const { job, inputPeer } = entry;
  const isApproved = job.operation.kind === 'approve';
  let decided: Decided = isApproved ? 'approved' : 'declined';
  try {
    await (person === undefined
      ? telegram.decideAllRequests(inputPeer, invite?.link, isApproved)
      : telegram.decideRequest(inputPeer, person, isApproved));
  } catch (error) {
    const rpc = asRpcError(error);
    const before = settledBefore[rpc.type];
    if (rpc.type === 'USER_ID_INVALID' && person !== undefined && !isReadNow()) {
      // The access hash may be stale. The list of the requests has the one of today.
      await known.save(placeOfChat(run, entry), { put: [], remove: [person] });
      const again = await run.jobs.save(job, (each) => goOn(each, run.now()));
      return again && { ...entry, job: again as AddressedDecision['job'] };
    }
    if (before === undefined) {
      await settleRefusal(run, entry, rpc, methodOf(job));
      return undefined;
    }
    decided = before;
  }
  await forget();
  await run.jobs.save(job, (each) => decide(each, decided, run.now()));
  return undefined;

  /** Whether this pass has read the requests at Telegram, the person's among them. */
  function isReadNow(): boolean {
    return known.isRead(placeOfChat(run, entry), invite?.link);
  }

  /** Whom Telegram could not let in still asks: the next look shows it. */
  async function forget(): Promise<void> {
    const place = placeOfChat(run, entry);
    const requests = await known.listOf(place);
    const remove =
      person === undefined
        ? requests.filter(({ inviteId }) => invite === undefined || inviteId === invite.inviteId)
        : [person];
    await known.save(place, { put: [], remove });
    known.noteDecision(place);
  }
}

async function settleRefusal(
  run: Run,
  entry: AddressedDecision,
  rpc: RpcError,
  method: string,
): Promise<void> {
  const { job } = entry;
  if (rpc.type === 'CALL_NOT_MADE' && job.status === 'running') {
    await run.jobs.save(job, (each) => takeBack(each, run.now()));
    run.stop();
    return;
  }
  if (isStalePeer(entry, rpc)) {
    await forgetPeers(run, [entry]);
    await run.jobs.save(job, (each) => readdressRefused(each, entry.chat, run.now()));
    return;
  }
  await settleFailure(run, entry, rpc, method);
}
