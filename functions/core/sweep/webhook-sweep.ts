import { callbackShards } from '../callback/webhook-callback.ts';
import type { JobRef } from '../job/job.ts';
import { settleAll } from '../settle-all.ts';

/** A job whose callback is overdue. */
export interface DueCallback extends JobRef {
  callbackDueAtMs: number;
}

/** A link whose events are overdue. */
export interface DueEvents extends JobRef {
  dueAtMs: number;
}

export interface SweepCallbacksDeps {
  now(): number;
  /** The longest due first. */
  listDueCallbacks(shard: string, untilMs: number, limit: number): Promise<DueCallback[]>;
  /** @returns how many could not be sent. */
  resendCallbacks(due: DueCallback[]): Promise<number>;
  /** The same of links with events that are to be delivered. */
  listDueDeliveries(shard: string, untilMs: number, limit: number): Promise<DueEvents[]>;
  resendEvents(due: DueEvents[]): Promise<number>;
}

export interface CallbackReport {
  resentCallbacks: number;
  failedCallbackSends: number;
}

/** Messages sent again per shard and sweep. */
const limitPerShard = 100;

/**
 * Sends a message for every callback that is due and has none, and for every link with such events: its message was never sent, it was lost, or its wait was too
 * long for the queue. A message too many does no harm.
 */
export async function sweepCallbacks(deps: SweepCallbacksDeps): Promise<CallbackReport> {
  const counts = await settleAll(
    callbackShards.flatMap((shard) => [
      resend(deps.listDueCallbacks(shard, deps.now(), limitPerShard), deps.resendCallbacks),
      resend(deps.listDueDeliveries(shard, deps.now(), limitPerShard), deps.resendEvents),
    ]),
  );
  const unsent = counts.reduce((sum, each) => sum + each.unsent, 0);
  const due = counts.reduce((sum, each) => sum + each.due, 0);
  return { resentCallbacks: due - unsent, failedCallbackSends: unsent };
}

async function resend<T>(
  listed: Promise<T[]>,
  send: (due: T[]) => Promise<number>,
): Promise<{ due: number; unsent: number }> {
  const due = await listed;
  return { due: due.length, unsent: due.length === 0 ? 0 : await send(due) };
}
