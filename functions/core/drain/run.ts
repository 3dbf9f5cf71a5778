import type { InputPeer, Settlement } from '../account/account.ts';
import { dueTimeOf, isDue, placeOf } from '../job/due.ts';
import { type ExportOutcome, isFinal, type Job } from '../job/job.ts';
import { succeed, toJobError, wait } from '../job/transitions.ts';
import { createPacer } from '../pace/pacer.ts';
import { exportMethod } from '../rpc/methods.ts';
import type { RpcError } from '../rpc/rpc-error.ts';
import { isNewer } from '../schema-version.ts';
import { settleAll } from '../settle-all.ts';
import { likenessOf } from './reconcile.ts';
import { createKnownLinks } from './run-links.ts';
import { createFloodWaits } from './run-waits.ts';
import type { Work, WorkDeps } from './work.ts';

/** A job whose chat is known, ready to be called for. */
export interface AddressedJob {
  job: Job;
  /** The chat itself, whatever name the request gave it. */
  chat: string;
  inputPeer: InputPeer;
  /** The key under which this input peer was kept from an earlier run; undefined for one that was spelled out or found just now. */
  keptAs?: string;
}

export function chatKey(peer: InputPeer): string {
  return peer.kind === 'chat' ? `chat:${peer.chatId}` : `channel:${peer.channelId}`;
}

function lookAlikeKey(chat: string, { request }: Job): string {
  return `${chat} ${likenessOf(request)}`;
}

/** The state of one pass over one account: what is in hand, what Telegram has told us to leave alone. */
export type Run = ReturnType<typeof createRun>;

/** A held job is not looked at more often than this. */
const minHoldMs = 1_000;

