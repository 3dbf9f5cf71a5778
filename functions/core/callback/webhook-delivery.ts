import { isFinal, type Job, type JobCallback, type JobRef } from '../job/job.ts';
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
  /** From then on nothing is delivered there, until its operator enables it. */
  disabledAtMs?: number;
}

/** What became of one attempt. `error` is a sentence of ours: it quotes nothing that a server answered. */
export type Attempt = { kind: 'delivered' } | { kind: 'failed'; error: string; isGone?: boolean };

export interface DeliveryDeps {
  now(): number;
  /** In [0, 1). */
  random(): number;
  getJob(ref: JobRef): Promise<Job | undefined>;
  /** Stores a callback whose attempts were `attempts` till now. @returns false when it has changed meanwhile. */
  saveCallback(ref: JobRef, attempts: number, next: JobCallback, dueAtMs?: number): Promise<boolean>;
  getEndpoint(tenantId: string, url: string): Promise<Endpoint | undefined>;
  noteDelivered(tenantId: string, url: string, nowMs: number): Promise<void>;
  /** @returns the endpoint as it is now. */
  noteFailed(tenantId: string, url: string, error: string, nowMs: number): Promise<Endpoint>;
  disableEndpoint(endpoint: Endpoint, nowMs: number): Promise<void>;
  /** One request; never rejects for what a receiver does. */
  postEvent(job: Job, url: string): Promise<Attempt>;
}

/** What becomes of the message: it is deleted, or comes back then. */
export type DeliveryVerdict =
  | { kind: 'done'; status: JobCallback['status'] | 'none' | 'taken' | 'parked' }
  | { kind: 'again'; atMs: number };

/** An attempt is over by then, or its process is dead: the request has a deadline of ten seconds. */
const attemptMs = 30_000;

/** An endpoint is given up when every delivery has failed for this long. */
export const disabledAfterMs = 3 * 24 * 3600 * 1000;

/**
 * Makes one attempt to deliver a job's callback, if it is due. The attempt is counted and dated before it is made: when the
 * process dies during it, it is made again.
 */
export async function deliverCallback(deps: DeliveryDeps, ref: JobRef): Promise<DeliveryVerdict> {
  const job = await deps.getJob(ref);
  const callback = job?.callback;
  if (job === undefined || callback === undefined || !isFinal(job.status)) {
    return { kind: 'done', status: 'none' };
  }
  if (callback.status !== 'pending') {
    return { kind: 'done', status: callback.status };
  }
  const { attempts, url } = callback;
  if ((callback.nextAttemptAtMs ?? 0) > deps.now()) {
    return comeBackAt(callback.nextAttemptAtMs ?? 0, deps.now());
  }
  const endpoint = await deps.getEndpoint(job.tenantId, url);
  if (endpoint?.disabledAtMs !== undefined) {
    await deps.saveCallback(ref, attempts, giveUp(callback, 'disabled'));
    return { kind: 'done', status: 'disabled' };
  }
  const endsAtMs = deps.now() + attemptMs;
  const begun: JobCallback = { ...callback, attempts: attempts + 1, nextAttemptAtMs: endsAtMs };
  if (!(await deps.saveCallback(ref, attempts, begun, endsAtMs + lostCallbackMs))) {
    return { kind: 'done', status: 'taken' };
  }
  const attempt = await deps.postEvent(job, url);
  return attempt.kind === 'delivered'
    ? settleDelivered(deps, job, begun, endpoint)
    : settleFailed(deps, job, begun, attempt);
}

async function settleDelivered(
  deps: DeliveryDeps,
  job: Job,
  begun: JobCallback,
  endpoint: Endpoint | undefined,
): Promise<DeliveryVerdict> {
  const { url, attempts } = begun;
  await deps.saveCallback(job, attempts, { url, attempts, status: 'delivered', deliveredAtMs: deps.now() });
  // An endpoint without failures is not written to with every delivery.
  if (endpoint === undefined || endpoint.failingSinceMs !== undefined) {
    await deps.noteDelivered(job.tenantId, url, deps.now());
  }
  return { kind: 'done', status: 'delivered' };
}

async function settleFailed(
  deps: DeliveryDeps,
  job: Job,
  begun: JobCallback,
  { error, isGone = false }: Extract<Attempt, { kind: 'failed' }>,
): Promise<DeliveryVerdict> {
  const nowMs = deps.now();
  const failed = { ...begun, lastError: error };
  const retryAtMs = isGone ? undefined : nextAttemptAtMs(begun.attempts, nowMs, deps.random());
  if (retryAtMs === undefined) {
    await deps.saveCallback(job, begun.attempts, giveUp(failed, 'failed'));
  } else {
    const next = { ...failed, nextAttemptAtMs: retryAtMs };
    await deps.saveCallback(job, begun.attempts, next, dueAtMs(retryAtMs, nowMs));
  }
  const endpoint = await deps.noteFailed(job.tenantId, begun.url, error, nowMs);
  if (isGone || nowMs - (endpoint.failingSinceMs ?? nowMs) >= disabledAfterMs) {
    await deps.disableEndpoint(endpoint, nowMs);
  }
  return retryAtMs === undefined ? { kind: 'done', status: 'failed' } : comeBackAt(retryAtMs, nowMs);
}

function giveUp(callback: JobCallback, status: 'failed' | 'disabled'): JobCallback {
  const { nextAttemptAtMs: _nextAttemptAtMs, ...kept } = callback;
  return { ...kept, status };
}

/** Where the wait is too long for the queue, the sweeper sends another message when it is over. */
function comeBackAt(atMs: number, nowMs: number): DeliveryVerdict {
  return isTooLongForQueue(atMs - nowMs) ? { kind: 'done', status: 'parked' } : { kind: 'again', atMs };
}

/** When the sweeper steps in: at once for a callback without a message, and otherwise when its message must be lost. */
function dueAtMs(retryAtMs: number, nowMs: number): number {
  return isTooLongForQueue(retryAtMs - nowMs) ? retryAtMs : retryAtMs + lostCallbackMs;
}
