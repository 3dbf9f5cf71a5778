import type { InviteRequest } from '../request/invite-request.ts';
import type { RpcErrorClass } from '../rpc/rpc-error-class.ts';
import type { MaybeNewer } from '../schema-version.ts';
import type { Operation, SyncProgress } from './operation.ts';
import type { WatchProgress } from './watch-progress.ts';

/** Where a job stands. The last four are final: a final job never changes again. */
export const jobStatuses = [
  'queued',
  'running',
  'waiting',
  'blocked',
  'succeeded',
  'failed',
  'cancelled',
  'expired',
] as const;

export type JobStatus = (typeof jobStatuses)[number];

const finalStatuses: readonly JobStatus[] = ['succeeded', 'failed', 'cancelled', 'expired'];

export function isFinal(status: JobStatus): boolean {
  return finalStatuses.includes(status);
}

/**
 * A link as Telegram made it, in the words of `chatInviteExported`; 64-bit ids are strings, dates Unix seconds.
 * @see https://core.telegram.org/constructor/chatInviteExported
 */
export interface ExportedInvite {
  link: string;
  admin_id: string;
  date: number;
  permanent: boolean;
  request_needed: boolean;
  revoked: boolean;
  title?: string;
  expire_date?: number;
  usage_limit?: number;
  subscription_pricing?: { period: number; amount: number };
}

/**
 * What a successful call gave. `chatInvitePublicJoinRequests` is an answer without a link: the chat is public and
 * admits by request, so its own address is the way in.
 * @see https://core.telegram.org/type/ExportedChatInvite
 */
export type ExportOutcome =
  | { kind: 'chatInviteExported'; invite: ExportedInvite }
  | { kind: 'chatInvitePublicJoinRequests' };

/** What Telegram told of a link, in an answer about it. */
export interface ToldLink {
  /** The link as it is now. Absent where Telegram does not know it any more. */
  invite?: ExportedInvite;
  /** Members who joined by it; requests to join that wait for an administrator. */
  usage?: number;
  requested?: number;
  /** The link that Telegram made in its place: a chat is never without the permanent link of its maker. */
  replacedBy?: ExportedInvite;
  /** Telegram does not take the link any more: it was revoked, and perhaps deleted. */
  isRevoked?: true;
  /** It was deleted: Telegram forgets such a link. */
  isDeleted?: true;
}

/** What is known of the link of an invite since it was made. */
export interface LinkState extends ToldLink {
  asOfMs: number;
  /** The lease under which it was told: an older one stores nothing over it. */
  fence: number;
  /** Its number among all that was stored under that lease: a write that arrives late stores nothing over a later one. */
  writeNumber?: number;
  /** What an edit has made of the tracking of its joins. Absent where none was made: see `trackOf`. */
  track?: NonNullable<InviteRequest['track_joins']>;
  /** An operation was given up whose last call may have been executed: nobody knows how the link is until Telegram tells. */
  isDoubtful?: true;
  /** The last of its operations that was done: those before it are final, and it needs no further call. */
  doneUntil?: string;
  /**
   * A call of this operation has an unknown outcome and may be executed until then: no other edits the link before. By Telegram's
   * clock, and by ours, because a new connection does not know Telegram's before the first answer.
   */
  unsettled?: { by: string; untilMs: number; ownUntilMs: number };
}

/**
 * What came of a decision. `missing`: the person has asked no more, or it was decided before. `already_member`: the person is in.
 * @see https://core.telegram.org/method/messages.hideChatJoinRequest
 */
export const decisions = ['approved', 'declined', 'missing', 'already_member'] as const;

export type Decided = (typeof decisions)[number];

/** Why a waiting job waits, and until when. `reason` is Telegram's error type, or a word of this service. */
export interface JobWait {
  reason: string;
  method?: string;
  retryAtMs: number;
}

/** Why a job failed, expired, or is blocked: Telegram's error type where there is one, its class, what to do next. */
export interface JobError {
  type: string;
  class: RpcErrorClass | 'expired' | 'exhausted' | 'account';
  detail: string;
  /** Telegram's numeric code, where Telegram answered. Mirrors disagree on it: judge by `type`. */
  code?: number;
}

/**
 * The callback of a job: where its end is reported, and what came of that. It changes after the job is final, and outside the
 * job's versions: `saveJob` leaves it alone.
 */
export interface JobCallback {
  url: string;
  /** `disabled`: nothing is delivered to that URL any more, because every delivery failed for days. */
  status: 'pending' | 'delivered' | 'failed' | 'disabled';
  /** Requests begun, counted before each. */
  attempts: number;
  nextAttemptAtMs?: number;
  lastError?: string;
  deliveredAtMs?: number;
}

/** Names one job: every access is scoped by the tenant in its key. */
export interface JobRef {
  tenantId: string;
  jobId: string;
}

/** The batch that a job was accepted with, and its place in it. A batch of requests has no record of its own, one of operations has (`OperationBatch`). */
export interface JobBatch {
  batchId: string;
  /** From 0. */
  index: number;
  size: number;
}

