import type { Account, AccountStatus, InputPeer } from './account.ts';
import { addressJobs, asRpcError, findKeptPeers, holdUnsettled } from './address-jobs.ts';
import { exportLinks } from './export-links.ts';
import type { InviteRequest } from './invite-request.ts';
import type { ExportedInvite, ExportOutcome, Job, JobError, JobRef } from './job.ts';
import type { Peer } from './peer.ts';
import { reconcileJobs } from './reconcile-jobs.ts';
import type { Run } from './run.ts';
import { settleAll } from './settle-all.ts';
import { settleFailure } from './settle-failure.ts';
import { expire, unblock, waitInLine } from './transitions.ts';
import { backoffMs } from './wait.ts';

/** An account over its one open connection. Every function throws TelegramError and nothing else. */
export interface TelegramAccount {
  resolvePeer(peer: Peer): Promise<InputPeer>;
  /** Calls made in one turn are executed in order: one that fails stops those behind it, which end with CALL_NOT_MADE. */
  exportChatInvite(peer: InputPeer, request: InviteRequest): Promise<ExportOutcome>;
  /**
   * The account's links in a chat since then (Unix seconds, Telegram's clock), newest first. Asked for after each answer,
   * for an answer may correct what is known of Telegram's clock.
   */
  listExportedInvites(peer: InputPeer, sinceSeconds: () => number): Promise<ExportedInvite[]>;
  /** Telegram's clock minus ours, in milliseconds. */
  aheadMs(): number;
  /** The server salts known by now, at most 300 characters, to be kept with the account; undefined when none are. */
  serverSalts(): string | undefined;
  /** Resolves when the connection is seen closed. */
  close(): Promise<void>;
}

export interface WorkDeps {
  now(): number;
  /** In [0, 1). */
  random(): number;
  sleep(ms: number): Promise<void>;
  loadJobs(refs: JobRef[]): Promise<Job[]>;
  saveJob(next: Job): Promise<boolean>;
  findPeers(accountId: string, peerKeys: string[]): Promise<Map<string, InputPeer>>;
  savePeer(accountId: string, peerKey: string, inputPeer: InputPeer): Promise<void>;
  forgetPeer(accountId: string, peerKey: string): Promise<void>;
  /** @param scope a method, or what `chatScope` makes of it. */
  saveFloodWait(accountId: string, scope: string, untilMs: number): Promise<void>;
  saveTrouble(
    accountId: string,
    fence: number,
    status: Exclude<AccountStatus, 'active'>,
    trouble: JobError & { atMs: number },
  ): Promise<void>;
  /** Opens the account's one connection. Nothing is sent on it at or after `untilMs`. */
  connect(account: Account, untilMs: number): Promise<TelegramAccount>;
}

export interface Work {
  account: Account;
  /** The jobs looked at so far, by id; kept up to date with what is stored. */
  hand: Map<string, Job>;
  /** Nothing is sent to Telegram at or after this. */
  untilMs: number;
}

/**
 * Works through an account's due jobs in hand, under the account's lease, oldest first. Unknown outcomes are settled
 * before anything new is asked for. The connection is closed when this returns.
 */
export async function workAccount(run: Run): Promise<void> {
  // The account works, so nothing of it is blocked any more, whatever was written while it was being resumed.
  await settleAll(run.blockedJobs().map((job) => run.save(job, (each) => unblock(each, run.now()))));
  await settleAll(
    run
      .dueJobs()
      .filter(isOverdue(run))
      .map((job) => run.save(job, (each) => expire(each, run.now()))),
  );
  if (run.dueJobs().length === 0) {
    return;
  }
  if (run.slots() === 0 && run.dueJobs().every((job) => job.intentAtMs === undefined)) {
    run.leaveToPace(run.dueJobs().length);
    return;
  }
  // Both take their time, and neither needs the other.
  const [opened, found] = await Promise.allSettled([
    run.connect(run.account, run.untilMs),
    findKeptPeers(run),
  ]);
  try {
    if (opened.status === 'rejected') {
      await settleUnconnected(run, opened.reason);
    }
    if (found.status === 'rejected') {
      throw found.reason;
    }
    if (opened.status === 'fulfilled') {
      await makeLinks(run, opened.value, found.value);
    }
  } finally {
    if (opened.status === 'fulfilled') {
      await opened.value.close();
      run.keepServerSalts(opened.value.serverSalts());
    }
  }
}

/**
 * An account that cannot reach Telegram is left alone for a while: its jobs keep their places.
 * @throws what is no answer of Telegram's and no failure to reach it: a fault of ours.
 */
async function settleUnconnected(run: Run, error: unknown): Promise<void> {
  const rpc = asRpcError(error);
  const due = run.dueJobs();
  if (rpc.type !== 'CONNECTION_FAILED') {
    await settleAll(due.map((job) => settleFailure(run, { job }, rpc, 'connect')));
    return;
  }
  const retryAtMs = run.now() + connectBackoffMs(due, run.random());
  run.comeBackAt(retryAtMs);
  await settleAll(
    due.map((job) => run.save(job, (each) => waitInLine(each, { reason: rpc.type, retryAtMs }, run.now()))),
  );
}

/** Each failure to connect doubles the wait of the one before. */
function connectBackoffMs(due: Job[], random: number): number {
  const before = due.map(({ wait, updatedAtMs }) =>
    wait?.reason === 'CONNECTION_FAILED' ? wait.retryAtMs - updatedAtMs : 0,
  );
  return backoffMs(1 + Math.log2(Math.max(...before, 1_000) / 1_000), random);
}

async function makeLinks(run: Run, telegram: TelegramAccount, kept: Map<string, InputPeer>): Promise<void> {
  holdUnsettled(run, kept);
  const addressed = await addressJobs(run, telegram, kept);
  const callable = await reconcileJobs(run, telegram, addressed);
  await exportLinks(run, telegram, callable);
}

/** Past its deadline and certainly without a link: a job with an unknown outcome is reconciled first. */
function isOverdue(run: Run) {
  return (job: Job) => job.deadlineMs <= run.now() && job.intentAtMs === undefined;
}
