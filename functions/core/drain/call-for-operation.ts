import { type Job, maxAttempts, spentAttempts, type ToldLink } from '../job/job.ts';
import { begin, fail, goOn, readdressRefused, succeedOperation, takeBack } from '../job/transitions.ts';
import { rulesOf } from '../operation/kinds.ts';
import { linkStateOf, nextLinkState } from '../operation/link-state.ts';
import type { LinkStep } from '../operation/operation-rules.ts';
import { lookAtLink } from '../operation/refresh-link.ts';
import { isOutcomeUnknown, type RpcError } from '../rpc/rpc-error.ts';
import { asRpcError } from './address-jobs.ts';
import { withTracking } from './edit-tracking.ts';
import { latestExecutionMs } from './reconcile.ts';
import type { Run } from './run.ts';
import type { AddressedOperation, RunOperations } from './run-operations.ts';
import { settleFailure } from './settle-failure.ts';
import { forgetPeers, isStalePeer } from './stale-peers.ts';
import type { TelegramAccount } from './telegram-account.ts';
import { followLink } from './track-links.ts';

/** Telegram does not take the link: it has expired, was revoked before or deleted. Which of them, only the link itself tells. */
const doubtfulErrors = ['INVITE_HASH_EXPIRED', 'INVITE_REVOKED_MISSING'];

const refusedThoughKnown = 'Telegram knows the link, and does not change it all the same. Ask for a new one.';

/** An operation that waits for nothing, and its next call. */
export interface ReadyOperation {
  entry: AddressedOperation;
  step: LinkStep;
  link: string;
}

/** Stores the intent. @returns undefined where the operation ends here, or another writer has changed it. */
export async function beginCall(
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
    if (job.intentAtMs !== undefined) {
      await noteDoubtful(run, known, entry);
    }
    await run.jobs.save(job, (each) => fail(each, error, run.now()));
    return undefined;
  }
  const calledUntilMs = run.untilMs + telegram.aheadMs();
  const begun = await run.jobs.save(job, (each) => begin(each, run.account.fence, run.now(), calledUntilMs));
  return begun && { ...ready, entry: { ...entry, job: begun as AddressedOperation['job'] } };
}

/** @returns the operation, where it is not over and can be called for again. */
export async function callOnce(
  run: Run,
  telegram: TelegramAccount,
  known: RunOperations,
  { entry, step, link }: ReadyOperation,
): Promise<AddressedOperation | undefined> {
  try {
    return await settleAnswer(run, telegram, known, entry, await step.call(telegram, entry.inputPeer, link));
  } catch (error) {
    const rpc = asRpcError(error);
    if (doubtfulErrors.includes(rpc.type)) {
      if (step === lookAtLink) {
        return settleAnswer(run, telegram, known, entry, { isRevoked: true, isDeleted: true });
      }
      if (known.noteDoubt(entry.job, step.method)) {
        return saveAs(run, entry, (each) => goOn(each, run.now()));
      }
      return settleRefusal(
        run,
        telegram,
        known,
        { entry, step, link },
        { ...rpc, detail: refusedThoughKnown },
      );
    }
    return settleRefusal(run, telegram, known, { entry, step, link }, rpc);
  }
}

async function settleAnswer(
  run: Run,
  telegram: TelegramAccount,
  known: RunOperations,
  entry: AddressedOperation,
  told: ToldLink,
): Promise<AddressedOperation | undefined> {
  const { job } = entry;
  if (told.replacedBy !== undefined) {
    // No call of ours made it.
    run.links.add({ kind: 'chatInviteExported', invite: told.replacedBy }, run.now());
  }
  const invite = known.inviteOf(job) ?? job;
  const state = withTracking(job, nextLinkState(linkStateOf(invite), told, run.now()));
  await followLink(run, entry.inputPeer, { invite, state, aheadMs: telegram.aheadMs() });
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

/** The operation is given up, and its last call may have been executed. */
async function noteDoubtful(run: Run, known: RunOperations, { job }: AddressedOperation): Promise<void> {
  const { inviteId, kind } = job.operation;
  if (kind === 'refresh') {
    return;
  }
  const { fence } = run.account;
  const state = { ...linkStateOf(known.inviteOf(job) ?? job), isDoubtful: true as const, fence };
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
