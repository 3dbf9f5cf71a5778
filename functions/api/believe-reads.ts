import type { Account } from '../core/account/account.ts';
import type { DueJob } from '../core/job/due.ts';
import { remember } from './remember.ts';

/** How long an account and its line are believed. Retry-After has whole seconds. */
export const readsBelievedMs = 1_000;

/** An account beyond these is read again. */
const maxAccountsBelieved = 1_000;

interface AccountReads {
  getAccount(accountId: string): Promise<Account | undefined>;
  ensureDue(accountId: string, shard: string, dueAtMs: number): Promise<void>;
  listDueJobs(accountId: string, range: { untilMs: number; limit: number }): Promise<DueJob[]>;
  now(): number;
}

/**
 * The same reads, each answered from memory for a second. They are eventually consistent as it is: for looking, not for
 * deciding. What was not found is looked up every time, so that a new account works at once.
 */
export function believeReads({
  getAccount,
  listDueJobs,
  ensureDue,
  now,
}: AccountReads): Omit<AccountReads, 'now'> {
  const accounts = believe(now, getAccount);
  return {
    getAccount: accounts.read,
    listDueJobs: believe(now, listDueJobs).read,
    async ensureDue(accountId, ...entry) {
      await ensureDue(accountId, ...entry);
      // The next request sees the entry, and writes none.
      accounts.forget(accountId);
    },
  };
}

/** @param read of the account that its first argument names; its others are always the same, but for the time. */
function believe<A extends [string, ...unknown[]], T>(
  now: () => number,
  read: (...args: A) => Promise<T>,
): { read(...args: A): Promise<T>; forget(accountId: string): void } {
  const believed = new Map<string, { found: T; untilMs: number }>();
  return { read: readBelieved, forget: (accountId) => void believed.delete(accountId) };

  async function readBelieved(...args: A): Promise<T> {
    const [accountId] = args;
    const known = believed.get(accountId);
    const askedAtMs = now();
    if (known !== undefined && known.untilMs > askedAtMs) {
      return known.found;
    }
    const found = await read(...args);
    if (found === undefined) {
      believed.delete(accountId);
    } else {
      remember(believed, accountId, { found, untilMs: askedAtMs + readsBelievedMs }, maxAccountsBelieved);
    }
    return found;
  }
}
