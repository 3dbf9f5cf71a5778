import type { Account, AccountStatus, InputPeer } from '../account/account.ts';
import type { RecentWait } from '../account/recent-waits.ts';
import type { DueDeps } from '../job/due.ts';
import type { Job, JobError, JobRef, LinkState } from '../job/job.ts';
import type { WatchStore } from '../join/join-store.ts';
import type { WatchPauses } from '../join/watch.ts';
import type { PoolStore } from '../pool/pool-store.ts';
import type { RotationStore } from '../rotation/rotation.ts';
import type { TelegramAccount } from './telegram-account.ts';

/** What a run takes from outside: stores, time, randomness and the way to Telegram. */
export interface RunDeps extends DueDeps, WatchStore, PoolStore, RotationStore {
  now(): number;
  /** In [0, 1). */
  random(): number;
  sleep(ms: number): Promise<void>;
  loadJobs(refs: JobRef[]): Promise<Job[]>;
  saveJob(next: Job): Promise<boolean>;
  /** 'created', or the job already stored under that id. */
  createJob(job: Job): Promise<'created' | Job>;
  /** The messages of jobs that were stored here. @throws when some were not taken. */
  sendJobs(jobs: Job[]): Promise<void>;
  /** The tenant's invites that were accepted in [fromMs, beforeMs), newest first, those after `after`. */
  listJobsOf(
    tenantId: string,
    range: { fromMs: number; beforeMs: number; after?: string | undefined; limit: number },
  ): Promise<{ jobs: (JobRef & { createdKey: string })[]; hasMore: boolean }>;
  /** Stores what is known of an invite's link. @returns false where a later lease has stored something. */
  saveLink(invite: JobRef, link: LinkState): Promise<boolean>;
  /** Stores the order of an invite's operations over the one before. False when it has changed meanwhile. */
  saveOperationIds(invite: JobRef, before: string[] | undefined, next: string[]): Promise<boolean>;
  /** The invite, which is final, is kept until then at least. */
  keepInviteUntil(invite: JobRef, untilMs: number): Promise<void>;
  /** The account is looked at by then, or sooner: see `due-entry.ts`. */
  ensureDue(accountId: string, shard: string, dueAtMs: number): Promise<void>;
  watchPauses: WatchPauses;
  /** Something of ours failed in a look, which keeps nothing else from being done. */
  noteLookFault(accountId: string, error: unknown): void;
  /** The same while standing work was tended. */
  noteTendingFault(accountId: string, error: unknown): void;
  findPeers(accountId: string, peerKeys: string[]): Promise<Map<string, InputPeer>>;
  savePeer(accountId: string, peerKey: string, inputPeer: InputPeer): Promise<void>;
  forgetPeer(accountId: string, peerKey: string): Promise<void>;
  /** @param scope a method, or what `chatScope` makes of it. */
  saveFloodWait(
    accountId: string,
    scope: string,
    untilMs: number,
    recentWaits: readonly RecentWait[],
  ): Promise<void>;
  saveTrouble(
    accountId: string,
    fence: number,
    status: Exclude<AccountStatus, 'active'>,
    trouble: JobError & { atMs: number },
  ): Promise<void>;
  /** Opens the account's one connection. Nothing is sent on it at or after `untilMs`. */
  connect(account: Account, untilMs: number): Promise<TelegramAccount>;
}

/** What one run works on. */
export interface RunInput {
  account: Account;
  /** The account's jobs that were loaded so far, each as it is stored now. */
  jobsById: Map<string, Job>;
  /** The jobs whose intent the lease may be. None where jobs of an earlier lease were found: see `adoptLeaseIntents`. */
  leaseIntents: readonly string[];
  /** Nothing is sent to Telegram at or after this. */
  untilMs: number;
}
