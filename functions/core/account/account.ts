import type { Job, JobError } from '../job/job.ts';
import type { LearnedPace } from '../pace/learned-pace.ts';
import type { Pace } from '../pace/pace.ts';
import type { MaybeNewer } from '../schema-version.ts';
import type { MadeLinks } from './made-links.ts';
import type { RecentWait } from './recent-waits.ts';

/**
 * Whether an account may work. `active` works; `halted` needs a person to look at it; `dead` needs a new login.
 * A flood wait is none of these: it is a time in `blockedUntilMs`.
 */
export type AccountStatus = 'active' | 'halted' | 'dead';

/** The Telegram user behind an account, for people to recognise it by. Never the phone number. */
export interface AccountOwner {
  userId: string;
  firstName: string;
  lastName?: string;
  username?: string;
}

/** What the service knows of one Telegram account. The session is a record of its own, sealed. */
export interface Account extends MaybeNewer {
  accountId: string;
  tenantId: string;
  name: string;
  status: AccountStatus;
  /** Why the account is not active, and since when. */
  trouble?: JobError & { atMs: number };
  /**
   * Telegram's waits, per method, the scope Telegram gives them: no call of that method before that time.
   * @see https://core.telegram.org/api/errors#420-flood
   */
  blockedUntilMs: Record<string, number>;
  owner?: AccountOwner;
  /** The account's home data centre. */
  dcId?: number;
  /** Where its session is at home, as the sealed session has it: a line can be opened there before that is read. */
  address?: string;
  port?: number;
  loggedInAtMs?: number;
  /** Tells one session's key from another's: see `fingerprintOf`. */
  keyFingerprint?: string;
  /** Tells its Telegram user from any other: see `userFingerprintOf`. Accounts of older versions have none until they are checked. */
  userFingerprint?: string;
  /** The fence at the last login: trouble found under it may be the trouble of the session before. */
  loginFence?: number;
  /** The chat used when a request names none. */
  defaultPeer?: string;
  /** Grows with every lease taken: a write under an older number is refused. */
  fence: number;
  /** Who may connect with the account's session, and until when. The lease of a crashed owner ends with time alone. */
  leaseOwner?: string;
  leasedAtMs?: number;
  leaseUntilMs?: number;
  /**
   * Ids of jobs that may have a call of unknown outcome: during a lease the jobs it was taken for, after it the jobs it left
   * unsettled. The jobs of a crashed worker are found here.
   */
  unsettled?: string[];
  /**
   * Those of `unsettled` whose first call needs no intent in their own row: a worker that has the lease, or that died with it, may
   * have called for them.
   */
  leaseIntents?: string[];
  /** When the first lease was taken whose `leaseIntents` are still there. */
  leaseIntentsFromMs?: number;
  /** Marks of recent links, which tell them from the links that unsettled calls may have made. */
  recentLinks?: string[];
  /** The server salts known for its key, as `TelegramAccount.serverSalts` gives them: a stored one saves a round trip. */
  serverSalts?: string;
  /** How often the account may make links. The default pace when absent. */
  pace?: Pace;
  /** What was learned of Telegram's limit since `pace` was set. */
  learnedPace?: LearnedPace;
  /** The calls made so far have used the pace up until then; `settledAtMs` is when that was stored. */
  paidUntilMs?: number;
  settledAtMs?: number;
  /** The last waits it has met, and the links it has made in the last hours: for people to look at. A worker that dies counts none. */
  recentWaits?: RecentWait[];
  madeLinks?: MadeLinks;
  /** When its operator drained it: no worker begins on it. See `npm run ops -- drain`. */
  drainedAtMs?: number;
  /** When the sweeper looks at it next, and the partition of the index that it stands in: see `due-entry.ts`. */
  dueAtMs?: number;
  dueShard?: string;
  /** The sweeper's last visit found nothing to do soon. */
  idleSinceMs?: number;
}

/** Whether two accounts are one Telegram user, as far as is known: older versions did not tell the test servers' users apart. */
export function isSameUser(
  a: Pick<Account, 'owner' | 'userFingerprint'>,
  b: Pick<Account, 'owner' | 'userFingerprint'>,
): boolean {
  return a.userFingerprint === undefined || b.userFingerprint === undefined
    ? a.owner !== undefined && a.owner.userId === b.owner?.userId
    : a.userFingerprint === b.userFingerprint;
}

/** What a worker leaves with the account when it gives the lease back. */
export interface Settlement {
  unsettled: string[];
  /** Those of them that have no intent in their own row. */
  leaseIntents: string[];
  recentLinks: string[];
  paidUntilMs: number;
  learnedPace: LearnedPace;
  settledAtMs: number;
  serverSalts?: string;
  madeLinks?: MadeLinks;
}

/** Why the jobs of an account that is not active are blocked. */
export function troubleOf({ trouble }: Account): JobError {
  if (trouble === undefined) {
    const detail = 'The operator has halted this account. Its jobs go on when it is resumed.';
    return { type: 'ACCOUNT_HALTED', class: 'account', detail };
  }
  const { atMs: _atMs, ...error } = trouble;
  return error;
}

/** How a job of an account that was removed ends. @param mayBeDone a call for it had no answer. */
export function removalOf({ operation }: Job, mayBeDone: boolean): JobError {
  const what = operation === undefined ? 'the link was made' : 'this was done to the link';
  const maybe =
    operation === undefined ? 'a link may have been made' : 'it may have been done to the link all the same';
  const detail = mayBeDone
    ? `The account was removed while a call had no answer: ${maybe}. Look in the chat's invite links.`
    : `The account was removed before ${what}.`;
  return { type: 'ACCOUNT_REMOVED', class: 'account', detail };
}

/** What came of the attempt to take the lease on an account. */
export type LeaseAnswer =
  | { kind: 'taken'; account: Account }
  | { kind: 'held'; untilMs: number }
  | { kind: 'flooded'; untilMs: number; account: Account }
  | { kind: 'inactive'; account: Account }
  /** The operator has drained it for a release: its jobs stay as they are. */
  | { kind: 'drained' }
  /** Its row was written by a newer version of this service. */
  | { kind: 'newer' }
  | { kind: 'missing' };

/** A chat as one account addresses it: the access hash belongs to that account and is worthless to another. */
export type InputPeer =
  | { kind: 'chat'; chatId: string }
  | { kind: 'channel'; channelId: string; accessHash: string };

/** A chat that an account is in, as its operator and its callers choose from. */
export interface Chat {
  /** As requests may name it: `-100123` or `-45`. */
  chatId: string;
  title: string;
  kind: 'channel' | 'supergroup' | 'group';
  username?: string;
  role: 'creator' | 'administrator' | 'member';
  /** Whether the account may make invite links there. */
  canExport: boolean;
  inputPeer: InputPeer;
}
