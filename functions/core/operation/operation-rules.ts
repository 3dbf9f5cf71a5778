import type { InputPeer } from '../account/account.ts';
import type { JobError, LinkState, ToldLink } from '../job/job.ts';
import type { LinkOperation } from '../job/operation.ts';
import type { LinkCalls } from './link-calls.ts';

/** One call of an operation. */
export interface LinkStep {
  kind: 'call';
  /** Telegram's waits are for one method. */
  method: string;
  call(telegram: LinkCalls, peer: InputPeer, link: string): Promise<ToldLink>;
}

/** What an operation does next: a call, or it ends. */
export type NextStep = LinkStep | { kind: 'done' } | { kind: 'refused'; error: JobError };

/**
 * All that differs from kind to kind. Every call may be repeated: what it asks for is the same however often it is made, so a
 * call of unknown outcome is settled by making it again.
 */
export interface OperationRules {
  /**
   * @param link what is known of the link.
   * @param told what the last call of this operation told; undefined before the first.
   */
  nextStep(operation: LinkOperation, link: LinkState | undefined, told: ToldLink | undefined): NextStep;
  /** Whether a call that is executed late would undo what a later operation of this kind has done. */
  isUndoneByLate: boolean;
}

export const done: NextStep = { kind: 'done' };

/** The link is not what the operation needs it to be. */
export function refuse(type: string, detail: string): NextStep {
  return { kind: 'refused', error: { type, class: 'input', detail } };
}
