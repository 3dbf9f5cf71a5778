import type { Account, InputPeer, Settlement } from './account.ts';
import {
  type ExportOutcome,
  isFinal,
  type Job,
  type JobWait,
  longestLifeMs,
  mostAttempts,
  mostReconciliations,
  spentAttempts,
} from './job.ts';
import { isMarked, markLink, pruneMarks } from './link-marks.ts';
import { exportMethod, listMethod } from './methods.ts';
import { createPacer, defaultPace } from './pace.ts';
import { isOutcomeUnknown, type RpcError } from './rpc-error.ts';
import { settleAll } from './settle-all.ts';
import {
  block,
  cancel,
  fail,
  succeed,
  toJobError,
  wait,
  waitRefused,
  waitToLook,
  waitUncalled,
  waitUnseen,
} from './transitions.ts';
import { backoffMs, floodMarginMs } from './wait.ts';
import type { Work, WorkDeps } from './work-account.ts';

/** A job whose chat is known, ready to be called for. */
export interface AddressedJob {
  job: Job;
  /** The chat itself, whatever name the request gave it. */
  chat: string;
  inputPeer: InputPeer;
}

export function chatKey(peer: InputPeer): string {
  return peer.kind === 'chat' ? `chat:${peer.chatId}` : `channel:${peer.channelId}`;
}

/** The state of one pass over one account: what is in hand, what Telegram has told us to leave alone. */
export type Run = ReturnType<typeof createRun>;

/** A held chat is not asked about more often than this. */
const shortestHoldMs = 1_000;

/** Telegram may still be at work on a call that was broken off: its link is not looked for before this is over. */
const settlingMs = 12_000;

/** Errors after which the connection can carry nothing more. */
const connectionErrors = ['CONNECTION_FAILED', 'CONNECTION_LOST', 'ANSWER_TIMEOUT', 'AUTH_KEY_NOT_FOUND'];

