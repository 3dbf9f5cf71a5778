import { isOverdue, placeOf } from '../job/due.ts';
import { type Job, maxAttempts, spentAttempts, type ToldLink } from '../job/job.ts';
import {
  begin,
  expire,
  fail,
  goOn,
  readdressRefused,
  succeedOperation,
  takeBack,
} from '../job/transitions.ts';
import { rulesOf } from '../operation/kinds.ts';
import { linkStateOf, nextLinkState } from '../operation/link-state.ts';
import type { LinkStep } from '../operation/operation-rules.ts';
import { lookAtLink } from '../operation/refresh-link.ts';
import { isOutcomeUnknown, type RpcError } from '../rpc/rpc-error.ts';
import { settleAll } from '../settle-all.ts';
import { asRpcError } from './address-jobs.ts';
import { latestExecutionMs } from './reconcile.ts';
import type { Run } from './run.ts';
import {
  type AddressedOperation,
  loadOperations,
  type RunOperations,
  settlesAtMs,
  waitEndOf,
} from './run-operations.ts';
import { settleFailure } from './settle-failure.ts';
import { forgetPeers, isStalePeer } from './stale-peers.ts';
import type { TelegramAccount } from './telegram-account.ts';

/** Calls under way at once on one connection. */
const maxWidth = 10;

/** A round of calls takes at most this long. A round that might not end in time is not begun. */
const roundMs = 9_000;

/** Telegram does not take the link: it has expired, was revoked before or deleted. Which of them, only the link itself tells. */
const doubtfulErrors = ['INVITE_HASH_EXPIRED', 'INVITE_REVOKED_MISSING'];

/** An operation that may be called for now, and its next call. */
interface ReadyOperation {
  entry: AddressedOperation;
  step: LinkStep;
  link: string;
}

/**
 * Does what is asked for links that exist, oldest first and for each link in order, in rounds that are sent as one chain. The
 * intent of each call is stored before it, and what Telegram tells of the link is stored before the operation ends: so the worker
 * after one that died in between knows that it is done.
 * @returns the operations that are not done: their links are not made yet, or they have to wait. See `leaveOperations`.
 */
export async function operateLinks(
  run: Run,
  telegram: TelegramAccount,
  entries: AddressedOperation[],
): Promise<AddressedOperation[]> {
  if (entries.length === 0) {
    return [];
  }
  const known = await loadOperations(run, entries);
  let pending = [...entries, ...known.earlierThatAreDue()].sort((a, b) => placeOf(a.job) - placeOf(b.job));
  while (!run.isStopped() && run.now() + roundMs <= run.untilMs) {
    const { ready, left } = await takeReady(run, telegram, known, pending);
    if (ready.length === 0) {
      return left;
    }
    const begun = (await settleAll(ready.map((each) => beginCall(run, telegram, known, each)))).filter(
      (each) => each !== undefined,
    );
    const again = await settleAll(begun.map((each) => callOnce(run, telegram, known, each)));
    pending = [...again.filter((entry) => entry !== undefined), ...left];
    if (begun.length > 0 && begun.every(({ entry }, index) => isUnmade(entry, again[index]))) {
      // Not even the first of the chain was sent: the connection is gone.
      run.stop();
    }
  }
  return pending;
}

function isUnmade({ job }: AddressedOperation, again: AddressedOperation | undefined): boolean {
  return again !== undefined && again.job.attempts < job.attempts;
}

/** Ends the operations that need no call any more, and picks those of the others that may be called for now, one of each link. */
async function takeReady(
  run: Run,
  telegram: TelegramAccount,
  known: RunOperations,
  pending: AddressedOperation[],
): Promise<{ ready: ReadyOperation[]; left: AddressedOperation[] }> {
  const ready: ReadyOperation[] = [];
  const left: AddressedOperation[] = [];
  for (const entry of pending) {
    const { job } = entry;
    if (isOverdue(job, run.now())) {
      await run.jobs.save(job, (each) => expire(each, run.now()));
      continue;
    }
    if (ready.length === maxWidth || known.blockerOf(job) !== undefined) {
      left.push(entry);
      continue;
    }
    const invite = known.inviteOf(job);
    if (invite?.outcome?.kind !== 'chatInviteExported') {
      await refuseUnmade(run, job, invite);
      continue;
    }
    if (job.staleChat !== undefined && job.staleChat !== entry.chat) {
      await refuseElsewhere(run, job);
      continue;
    }
    const step = known.nextStep(job);
    if (step.kind === 'done') {
      await run.jobs.save(job, (each) => succeedOperation(each, toldOf(invite), run.now()));
    } else if (step.kind === 'refused') {
      await run.jobs.save(job, (each) => fail(each, step.error, run.now()));
    } else if (
      waitEndOf(run, entry, step.method) > run.now() ||
      settlesAtMs(job, invite, telegram.aheadMs()) > run.now()
    ) {
      left.push(entry);
    } else {
      ready.push({ entry, step, link: invite.outcome.invite.link });
    }
  }
  return { ready, left };
}

/** The request that was to make the link has ended without one, or is no longer kept. */
function refuseUnmade(run: Run, job: Job, invite: Job | undefined): Promise<Job | undefined> {
  const detail =
    invite === undefined
      ? 'The invite is no longer kept, so its link is not known any more.'
      : `The invite is ${invite.status} and has no link, so there was nothing to do.`;
  const error = { type: 'INVITE_NOT_MADE', class: 'input' as const, detail };
  return run.jobs.save(job, (each) => fail(each, error, run.now()));
}

