import type { Account } from '../account/account.ts';
import type { DueDeps } from '../job/due.ts';
import type { Job, JobRef } from '../job/job.ts';

/** When an account is to be looked at next. */
export interface AccountDue {
  dueAtMs: number;
  idleSinceMs?: number;
}

/** An entry of the due index. */
export interface DueAccount {
  accountId: string;
  dueAtMs: number;
}

export interface SweepDeps extends DueDeps {
  now(): number;
  /** Entries of one partition that are due by then, the longest due first, page by page. They are hints. */
  listDueAccounts(shard: string, untilMs: number): AsyncIterable<DueAccount[]>;
  loadAccounts(accountIds: string[]): Promise<Account[]>;
  /** Moves an entry, or takes it away. False when it was changed meanwhile. */
  moveDue(accountId: string, seenAtMs: number, next: AccountDue | undefined): Promise<boolean>;
  loadJobs(refs: JobRef[]): Promise<Job[]>;
  saveJob(next: Job): Promise<boolean>;
  sendJob(job: Job): Promise<void>;
  /** Something failed on this one account; the next sweep tries it again. */
  noteNotSwept(accountId: string, error: unknown): void;
}

export interface SweepReport {
  /** Accounts looked at, and of these the ones that something failed on. */
  accounts: number;
  notSwept: number;
  sent: number;
  expired: number;
  failedSends: number;
  /** Accounts and jobs met that only a newer version of this service may touch. */
  newer: number;
  /** Entries that were due and were not looked at, because the sweep's time was over: there may be more. */
  left: number;
}