/** How a link that this service has not made became an invite. */
export interface Adoption {
  /** The id of the sync. */
  by: string;
  /** Who made it. Only the maker may edit a link. */
  maker: 'account' | 'administrator' | 'bot';
}

/** A link was taken from its pool. */
export interface Taken {
  takeId: string;
  atMs: number;
  /** It has the title and the end that were asked for. */
  isSettled: boolean;
  /** Why it will not have them. */
  error?: JobError;
}

/** One request for one link, from acceptance to its final state. The stored row is the truth about it. */
export interface Job extends JobRef, MaybeNewer {
  accountId: string;
  request: InviteRequest;
  /** Hash of the accepted request (of a batch: of all its items), to tell a repeat from another request under the same Idempotency-Key. */
  requestHash?: string;
  /** API Gateway's id of the HTTP request that was accepted: the log lines about the job carry it. Older rows have none. */
  requestId?: string;
  batch?: JobBatch;
  /** The quota that the job counts towards while it is unfinished (`quotaOf`). None when its API key had no quota. */
  quota?: string;
  createdAtMs: number;
  /** Its place in line: see `line.ts` and `placeOf`. */
  placeMs?: number;
  /** Give up when this passes while no call is outstanding. Always set: asked for, or the longest life a job may have. */
  deadlineMs: number;
  callback?: JobCallback;
  /** What is done to links that exist. A job without one makes a link. */
  operation?: Operation;
  /** The id of the tending of the standing work that it was made for: see `tending.ts`. */
  madeFor?: string;
  /** The name of the pool that its link was made for. */
  pool?: string;
  /** Who has taken its link from the pool. It is stored after the job is final, and outside its versions. */
  taken?: Taken;
  /** Of an invite whose link a sync has found. It was never unfinished. */
  adopted?: Adoption;
  /** The name of the API key that asked for it. Kept with operations. */
  askedBy?: string;
  /**
   * Of an invite: its operations in the order in which they are done, the newest last, and what is known of its link. Both change
   * after the job is final, and outside its versions: `saveJob` leaves them alone.
   */
  operationIds?: string[];
  link?: LinkState;

  status: JobStatus;
  /** Grows with every change: a change is stored only over the version it was made from. */
  version: number;
  updatedAtMs: number;
  /** Present on unfinished jobs only: where the job stands among those of its account, see `due.ts`. */
  dueAtMs?: number;
  /** Calls begun, counted before each call, so that a job that kills its worker is counted too. */
  attempts: number;
  /** Calls that are not held against the job: Telegram refused them with a wait, or they brought a sync on by a page. */
  waits: number;
  /** The sum of the waits that are over: see `waitedMsOf`. Absent before the first. */
  waitedMs?: number;
  /** Searches for the link of a call with an unknown outcome that failed in a row. */
  reconciliations: number;
  /** Repairs by the sweeper: part of the deduplication id, so that a repair is not swallowed as a duplicate. */
  sends: number;
  /** A call was begun then, and its outcome is unknown: the job must not be called again before reconciliation. */
  intentAtMs?: number;
  /**
   * No message of that call was sent at or after this, by Telegram's clock as far as it was known. The call can be executed for as
   * long after this as Telegram takes a message (`latestExecutionMs`).
   */
  calledUntilMs?: number;
  /**
   * The account's permanent link that stood before that call, of a job with `legacy_revoke_permanent`: the call revokes it and makes
   * another. It is not the link that the call made.
   */
  replaces?: string;
  /** When the chat was first searched without finding a link of that call, by Telegram's clock. */
  unseenAtMs?: number;
  /** Calls of the job during which the worker died. */
  brokenOff?: number;
  /** When the call that may have made the job's link was begun: kept when its outcome is known. */
  calledAtMs?: number;
  /** Telegram refused the kept access hash of this chat, so the peer is resolved anew. Once per job. */
  staleChat?: string;
  /** The lease under which the last intent was written. */
  fence?: number;
  /** A version before this one wrote the row last. Not stored. */
  hasOlderSchema?: true;
  wait?: JobWait;
  /** When the caller cancelled the job. A link that an outstanding call has made is still reported. */
  cancelRequestedAtMs?: number;
  outcome?: ExportOutcome;
  /** Of an operation: what Telegram told at its end. */
  told?: ToldLink;
  /** Of a sync that has begun. */
  sync?: SyncProgress;
  /** Of a watch. */
  watch?: WatchProgress;
  /** Of a decision that was made: what came of it. */
  decided?: Decided;
  error?: JobError;
  finishedAtMs?: number;
}

/** A finished job is kept this long after it was finished, then DynamoDB removes it. Idempotency keys live as long. */
export const resultKeptMs = 30 * 24 * 3600 * 1000;

/** Calls a job may spend without a link before it is given up. Waits are not counted. */
export const maxAttempts = 8;

/** Searches that may break off one after the other before the job is given up. */
export const maxReconciliations = 12;

/** A worker's invocation ends this long after it began. */
export const maxInvocationMs = 30_000;

/** Attempts that are held against the job. */
export function spentAttempts(job: Job): number {
  return job.attempts - job.waits;
}
