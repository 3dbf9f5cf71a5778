import type { Account } from '../core/account/account.ts';
import type { DueJob } from '../core/job/due.ts';
import type { Job } from '../core/job/job.ts';
import { remember } from './remember.ts';

/** How long an account and its line are believed: an account makes one link in that time. */
export const readsBelievedMs = 3_000;

/** An account beyond these is read again. */
const maxAccountsBelieved = 1_000;

interface AccountReads {
  getAccount(accountId: string): Promise<Account | undefined>;
  ensureDue(accountId: string, shard: string, dueAtMs: number): Promise<void>;
  listDueJobs(accountId: string, range: { untilMs: number; limit: number }): Promise<DueJob[]>;
  now(): number;
}

export interface BelievedReads extends Omit<AccountReads, 'now'> {
  /** A job that has just been stored comes into its account's line. */
  noteJob(job: Job): void;
}

/**
 * The same reads, each answered from memory for three seconds. They are eventually consistent as it is: for looking, not for
 * deciding. What was not found is looked up every time, so that a new account works at once.
 */
export function believeReads({ getAccount, listDueJobs, ensureDue, now }: AccountReads): BelievedReads {
  const accounts = believe(now, getAccount);
  const lines = believe(now, listDueJobs);
  return {
    getAccount: accounts.read,
    listDueJobs: lines.read,
    async ensureDue(accountId, ...entry) {
      await ensureDue(accountId, ...entry);
      // The next request sees the entry, and writes none.
      accounts.forget(accountId);
    },
    noteJob({ accountId, tenantId, jobId, dueAtMs }) {
      if (dueAtMs !== undefined) {
        lines.known(accountId)?.push({ tenantId, jobId, dueAtMs });
      }
    },
  };
}

/** @param read of the account that its first argument names; its others are always the same, but for the time. */
function believe<A extends [string, ...unknown[]], T>(
  now: () => number,
  read: (...args: A) => Promise<T>,
): {
  read(...args: A): Promise<T>;
  known(accountId: string): T | undefined;
  forget(accountId: string): void;
} {
  const believed = new Map<string, { found: T; untilMs: number }>();
  return { read: readBelieved, known, forget: (accountId) => void believed.delete(accountId) };

  function known(accountId: string): T | undefined {
    const entry = believed.get(accountId);
    return entry !== undefined && entry.untilMs > now() ? entry.found : undefined;
  }

  async function readBelieved(...args: A): Promise<T> {
    const [accountId] = args;
    const askedAtMs = now();
    const found = known(accountId) ?? (await read(...args));
    if (found === undefined) {
      believed.delete(accountId);
    } else if (found !== believed.get(accountId)?.found) {
      remember(believed, accountId, { found, untilMs: askedAtMs + readsBelievedMs }, maxAccountsBelieved);
    }
    return found;
  }
}
