import type { StandingRef } from '../core/job/operation.ts';
import { newTending, type TendedWork } from '../core/job/tending.ts';
import { type SendJobDeps, sendMessageOrLeave } from './send-or-leave.ts';

export interface TendSoonDeps extends SendJobDeps {
  randomBytes(): Uint8Array;
  now(): number;
}

/**
 * Has a worker tend standing work now. Where the message is not sent, the work is tended when it is due: nothing else in the answer
 * depends on it.
 */
export async function tendSoon(deps: TendSoonDeps, work: TendedWork, standing: StandingRef): Promise<void> {
  const tending = newTending(work, standing, deps.now());
  // Each message of its own, and not behind those of a backlog.
  const sends = Buffer.from(deps.randomBytes()).readUIntBE(0, 6);
  await sendMessageOrLeave(deps, { ...tending, request: { ...tending.request, priority: 'high' }, sends });
}
