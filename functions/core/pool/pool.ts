import type { ExportedInvite, JobCallback } from '../job/job.ts';
import type { TendedWork } from '../job/tending.ts';
import type { LinkTemplate } from '../request/link-template.ts';

/** A link that lies ready. */
export interface PoolLink {
  /** The invite that it was made as. */
  id: string;
  invite: ExportedInvite;
  askedAtMs: number;
  madeAtMs: number;
  /** It is given before this, or not at all. */
  useBeforeMs: number;
}

/** What a caller said when a link was taken. It lies in the pool's row until it is settled. */
export interface PoolTake {
  atMs: number;
  /** Tells a repeat under the same Idempotency-Key from another request. Without a key there is none. */
  requestHash?: string;
  title?: string;
  /** Unix seconds. */
  expireDate?: number;
  metadata?: Record<string, string>;
  callback?: JobCallback;
  /** The pool was empty: the invite that is made instead. */
  asJob?: string;
  /** It is stored outside the row since then: see `TakeRecord`. */
  recordedAtMs?: number;
  /** The operation that gives the link its title and its end. */
  editId?: string;
  /** A caller does something to the link: it is given to nobody else, also where this take was a repeat. */
  isLeft?: true;
}

/** Why the last link could not be made. */
export interface PoolFailure {
  type: string;
  detail: string;
  atMs: number;
  /** Failures in a row. */
  count: number;
}

/**
 * A pool of links that are made before they are asked for. Each link is in one place at a time: `making` (its job is stored, or about to
 * be), `ready`, `given` under the id of its take, or `dropping`. Every change moves links by one conditional write, so that none is given
 * twice.
 */
export interface Pool extends TendedWork {
  name: string;
  /** A pool of the same name that is created later has another. */
  poolId: string;
  size: number;
  /** Below so many, links are made until there are `size`. */
  lowWater: number;
  template: LinkTemplate;
  maxAgeMs: number;
  /** The links end by themselves when they are that old. */
  isDated: boolean;
  /** Of the request that created it. */
  requestHash: string;
  /** The name of the API key that created it, and its quota. */
  askedBy: string;
  quota?: string;
  createdAtMs: number;
  /** The oldest first. */
  ready: PoolLink[];
  /** When they were begun, by the ids of their jobs. */
  making: Record<string, number>;
  takes: Record<string, PoolTake>;
  given: Record<string, PoolLink>;
  /** Links that nobody gets any more, and whether they are to be revoked. */
  dropping: Record<string, boolean>;
  /** Of the next link that is made. */
  nextNumber: number;
  takenCount: number;
  failure?: PoolFailure;
  /** It is being deleted: no link is given or made, and its row goes when nothing is left in it. */
  deletedAtMs?: number;
  revokesLeft?: boolean;
  /** A pool of more than one row: how many, which of them this is, and how often links were moved into it or out of it. */
  rowCount?: number;
  row?: number;
  moves?: number;
  /** Where this is all of them: each by itself. */
  rows?: Pool[];
}

/** What a pool is, without what lies in it. */
export type PoolTraits = Omit<Pool, 'ready' | 'making' | 'takes' | 'given' | 'dropping' | 'rows'>;

/** Names a pool. */
export interface PoolRef {
  tenantId: string;
  name: string;
}

/** What a take under an Idempotency-Key got: stored when the take is settled, and kept as long as other keys. */
export interface TakeRecord {
  tenantId: string;
  takeId: string;
  requestHash: string;
  inviteId: string;
  atMs: number;
}

/** A take stays in the pool's row for as long after its record is stored: longer than a request lasts, so that each sees one of them. */
export const takeKeptMs = 60_000;

/** A pool is looked at as often where nothing happens. */
export const lookEveryMs = 5 * 60_000;

const maxMarginMs = 3_600_000;

/** A link is given no later than this: whoever gets it has some time left. */
export function useBeforeOf(
  { maxAgeMs }: Pick<Pool, 'maxAgeMs'>,
  { date, expire_date: expireDate }: ExportedInvite,
): number {
  const endMs = Math.min(date * 1000 + maxAgeMs, (expireDate ?? Number.POSITIVE_INFINITY) * 1000);
  return endMs - Math.min(maxMarginMs, maxAgeMs / 10);
}

/** The place of the first link that may be given now. */
export function findFresh({ ready }: Pick<Pool, 'ready'>, nowMs: number): number | undefined {
  const index = ready.findIndex(({ useBeforeMs }) => useBeforeMs > nowMs);
  return index < 0 ? undefined : index;
}

/** After so many failures in a row the next link is made that much later. */
const minBackoffMs = 60_000;
const maxBackoffMs = 3_600_000;

/** When links may be made again after failures. */
export function refillAtMs({ failure }: Pick<Pool, 'failure'>): number {
  return failure === undefined
    ? 0
    : failure.atMs + Math.min(minBackoffMs * 2 ** Math.min(failure.count - 1, 10), maxBackoffMs);
}

/** How many links are to be made now. After a failure one is tried first. */
export function countToMake(
  pool: Pick<Pool, 'size' | 'lowWater' | 'ready' | 'making' | 'failure' | 'deletedAtMs'>,
  nowMs: number,
): number {
  const making = Object.keys(pool.making).length;
  const there = pool.ready.length + making;
  if (pool.deletedAtMs !== undefined || there >= pool.lowWater || refillAtMs(pool) > nowMs) {
    return 0;
  }
  const missing = pool.size - there;
  return pool.failure === undefined ? missing : Math.min(missing, making === 0 ? 1 : 0);
}

/** When the pool is to be tended next; undefined where it is deleted and empty. */
export function nextTendingMs(pool: Pool, nowMs: number): number | undefined {
  const takes = Object.values(pool.takes);
  const isEmpty =
    takes.length + pool.ready.length + Object.keys(pool.making).length + Object.keys(pool.dropping).length ===
    0;
  if (pool.deletedAtMs !== undefined && isEmpty) {
    return undefined;
  }
  const times = [
    nowMs + lookEveryMs,
    ...pool.ready.map(({ useBeforeMs }) => useBeforeMs),
    ...takes.map(({ recordedAtMs }) => (recordedAtMs ?? nowMs) + takeKeptMs),
    ...(Object.keys(pool.dropping).length > 0 ? [nowMs + takeKeptMs] : []),
    ...(pool.failure === undefined ? [] : [refillAtMs(pool)]),
  ];
  // What is late waits for something: it is not looked at all the time.
  return Math.min(...times.map((atMs) => (atMs > nowMs ? atMs : nowMs + takeKeptMs)));
}