export function createRun(deps: WorkDeps, { account, hand, untilMs }: Work) {
  const blockedUntilMs = knownWaits(account, hand);
  const heldUntilMs = new Map<string, number>();
  const doubtful = new Set<string>();
  const unsaved: string[] = [];
  let marks = knownMarks(account, hand);
  const pacer = createPacer(account.pace ?? defaultPace, account.paidUntilMs ?? 0);
  payForLostCalls();
  let comeBackAtMs = 0;
  let stopped = false;
  let troubled = false;

  return {
    ...deps,
    account,
    untilMs,
    dueJobs,
    blockedJobs: () => [...hand.values()].filter((job) => job.status === 'blocked'),
    unsettledLater,
    save,
    finish,
    settleFailure,
    settlement,
    isOwned,
    /** Until when the account may not call the method; in the past when it may. */
    blockedUntil: (method: string) => blockedUntilMs[method] ?? 0,
    holdChat,
    isHeld: (chat: string) => heldUntilMs.has(chat),
    leaveHeld,
    isStopped: () => stopped,
    /** How many links the account's pace allows now. */
    slots: () => pacer.slots(deps.now()),
    spend: (calls: number) => pacer.spend(calls, deps.now()),
    /** When there will be a slot. */
    nextSlotAtMs: () => pacer.readyAtMs(1, deps.now()),
    /** So many jobs are left for the pace's sake: they are left as they are, for a time worth a wake-up. */
    leaveToPace(jobs: number): void {
      comeBackAtMs = pacer.readyAtMs(jobs, deps.now());
    },
    comeBackAtMs: () => comeBackAtMs,
    /** A worker before this one broke off: what it learned of Telegram's waits may be lost. */
    isAfterCrash: [...hand.values()].some((job) => !isFinal(job.status) && job.calledAtMs !== undefined),
  };

  /** Calls of a worker that broke off before it wrote them down. */
  function payForLostCalls(): void {
    const lost = [...hand.values()].flatMap(({ calledAtMs = 0 }) => calledAtMs);
    for (const calledAtMs of lost.filter((each) => each > (account.settledAtMs ?? 0)).sort((a, b) => a - b)) {
      pacer.spend(1, calledAtMs);
    }
  }

  /** The jobs in hand that may be worked on now, oldest first. */
  function dueJobs(): Job[] {
    return [...hand.values()]
      .filter((job) => job.dueAtMs !== undefined && job.dueAtMs <= deps.now())
      .sort((a, b) => a.createdAtMs - b.createdAtMs);
  }

  /** Jobs with a call of unknown outcome that are not to be looked at yet. */
  function unsettledLater(): Job[] {
    return [...hand.values()].filter(
      (job) => job.intentAtMs !== undefined && job.dueAtMs !== undefined && job.dueAtMs > deps.now(),
    );
  }

  /**
   * No further link may be made in this chat: the outcome of a call there is unknown, and nobody could tell whose link is
   * whose. It is looked at again when the job of that call is.
   */
  function holdChat(chat: string, job: Job | undefined): void {
    const retryAtMs = job?.status === 'waiting' ? (job.dueAtMs ?? 0) : 0;
    heldUntilMs.set(chat, Math.max(heldUntilMs.get(chat) ?? 0, retryAtMs));
  }

  /** Jobs for a held chat say that they wait for it. */
  async function leaveHeld(entries: AddressedJob[]): Promise<void> {
    await settleAll(
      entries.map(({ job, chat }) => {
        const retryAtMs = Math.max(heldUntilMs.get(chat) ?? 0, deps.now() + shortestHoldMs);
        return save(job, (each) => wait(each, { reason: 'OUTCOME_UNKNOWN', retryAtMs }, deps.now()));
      }),
    );
  }

  /** Whether a job is known to have this link already. */
  function isOwned(link: { link: string }): boolean {
    return isMarked(marks, link.link);
  }

  /** Telegram has answered: the job succeeded, and its link is remembered as owned. Where that cannot be stored, the chat is held. */
  async function finish({ job, chat }: AddressedJob, outcome: ExportOutcome): Promise<void> {
    const made = marksOf(outcome, job.calledAtMs);
    marks = [...marks, ...made];
    const saved = await save(job, (each) => succeed(each, outcome, deps.now()));
    if (saved === undefined) {
      unsaved.push(...made);
      holdChat(chat, undefined);
    }
  }

  /** What the next worker on this account has to know of the jobs in hand. */
  function settlement(): Settlement {
    const open = [...hand.values()].filter((job) => !isFinal(job.status) && job.intentAtMs !== undefined);
    return {
      unsettled: [...new Set([...open.map((job) => job.jobId), ...doubtful])],
      recentLinks: pruneMarks(
        // A link that was not stored has to be found again by the job it was made for.
        marks.filter((mark) => !unsaved.includes(mark)),
        deps.now(),
        open.flatMap(({ intentAtMs = [] }) => intentAtMs),
      ),
      paidUntilMs: pacer.paidUntilMs(),
      settledAtMs: deps.now(),
    };
  }

  /**
   * Stores a change. When another writer was first, the change is made again on what is stored now, provided the job is
   * ours: not finished, not taken over by a later lease, and this lease not over, for then a later one may be at work.
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
      const isLeaseOver = deps.now() >= (account.leaseUntilMs ?? 0);
      if (
        stored === undefined ||
        isFinal(stored.status) ||
        (stored.fence ?? 0) > account.fence ||
        isLeaseOver ||
        // What is in hand was read before another worker's call: a worker that knows of it has to settle that first.
        (stored.intentAtMs === undefined) !== (job.intentAtMs === undefined)
      ) {
        break;
      }
      current = stored;
    }
    doubtful.add(job.jobId);
    return undefined;
  }

  /** Does for the job and its account what Telegram's error asks for. */
  async function settleFailure(job: Job, error: RpcError, method: string): Promise<Job | undefined> {
    const nowMs = deps.now();
    if (connectionErrors.includes(error.type)) {
      stopped = true;
    }
    if (error.class === 'flood') {
      const retryAtMs = noteWait(
        method,
        nowMs + Math.min((error.argument ?? 0) * 1000, longestLifeMs) + floodMarginMs,
      );
      const until = { reason: error.type, method, retryAtMs };
      // In the job's row too: a crash between the two writes must not lose the wait.
      const [saved] = await settleAll([
        save(job, (each) => afterFlood(each, until, method, deps.now())),
        storeWait(method, retryAtMs).then(() => undefined),
      ]);
      return saved;
    }
    if (isOutcomeUnknown(error)) {
      return tryLater(job, error);
    }
    if (error.class === 'input' || error.class === 'rights' || error.class === 'bug') {
      // A refusal of something other than the call itself does not settle a call that was made before.
      return job.intentAtMs === undefined || method === exportMethod
        ? save(job, (each) => fail(each, toJobError(error), deps.now()))
        : lookLater(job, error);
    }
    await recordTrouble(error);
    return save(job, (each) => block(each, toJobError(error), deps.now()));
  }

  /** Tried again later; a job that was never called for is given up when that has gone on for long enough. */
  function tryLater(job: Job, error: RpcError): Promise<Job | undefined> {
    const backoffEndMs = deps.now() + nextBackoffMs(job, error);
    const isBrokenOff = connectionErrors.includes(error.type) && job.intentAtMs !== undefined;
    const quietEndMs = isBrokenOff ? (job.intentAtMs ?? 0) + settlingMs : 0;
    const until = { reason: error.type, retryAtMs: Math.max(backoffEndMs, quietEndMs) };
    return save(job, (each) => {
      if (each.intentAtMs !== undefined || error.type === 'CONNECTION_FAILED') {
        return wait(each, until, deps.now());
      }
      return spentAttempts(each) >= mostAttempts
        ? fail(each, { ...toJobError(error), class: 'exhausted' }, deps.now())
        : waitUncalled(each, until, deps.now());
    });
  }

  /** Nobody can tell yet whether the job has a link, and Telegram does not let us see. Given up when that lasts. */
  function lookLater(job: Job, error: RpcError): Promise<Job | undefined> {
    const retryAtMs = deps.now() + backoffMs(job.reconciliations, deps.random());
    return save(job, (each) =>
      each.reconciliations >= mostReconciliations
        ? fail(each, { ...toJobError(error), detail: `${error.detail} ${maybeMade}` }, deps.now())
        : waitUnseen(each, { reason: error.type, retryAtMs }, deps.now()),
    );
  }

  /** @returns the end of the longest wait known for the method. */
  function noteWait(method: string, retryAtMs: number): number {
    const longestMs = Math.max(blockedUntilMs[method] ?? 0, retryAtMs);
    blockedUntilMs[method] = longestMs;
    if (method === exportMethod) {
      pacer.exhaust(longestMs);
    }
    return longestMs;
  }

  /** A wait that is not stored leads the next worker into a call inside it, so storing it is tried for as long as there is time. */
  async function storeWait(method: string, retryAtMs: number): Promise<void> {
    for (;;) {
      try {
        return await deps.saveFloodWait(account.accountId, method, retryAtMs);
      } catch (error) {
        if (deps.now() >= untilMs) {
          throw error;
        }
        await deps.sleep(500);
      }
    }
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

/** Marks of the account's late links, and of those that only a job knows of because the worker broke off too early. */
function knownMarks({ recentLinks = [] }: Account, hand: Map<string, Job>): string[] {
  return [
    ...new Set([
      ...recentLinks,
      ...[...hand.values()].flatMap(({ outcome, calledAtMs }) => marksOf(outcome, calledAtMs)),
    ]),
  ];
}

function marksOf(outcome: ExportOutcome | undefined, calledAtMs = 0): string[] {
  return outcome?.kind === 'chatInviteExported' ? [markLink(outcome.invite.link, calledAtMs)] : [];
}

/** The account's waits, and those that only a job knows of because the worker broke off before it told the account. */
function knownWaits(account: Account, hand: Map<string, Job>): Record<string, number> {
  const waits = { ...account.blockedUntilMs };
  for (const { wait: jobWait } of hand.values()) {
    if (jobWait?.method !== undefined) {
      waits[jobWait.method] = Math.max(waits[jobWait.method] ?? 0, jobWait.retryAtMs);
    }
  }
  return waits;
}

/** What a refusal with a wait means for the job it met: the call itself settles the intent, a look around does not. */
function afterFlood(job: Job, until: JobWait, method: string, nowMs: number): Job {
  if (method === listMethod) {
    return waitToLook(job, until, nowMs);
  }
  if (job.status !== 'running' || method !== exportMethod) {
    return wait(job, until, nowMs);
  }
  return job.cancelRequestedAtMs === undefined ? waitRefused(job, until, nowMs) : cancel(job, nowMs);
}

const maybeMade =
  "An earlier call had no answer, and a link may have been made: look in the chat's invite links.";
