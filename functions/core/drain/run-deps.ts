import type { Account, AccountStatus, InputPeer } from '../account/account.ts';
import type { ExportedInvite, ExportOutcome, Job, JobError, JobRef } from '../job/job.ts';
import type { Peer } from '../peer/peer.ts';
import type { InviteRequest } from '../request/invite-request.ts';

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
  /** The account's jobs that were loaded so far, each as it is stored now. */
  jobsById: Map<string, Job>;
  /** Nothing is sent to Telegram at or after this. */
  untilMs: number;
}
