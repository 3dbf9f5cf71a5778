import { isFinal, type Job, type JobCallback, type JobRef } from '../job/job.ts';
import { type Attempt, type AttemptDeps, attemptDelivery, comeBackAt } from './webhook-attempt.ts';

export interface DeliveryDeps extends AttemptDeps {
  getJob(ref: JobRef): Promise<Job | undefined>;
  /** Stores a callback whose attempts were `attempts` till now. @returns false when it has changed meanwhile. */
  saveCallback(ref: JobRef, attempts: number, next: JobCallback, dueAtMs?: number): Promise<boolean>;
  /** One request; never rejects for what a receiver does. */
  postEvent(job: Job, url: string): Promise<Attempt>;
}

/** What becomes of the message: it is deleted, or comes back then. */
export type DeliveryVerdict =
  | { kind: 'done'; status: JobCallback['status'] | 'none' | 'taken' | 'parked' }
  | { kind: 'again'; atMs: number };

/** Makes one attempt to deliver a job's callback, if it is due. */
export async function deliverCallback(deps: DeliveryDeps, ref: JobRef): Promise<DeliveryVerdict> {
  const job = await deps.getJob(ref);
  const callback = job?.callback;
  if (job === undefined || callback === undefined || !isFinal(job.status)) {
    return { kind: 'done', status: 'none' };
  }
  if (callback.status !== 'pending') {
    return { kind: 'done', status: callback.status };
  }
  const outcome = await attemptDelivery(deps, {
    tenantId: job.tenantId,
    progress: callback,
    saveProgress: (attempts, next, dueAtMs) =>
      deps.saveCallback(ref, attempts, { ...next, status: 'pending' }, dueAtMs),
    async saveEnd(attempts, last, status) {
      const deliveredAt = status === 'delivered' ? { deliveredAtMs: deps.now() } : {};
      await deps.saveCallback(ref, attempts, { ...last, status, ...deliveredAt });
    },
    post: () => deps.postEvent(job, callback.url),
  });
  switch (outcome.kind) {
    case 'over':
      return { kind: 'done', status: outcome.end };
    case 'taken':
      return { kind: 'done', status: 'taken' };
    case 'later':
      return comeBackAt(outcome.atMs, deps.now());
  }
}
