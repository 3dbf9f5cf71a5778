import type { JobCallback } from '../job/job.ts';
import { isTooLongForQueue } from '../rpc/wait.ts';
import { lostCallbackMs, nextAttemptAtMs } from './webhook-callback.ts';

/** A URL of a tenant's that callbacks go to, and whether deliveries to it succeed. */
export interface Endpoint {
  tenantId: string;
  url: string;
  /** When the first of an unbroken row of failures was. */
  failingSinceMs?: number;
  /** Failures in that row. */
  failures?: number;
  lastError?: string;
  /** When `lastError` was. Rows of versions before this field have none. */
  failedAtMs?: number;
  /** When a delivery last succeeded, within `deliveryNotedMs`. */
  deliveredAtMs?: number;
  /** From then on nothing is delivered there, until its operator enables it. */
  disabledAtMs?: number;
}

export function endpointStateOf({
  disabledAtMs,
  failingSinceMs,
}: Endpoint): 'disabled' | 'failing' | 'active' {
  return disabledAtMs !== undefined ? 'disabled' : failingSinceMs !== undefined ? 'failing' : 'active';
}

/** What became of one attempt. `error` is a sentence of ours: it quotes nothing that a server answered. */
export type Attempt = { kind: 'delivered' } | { kind: 'failed'; error: string; isGone?: boolean };

export interface AttemptDeps {
  now(): number;
  /** In [0, 1). */
  random(): number;
  getEndpoint(tenantId: string, url: string): Promise<Endpoint | undefined>;
  noteDelivered(tenantId: string, url: string, nowMs: number): Promise<void>;
  /** @returns the endpoint as it is now. */
  noteFailed(tenantId: string, url: string, error: string, nowMs: number): Promise<Endpoint>;
  disableEndpoint(endpoint: Endpoint, nowMs: number): Promise<void>;
}

export type Progress = Pick<JobCallback, 'url' | 'attempts' | 'nextAttemptAtMs' | 'lastError'>;

/** How the delivery of something ended. */
export type End = Exclude<JobCallback['status'], 'pending'>;

/** One event that is to be delivered. */
export interface Parcel {
  tenantId: string;
  progress: Progress;
  /** Stores an attempt over the state in which so many were begun. @returns false when that has changed meanwhile. */
  saveProgress(attempts: number, next: Progress, dueAtMs: number): Promise<boolean>;
  /** Likewise, when there will be no other attempt. */
  saveEnd(attempts: number, last: Progress, end: End): Promise<void>;
  post(): Promise<Attempt>;
}

export type Outcome = { kind: 'over'; end: End } | { kind: 'taken' } | { kind: 'later'; atMs: number };

/** What becomes of a message: it is deleted, or comes back then. */
export type Return = { kind: 'done'; status: 'parked' } | { kind: 'again'; atMs: number };

/** An attempt is over by then, or its process is dead: the request has a deadline of ten seconds. */
const attemptMs = 30_000;

/** An endpoint without failures is written to with the first delivery in so long: not with every one, which would cost a write each. */
export const deliveryNotedMs = 10 * 60_000;

/** An endpoint is given up when every delivery has failed for this long. */
export const disabledAfterMs = 3 * 24 * 3600 * 1000;

/**
 * Makes one attempt, if it is due. The attempt is counted and dated before it is made: when the process dies during it, it is made
 * again.
 */
export async function attemptDelivery(deps: AttemptDeps, parcel: Parcel): Promise<Outcome> {
  const { tenantId, progress } = parcel;
  const { attempts, url, nextAttemptAtMs: atMs = 0 } = progress;
  if (atMs > deps.now()) {
    return { kind: 'later', atMs };
  }
  const endpoint = await deps.getEndpoint(tenantId, url);
  if (endpoint?.disabledAtMs !== undefined) {
    await parcel.saveEnd(attempts, withoutNext(progress), 'disabled');
    return { kind: 'over', end: 'disabled' };
  }
  const endsAtMs = deps.now() + attemptMs;
  const begun: Progress = { ...progress, attempts: attempts + 1, nextAttemptAtMs: endsAtMs };
  if (!(await parcel.saveProgress(attempts, begun, endsAtMs + lostCallbackMs))) {
    return { kind: 'taken' };
  }
  const attempt = await parcel.post();
  return attempt.kind === 'delivered'
    ? settleDelivered(deps, parcel, begun, endpoint)
    : settleFailed(deps, parcel, begun, attempt);
}

async function settleDelivered(
  deps: AttemptDeps,
  { tenantId, saveEnd }: Parcel,
  { url, attempts }: Progress,
  endpoint: Endpoint | undefined,
): Promise<Outcome> {
  await saveEnd(attempts, { url, attempts }, 'delivered');
  const { failingSinceMs, deliveredAtMs = 0 } = endpoint ?? {};
  if (failingSinceMs !== undefined || deps.now() - deliveredAtMs >= deliveryNotedMs) {
    await deps.noteDelivered(tenantId, url, deps.now());
  }
  return { kind: 'over', end: 'delivered' };
}

async function settleFailed(
  deps: AttemptDeps,
  { tenantId, saveProgress, saveEnd }: Parcel,
  begun: Progress,
  { error, isGone = false }: Extract<Attempt, { kind: 'failed' }>,
): Promise<Outcome> {
  const nowMs = deps.now();
  const failed = { ...begun, lastError: error };
  const retryAtMs = isGone ? undefined : nextAttemptAtMs(begun.attempts, nowMs, deps.random());
  if (retryAtMs === undefined) {
    await saveEnd(begun.attempts, withoutNext(failed), 'failed');
  } else {
    const next = { ...failed, nextAttemptAtMs: retryAtMs };
    await saveProgress(begun.attempts, next, dueAtMs(retryAtMs, nowMs));
  }
  const endpoint = await deps.noteFailed(tenantId, begun.url, error, nowMs);
  if (isGone || nowMs - (endpoint.failingSinceMs ?? nowMs) >= disabledAfterMs) {
    await deps.disableEndpoint(endpoint, nowMs);
  }
  return retryAtMs === undefined ? { kind: 'over', end: 'failed' } : { kind: 'later', atMs: retryAtMs };
}

function withoutNext({ nextAttemptAtMs: _nextAttemptAtMs, ...kept }: Progress): Progress {
  return kept;
}

/** Where the wait is too long for the queue, the sweeper sends another message when it is over. */
export function comeBackAt(atMs: number, nowMs: number): Return {
  return isTooLongForQueue(atMs - nowMs) ? { kind: 'done', status: 'parked' } : { kind: 'again', atMs };
}

/** When the sweeper steps in: at once for a callback without a message, and otherwise when its message must be lost. */
function dueAtMs(retryAtMs: number, nowMs: number): number {
  return isTooLongForQueue(retryAtMs - nowMs) ? retryAtMs : retryAtMs + lostCallbackMs;
}