export function createRun(deps: WorkDeps, { account, hand, untilMs }: Work) {
  const waits = createFloodWaits(deps, account, hand);
  const heldUntilMs = new Map<string, number>();
  const doubtful = new Set<string>();
  const links = createKnownLinks(account, hand);
  const pacer = createPacer(account);
  payForLostCalls();
  let comeBackAtMs = 0;
  let serverSalts: string | undefined;
  let stopped = false;
  let recorded: Promise<void> | undefined;

  return {
    ...deps,
    account,
    untilMs,
    dueJobs,
    unfinishedJobs: () => [...hand.values()].filter(({ status }) => !isFinal(status)),
    blockedJobs: () => [...hand.values()].filter((job) => job.status === 'blocked'),
    unsettledLater,
    save,
    finish,
    settlement,
    isOwned: links.isOwned,
    blockedUntil: waits.blockedUntil,
    noteWait,
    storeWait: (method: string) => waits.store(method, untilMs),
    recordTrouble,
    holdLookAlikes,
    isHeld: ({ chat, job }: AddressedJob) => heldUntilMs.has(lookAlikeKey(chat, job)),
    leaveHeld,
    /** The connection or the account can do nothing more. */
    stop,
    isStopped: () => stopped,
    /** How many links the account's pace allows now. */
    slots: () => pacer.slots(deps.now()),
    spend: (calls: number) => pacer.spend(calls, deps.now()),
    /** So many of the calls that were spent were not made. */
    refund: (calls: number) => pacer.refund(calls),
    /** When there will be a slot. */
    nextSlotAtMs: () => pacer.readyAtMs(1, deps.now()),
    /** So many jobs are left for the pace's sake: they are left as they are, for a time worth a wake-up. */
    leaveToPace: (jobs: number) => comeBackAt(pacer.readyAtMs(jobs, deps.now())),
    comeBackAt,
    /** The account's jobs can go on then; in the past when they can go on now. */
    comeBackAtMs: () => Math.max(comeBackAtMs, waits.blockedUntil(exportMethod)),
    /** What the connection has learned of the account's salts; nothing where it has learned nothing. */
    keepServerSalts(salts: string | undefined): void {
      serverSalts = salts;
    },
    /** A worker before this one died while it called: one of the jobs in hand may have killed it. */
    isAfterCrash: [...hand.values()].some(
      ({ status, brokenOff = 0 }) => status === 'running' || (!isFinal(status) && brokenOff > 0),
    ),
  };

  /** Calls of a worker that broke off before it wrote them down. */
  function payForLostCalls(): void {
    const lost = [...hand.values()].flatMap(({ calledAtMs = 0 }) => calledAtMs);
    for (const calledAtMs of lost.filter((each) => each > (account.settledAtMs ?? 0)).sort((a, b) => a - b)) {
      pacer.spend(1, calledAtMs);
    }
  }

  /** The account is not to be worked on before. */
  function comeBackAt(atMs: number): void {
    comeBackAtMs = Math.max(comeBackAtMs, atMs);
  }

  /** The jobs in hand that may be worked on now, oldest first. */
  function dueJobs(): Job[] {
    return [...hand.values()].filter((job) => isDue(job, deps.now())).sort((a, b) => placeOf(a) - placeOf(b));
  }

  /** Jobs with a call of unknown outcome that are not to be looked at yet. */
  function unsettledLater(): Job[] {
    return [...hand.values()].filter((job) => job.intentAtMs !== undefined && !isDue(job, deps.now()));
  }

  /**
   * The outcome of this job's call is unknown: no further link may be made in the chat that could be taken for its link. What
   * is held is looked at again when the job is.
   */
  function holdLookAlikes(chat: string, job: Job): void {
    const key = lookAlikeKey(chat, job);
    const retryAtMs = job.status === 'waiting' ? (dueTimeOf(job) ?? 0) : 0;
    heldUntilMs.set(key, Math.max(heldUntilMs.get(key) ?? 0, retryAtMs));
  }

  /** Held jobs say that they wait. */
  async function leaveHeld(entries: AddressedJob[]): Promise<void> {
    await settleAll(
      entries.map(({ job, chat }) => {
        const retryAtMs = Math.max(heldUntilMs.get(lookAlikeKey(chat, job)) ?? 0, deps.now() + minHoldMs);
        return save(job, (each) => wait(each, { reason: 'OUTCOME_UNKNOWN', retryAtMs }, deps.now()));
      }),
    );
  }

  /** Telegram has answered: the job succeeded, and its link is remembered as owned. Where that cannot be stored, links like it are held. */
  async function finish({ job, chat }: AddressedJob, outcome: ExportOutcome): Promise<void> {
    links.add(outcome, job.calledAtMs);
    pacer.noteLink();
    const saved = await save(job, (each) => succeed(each, outcome, deps.now()));
    if (saved === undefined) {
      links.leaveUnstored(outcome, job.calledAtMs);
      holdLookAlikes(chat, job);
    }
  }

  /** What the next worker on this account has to know of the jobs in hand. */
  function settlement(): Settlement {
    const open = [...hand.values()].filter((job) => !isFinal(job.status) && job.intentAtMs !== undefined);
    return {
      unsettled: [...new Set([...open.map((job) => job.jobId), ...doubtful])],
      recentLinks: links.marksFor(
        deps.now(),
        open.flatMap(({ intentAtMs = [] }) => intentAtMs),
      ),
      paidUntilMs: pacer.paidUntilMs(),
      learnedPace: pacer.learned(),
      settledAtMs: deps.now(),
      ...(serverSalts === undefined ? {} : { serverSalts }),
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
        isNewer(stored) ||
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

  function stop(): void {
    stopped = true;
  }

  /** Telegram has refused the method with a wait, or a method in one chat. @returns when it ends. */
  function noteWait(scope: string, seconds: number): number {
    const endsAtMs = waits.note(scope, seconds);
    if (scope === exportMethod) {
      pacer.noteWait(endsAtMs, deps.now());
    }
    return endsAtMs;
  }

  /** The account needs its operator. Stored once per run: the calls of one round fail together. */
  function recordTrouble(error: RpcError): Promise<void> {
    stop();
    const status = error.class === 'session_dead' ? 'dead' : 'halted';
    recorded ??= deps.saveTrouble(account.accountId, account.fence, status, {
      ...toJobError(error),
      atMs: deps.now(),
    });
    return recorded;
  }
}
