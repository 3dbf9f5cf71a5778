import type { PlannedAccount, RequestAction } from './plan-requests.ts';
import type { PlannedFault } from './planned-fault.ts';

/** What the hunter's event source mapping does to one batch. */
export type DeliveryTwist =
  | 'none'
  /** The batch goes to two workers at once. */
  | 'twice'
  /** It goes to a second worker some time after the first has answered. */
  | 'again'
  /** It is held until its visibility timeout has run out, and delivered then with its stale receipt handles. */
  | 'late'
  /** The messages are not deleted after success. */
  | 'lose-deletion'
  /** The messages of the batch are delivered in reverse order. */
  | 'reversed';

/** Everything a seed decides. */
export interface Schedule {
  seed: number;
  accounts: PlannedAccount[];
  /** In the order of their times. */
  actions: RequestAction[];
  faults: PlannedFault[];
  /** The twist of the nth batch; the rest go untouched. */
  twists: DeliveryTwist[];
  /** The same for the batches of callbacks. */
  callbackTwists: DeliveryTwist[];
  /** How many sweepers run at once, sweep by sweep; one where the list ends. */
  sweepers: number[];
  /** When the operator repairs broken accounts, in milliseconds from the start; never in some seeds. */
  repairAtMs: number | undefined;
  /** What is promised beyond what every seed is held to, where nothing else goes wrong in it. */
  expectation?: Expectation;
}

export interface Expectation {
  /** Jobs of this chat of the first account are done so soon after they were accepted. */
  doneWithin?: { chat: number; ms: number };
  /** After a worker was killed its account calls again this soon, while it has jobs in line. */
  resumesWithinMs?: number;
  /** So many links of jobs that were accepted a second later or more may be made before a job's. */
  maxOvertaking?: number;
}