/** Another chat does not know the link, which must not be taken for deleted. */
function refuseElsewhere(run: Run, job: Job): Promise<Job | undefined> {
  const detail =
    'The chat that was named so is gone for this account, and its name leads to another now. The link is in the chat before.';
  const error = { type: 'CHANNEL_INVALID', class: 'input' as const, detail };
  return run.jobs.save(job, (each) => fail(each, error, run.now()));
}

function toldOf({ link }: Job): ToldLink | undefined {
  if (link === undefined) {
    return undefined;
  }
  const { asOfMs: _asOfMs, fence: _fence, doneUntil: _doneUntil, unsettled: _unsettled, ...told } = link;
  return told;
}

/** Stores the intent. @returns undefined where the operation ends here, or another writer has changed it. */
async function beginCall(
  run: Run,
  telegram: TelegramAccount,
  known: RunOperations,
  { entry, ...ready }: ReadyOperation,
): Promise<ReadyOperation | undefined> {
  const { job } = entry;
  if (job.intentAtMs !== undefined) {
    // Its worker died during the call.
    await noteUnsettled(run, telegram, known, entry);
  }
  if (spentAttempts(job) >= maxAttempts) {
    const detail = `It was tried ${maxAttempts} times without an answer from Telegram. It may have been done all the same: refresh the link to see.`;
    const error = { type: 'ATTEMPTS_EXHAUSTED', class: 'exhausted' as const, detail };
    await run.jobs.save(job, (each) => fail(each, error, run.now()));
    return undefined;
  }
  const calledUntilMs = run.untilMs + telegram.aheadMs();
  const begun = await run.jobs.save(job, (each) => begin(each, run.account.fence, run.now(), calledUntilMs));
  return begun && { ...ready, entry: { ...entry, job: begun as AddressedOperation['job'] } };
}

/** @returns the operation, where it is not over and can be called for again. */
async function callOnce(
  run: Run,
  telegram: TelegramAccount,
  known: RunOperations,
  { entry, step, link }: ReadyOperation,
): Promise<AddressedOperation | undefined> {
  try {
    return await settleAnswer(run, known, entry, await step.call(telegram, entry.inputPeer, link));
  } catch (error) {
    const rpc = asRpcError(error);
    if (doubtfulErrors.includes(rpc.type)) {
      if (step === lookAtLink) {
        return settleAnswer(run, known, entry, { isRevoked: true, isDeleted: true });
      }
      known.noteDoubt(entry.job.jobId);
      return saveAs(run, entry, (each) => goOn(each, run.now()));
    }
    return settleRefusal(run, telegram, known, { entry, step, link }, rpc);
  }
}

async function settleAnswer(
  run: Run,
  known: RunOperations,
  entry: AddressedOperation,
  told: ToldLink,
): Promise<AddressedOperation | undefined> {
  const { job } = entry;
  if (told.replacedBy !== undefined) {
    // No call of ours made it.
    run.links.add({ kind: 'chatInviteExported', invite: told.replacedBy }, run.now());
  }
  const state = nextLinkState(linkStateOf(known.inviteOf(job) ?? job), told, run.now());
  known.noteLink(job, state);
  known.noteTold(job, told);
  const next = known.nextStep(job);
  const isDone = next.kind === 'done';
  const isLastDone = isDone && known.knowsEarlier(job);
  const stored = { ...state, ...(isLastDone ? { doneUntil: job.jobId } : {}), fence: run.account.fence };
  if (!(await run.saveLink({ tenantId: job.tenantId, jobId: job.operation.inviteId }, stored))) {
    // A later lease works on the account: this one is over.
    run.stop();
    return undefined;
  }
  if (isDone) {
    await run.jobs.save(job, (each) => succeedOperation(each, told, run.now()));
    return undefined;
  }
  return saveAs(run, entry, (each) => goOn(each, run.now()));
}

async function settleRefusal(
  run: Run,
  telegram: TelegramAccount,
  known: RunOperations,
  { entry, step }: ReadyOperation,
  rpc: RpcError,
): Promise<AddressedOperation | undefined> {
  if (rpc.type === 'CALL_NOT_MADE') {
    return saveAs(run, entry, (each) => takeBack(each, run.now()));
  }
  if (isStalePeer(entry, rpc)) {
    await forgetPeers(run, [entry]);
    await run.jobs.save(entry.job, (each) => readdressRefused(each, entry.chat, run.now()));
    return undefined;
  }
  if (isOutcomeUnknown(rpc)) {
    await noteUnsettled(run, telegram, known, entry);
  }
  await settleFailure(run, entry, rpc, step.method);
  return undefined;
}

/** A call may still be executed: where that would undo what a later operation does, the link is not to be edited meanwhile. */
async function noteUnsettled(
  run: Run,
  telegram: TelegramAccount,
  known: RunOperations,
  { job }: AddressedOperation,
): Promise<void> {
  const { inviteId, kind } = job.operation;
  if (!rulesOf[kind].isUndoneByLate) {
    return;
  }
  const telegramNowMs = run.now() + telegram.aheadMs();
  const untilMs = latestExecutionMs(job, telegramNowMs);
  const unsettled = { by: job.jobId, untilMs, ownUntilMs: untilMs - telegram.aheadMs() };
  const state = { ...linkStateOf(known.inviteOf(job) ?? job), unsettled, fence: run.account.fence };
  known.noteLink(job, state);
  await run.saveLink({ tenantId: job.tenantId, jobId: inviteId }, state);
}

async function saveAs(
  run: Run,
  entry: AddressedOperation,
  change: (job: Job) => Job,
): Promise<AddressedOperation | undefined> {
  const job = await run.jobs.save(entry.job, change);
  return job && { ...entry, job: job as AddressedOperation['job'] };
}
