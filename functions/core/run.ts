import type { InputPeer } from './account.ts';
import { type Job, spentAttempts } from './job.ts';
import { exportMethod } from './methods.ts';
import { isOutcomeUnknown, type RpcError } from './rpc-error.ts';
import { block, fail, toJobError, wait, waitRefused } from './transitions.ts';
import { backoffMs, floodMarginMs } from './wait.ts';
import type { Work, WorkDeps } from './work-account.ts';

/** A job whose chat is known, ready to be called for. */
export interface AddressedJob {
  job: Job;
  peerKey: string;
  inputPeer: InputPeer;
}

/** The state of one pass over one account: what is in hand, what Telegram has told us to leave alone. */
export type Run = ReturnType<typeof createRun>;

/** Errors after which the connection can carry nothing more. */
const connectionErrors = ['CONNECTION_FAILED', 'CONNECTION_LOST', 'ANSWER_TIMEOUT', 'AUTH_KEY_NOT_FOUND'];

export function createRun(deps: WorkDeps, { account, hand }: Work, untilMs: number) {
  const blockedUntilMs = { ...account.blockedUntilMs };
  const heldPeers = new Set<string>();
  let stopped = false;
  let troubled = false;

  return {
    ...deps,
    account,
    untilMs,
    dueJobs,
    save,
    settleFailure,
    /** Until when the account may not call the method; in the past when it may. */
    blockedUntil: (method: string) => blockedUntilMs[method] ?? 0,
    /** No further link may be made in this chat: the outcome of a call there is unknown. */
    holdPeer: (peerKey: string) => heldPeers.add(peerKey),
    isHeld: (peerKey: string) => heldPeers.has(peerKey),
    isStopped: () => stopped,
  };

  /** The jobs in hand that may be worked on now, oldest first. */
  function dueJobs(): Job[] {
    return [...hand.values()]
      .filter((job) => job.dueAtMs !== undefined && job.dueAtMs <= deps.now())
      .sort((a, b) => a.createdAtMs - b.createdAtMs);
  }

  /**
   * Stores a change. When another writer was first, the change is made again on what is stored now, provided the job is
   * still ours: still running under this lease.
   * @returns the stored job, or undefined when it was not ours to change.
   */
  async function save(job: Job, makeNext: (job: Job) => Job): Promise<Job | undefined> {
    let current = job;
    for (let round = 0; round < 3; round++) {
      const next = makeNext(current);
      if (await deps.saveJob(next)) {
        hand.set(next.jobId, next);
        return next;
      }
      const [stored] = await deps.loadJobs([job]);
      if (stored === undefined || stored.status !== 'running' || stored.fence !== account.fence) {
        return undefined;
      }
      current = stored;
    }
    return undefined;
  }

  /** Does for the job and its account what Telegram's error asks for. */
  async function settleFailure(job: Job, error: RpcError, method: string): Promise<Job | undefined> {
    const nowMs = deps.now();
    if (connectionErrors.includes(error.type)) {
      stopped = true;
    }
    if (error.class === 'flood') {
      const retryAtMs = await recordFloodWait(method, nowMs + (error.argument ?? 0) * 1000 + floodMarginMs);
      const until = { reason: error.type, method, retryAtMs };
      const isSettled = method === exportMethod;
      return save(job, (each) =>
        each.status === 'running'
          ? waitRefused(each, until, isSettled, deps.now())
          : wait(each, until, deps.now()),
      );
    }
    if (isOutcomeUnknown(error)) {
      const until = { reason: error.type, retryAtMs: nowMs + nextBackoffMs(job, error) };
      return save(job, (each) => wait(each, until, deps.now()));
    }
    if (error.class === 'input' || error.class === 'rights' || error.class === 'bug') {
      return save(job, (each) => fail(each, toJobError(error), deps.now()));
    }
    await recordTrouble(error);
    return save(job, (each) => block(each, toJobError(error), deps.now()));
  }

  /**
   * Stored before anything else: a crash after it must not lead to a call inside the wait.
   * @returns the end of the longest wait known for the method.
   */
  async function recordFloodWait(method: string, retryAtMs: number): Promise<number> {
    const knownMs = blockedUntilMs[method] ?? 0;
    if (retryAtMs <= knownMs) {
      return knownMs;
    }
    blockedUntilMs[method] = retryAtMs;
    await deps.saveFloodWait(account.accountId, method, retryAtMs);
    return retryAtMs;
  }

  /** Once per run: the calls of one round fail together. */
  async function recordTrouble(error: RpcError): Promise<void> {
    stopped = true;
    if (!troubled) {
      troubled = true;
      const status = error.class === 'session_dead' ? 'dead' : 'halted';
      await deps.saveTrouble(account.accountId, account.fence, status, {
        ...toJobError(error),
        atMs: deps.now(),
      });
    }
  }

  /** Attempts double the wait; so does each failure to connect, which spends no attempt. */
  function nextBackoffMs(job: Job, error: RpcError): number {
    if (error.type !== 'CONNECTION_FAILED') {
      return backoffMs(spentAttempts(job), deps.random());
    }
    const before = job.wait?.reason === error.type ? job.wait.retryAtMs - job.updatedAtMs : 0;
    return backoffMs(1 + Math.log2(Math.max(before, 1_000) / 1_000), deps.random());
  }
}
