import type { Account } from '../core/account/account.ts';
import type { DueJob } from '../core/job/due.ts';
import type { Job } from '../core/job/job.ts';
import { placesCounted } from '../core/pace/estimate.ts';
import { remember } from './remember.ts';

/**
 * How long an account is believed. Its entry in the due index stays for a minute at least after it was read (due-entry.ts), so a job that
 * relies on the entry must be stored well within that.
 */
export const accountBelievedMs = 15_000;

/** How long a line is believed: an account makes one link in that time. */
export const lineBelievedMs = 3_000;

/** No line is believed for longer. */
const maxLineAgeMs = 30_000;

/** An account beyond these is read again. */
const maxAccountsBelieved = 1_000;

/** What to read of a line. */
export interface LineRange {
  untilMs: number;
  limit: number;
  /** How old this line may be, where its age matters less than usual. */
  maxAgeMs?(line: DueJob[]): Promise<number>;
}

interface AccountReads {
  getAccount(accountId: string): Promise<Account | undefined>;
  ensureDue(accountId: string, shard: string, dueAtMs: number): Promise<void>;
  listDueJobs(accountId: string, range: LineRange): Promise<DueJob[]>;
  now(): number;
}

export interface BelievedReads extends Omit<AccountReads, 'now'> {
  /** An account's line was read for another purpose. */
  noteLine(accountId: string, line: DueJob[], askedAtMs: number): void;
  /** A job that has just been stored comes into its account's line. */
  noteJob(job: Job): void;
}

/**
 * The same reads, each answered from memory for a while. They are eventually
 * consistent as it is: for looking, not for deciding. What was not found is looked up every time, so that a new account works at once.
 */
export function believeReads({ getAccount, listDueJobs, ensureDue, now }: AccountReads): BelievedReads {
  const accounts = believe(now, accountBelievedMs, getAccount);
  const lines = believe(now, lineBelievedMs, listDueJobs);
  return {
    getAccount: accounts.read,
    async listDueJobs(accountId, range) {
      const older = lines.known(accountId, maxLineAgeMs);
      const isYoung = older !== undefined && older.ageMs < ((await range.maxAgeMs?.(older.found)) ?? 0);
      return isYoung ? older.found : lines.read(accountId, range);
    },
    async ensureDue(accountId, shard, dueAtMs) {
      await ensureDue(accountId, shard, dueAtMs);
      // The next request sees the entry, and writes none.
      accounts.change(accountId, ({ idleSinceMs: _idleSinceMs, ...account }) => ({
        ...account,
        dueAtMs: Math.min(account.dueAtMs ?? dueAtMs, dueAtMs),
      }));
    },
    noteLine(accountId, line, askedAtMs) {
      lines.note(accountId, line.slice(0, placesCounted), askedAtMs);
    },
    noteJob({ accountId, tenantId, jobId, dueAtMs }) {
      if (dueAtMs !== undefined) {
        lines.known(accountId, maxLineAgeMs)?.found.push({ tenantId, jobId, dueAtMs });
      }
    },
  };
}

/** @param read of the account that its first argument names; its others are always the same, but for the time. */
function believe<A extends [string, ...unknown[]], T>(
  now: () => number,
  believedMs: number,
  read: (...args: A) => Promise<T>,
): {
  read(...args: A): Promise<T>;
  known(accountId: string, untilAgeMs: number): { found: T; ageMs: number } | undefined;
  note(accountId: string, found: T, askedAtMs: number): void;
  change(accountId: string, change: (found: NonNullable<T>) => NonNullable<T>): void;
} {
  const believed = new Map<string, { found: T; askedAtMs: number }>();
  return { read: readBelieved, known, note, change };

  function known(accountId: string, untilAgeMs: number): { found: T; ageMs: number } | undefined {
    const entry = believed.get(accountId);
    const ageMs = now() - (entry?.askedAtMs ?? 0);
    return entry !== undefined && ageMs < untilAgeMs ? { found: entry.found, ageMs } : undefined;
  }

  function note(accountId: string, found: T, askedAtMs: number): void {
    remember(believed, accountId, { found, askedAtMs }, maxAccountsBelieved);
  }

  function change(accountId: string, makeNext: (found: NonNullable<T>) => NonNullable<T>): void {
    const { found, askedAtMs } = believed.get(accountId) ?? {};
    if (found !== undefined && found !== null && askedAtMs !== undefined) {
      believed.set(accountId, { found: makeNext(found), askedAtMs });
    }
  }

  async function readBelieved(...args: A): Promise<T> {
    const [accountId] = args;
    const young = known(accountId, believedMs);
    if (young !== undefined) {
      return young.found;
    }
    const askedAtMs = now();
    const found = await read(...args);
    if (found === undefined) {
      believed.delete(accountId);
    } else {
      note(accountId, found, askedAtMs);
    }
    return found;
  }
}
