import type { JobError } from '../job/job.ts';
import type { LinkTemplate } from '../request/link-template.ts';
import type { MaybeNewer } from '../schema-version.ts';
import type { Schedule } from './schedule.ts';

/** What a caller has asked for, its name and slug apart. */
export interface RotationRequest {
  account: string;
  peer: string | Record<string, unknown>;
  /** An ISO 8601 duration, or a cron expression. */
  every?: string;
  cron?: string;
  time_zone?: string;
  /** An ISO 8601 duration. */
  overlap?: string;
  template: LinkTemplate;
  /** Told of each link: it goes into the requests that make them. */
  callback_url?: string;
}

/** A link of a rotation. */
export interface RotatedLink {
  inviteId: string;
  link: string;
  /** From when on it was the current one. */
  sinceMs: number;
  /** Its invite is kept until then. Absent until that is put off. */
  keptUntilMs?: number;
}

/** A link that was the current one, and is revoked then. */
export interface EndingLink extends RotatedLink {
  untilMs: number;
  revokeAtMs: number;
}

/** A link that has ended. */
export interface EndedLink extends RotatedLink {
  untilMs: number;
  /** Absent where the revocation was given up: `failure` says why. */
  revokedAtMs?: number;
  failure?: string;
}

/** The link that comes next. */
export interface MakingLink {
  jobId: string;
  /** When the period began that it is made for. */
  periodMs: number;
  /** From 1. Each has a job of its own, begun when the one before has ended without a link. */
  attempt: number;
  /** The attempt before has failed: this one begins then. */
  retryAtMs?: number;
}

/** Its schedule, its links, and how far the change from one to the next has come. */
export interface Rotation extends MaybeNewer {
  tenantId: string;
  name: string;
  accountId: string;
  request: RotationRequest;
  /** Where its current link is found by everybody, until it is deleted. */
  slug?: string;
  /** Tells a repeat from another request of that name. */
  requestHash: string;
  schedule: Schedule;
  overlapMs: number;
  /** Grows with every change: a change is stored only over the version it was made from. */
  version: number;
  createdAtMs: number;
  updatedAtMs: number;
  /** When the next period begins. Absent where none ever does. */
  nextAtMs?: number;
  /** It is to be rotated before that. */
  asked?: { atMs: number; overlapMs?: number };
  /** Of the last requests to rotate it at once, by their Idempotency-Keys: the hash of each. */
  askedIds: string[];
  making?: MakingLink;
  current?: RotatedLink;
  /** Oldest first, as those that have ended are. */
  ending: EndingLink[];
  history: EndedLink[];
  /** Why no link could be made. Absent once one was. */
  trouble?: JobError & { atMs: number; failures: number };
  /** It makes no more links, and is removed when those that are to be revoked are. */
  deletedAtMs?: number;
}

/** Ended links that are remembered. */
export const maxHistory = 50;

/** Requests to rotate at once that are remembered. */
export const maxAskedIds = 20;

export interface RotationStore {
  /** Read consistently. */
  getRotation(ref: RotationRef): Promise<Rotation | undefined>;
  /**
   * Stores the next version over the one before, and its current link under its slug: both or neither.
   * @returns false, and nothing is stored, where it was changed meanwhile.
   */
  saveRotation(next: Rotation): Promise<boolean>;
  /** Takes away a rotation that is over. */
  removeRotation(ref: RotationRef): Promise<void>;
}

export interface RotationRef {
  tenantId: string;
  name: string;
}
