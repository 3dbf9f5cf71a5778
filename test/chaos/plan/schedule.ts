import type { HandAction, LinksByHand } from './plan-links-by-hand.ts';
import type { CallerOfPeopleAction, PersonAction } from './plan-people.ts';
import type { PoolAction } from './plan-pools.ts';
import type { PlannedAccount, RequestAction } from './plan-requests.ts';
import type { RotationAction } from './plan-rotations.ts';
import type { SyncAction } from './plan-syncs.ts';
import type { PlannedFault } from './planned-fault.ts';

/** What the hunter's event source mapping does to one batch. */
export type DeliveryTwist =
  | 'none'
  /** The batch goes to two workers at once. */
  | 'twice'
  /** The batch goes to a second worker some time after the first has answered. */
  | 'again'
  /** The batch is held until its visibility timeout is over, and then delivered with stale receipt handles. */
  | 'late'
  /** The messages are not deleted after success. */
  | 'lose-deletion'
  /** The messages of the batch are delivered in reverse order. */
  | 'reversed';

/** The actions of callers, administrators and people, each with its time in milliseconds from the start. */
export type Action =
  | PoolAction
  | RequestAction
  | SyncAction
  | HandAction
  | PersonAction
  | CallerOfPeopleAction
  | RotationAction;

/** Everything that a seed determines. */
export interface Schedule {
  seed: number;
  /** The scene that was asked for. */
  scene?: string;
  accounts: PlannedAccount[];
  /** In the order of their times. */
  actions: Action[];
  /** The links that the chats have before the seed. */
  linksByHand: LinksByHand[];
  faults: PlannedFault[];
  /** The twist of the nth batch. Later batches have none. */
  twists: DeliveryTwist[];
  /** The twists of the batches of callbacks. */
  callbackTwists: DeliveryTwist[];
  /** How many sweepers run at once, sweep by sweep; one where the list ends. */
  sweepers: number[];
  /** When the operator repairs broken accounts, in milliseconds from the start; never in some seeds. */
  repairAtMs: number | undefined;
  /** The promises of a seed with a single fault, beside those of every seed. */
  expectation?: Expectation;
}

export interface Expectation {
  /** Jobs of this chat of the first account are done within this time after their acceptance. */
  doneWithin?: { chat: number; ms: number };
  /** Every job is done within this time after its acceptance. */
  allDoneWithinMs?: number;
  /** After a kill of its worker an account with waiting jobs makes a call within this time. */
  resumesWithinMs?: number;
  /** At most this many links of jobs that stand at least a second behind it in line may be made before a job's link. */
  maxOvertaking?: number;
  /** Not counted are links made within this time after the job's acceptance: a worker had their jobs in hand. */
  inHandMs?: number;
  /** No link is made before a job's link whose own job was accepted so long after it. */
  maxOvertakenMs?: number;
}
