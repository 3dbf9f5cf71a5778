import type { FaultAction } from '../../../telegram-emulator/faults.ts';
import type { FloodWaitKind } from '../../../telegram-emulator/flood-policy.ts';
import type { ReceiverFault } from '../parts/receiver.ts';

/** What happens when a fault's moment has come. */
export type ChaosAction =
  | { type: 'kill' }
  | { type: 'freeze'; forMs: number }
  /** A call of AWS, and those after it at the same point: the SDK tries four times. */
  | { type: 'drop' | 'lose' | 'throttle' | 'fail'; times: number }
  | { type: 'delay'; ms: number }
  | { type: 'telegram'; fault: FaultAction; times?: number }
  /** Of the account, or of the chat that the call names. */
  | { type: 'flood'; seconds: number; kind: FloodWaitKind; isOfChat?: boolean }
  /**
   * The way to Telegram is lost, as the call arrives or as its answer leaves. What a connection holds by then arrives so much
   * later than the way is back. The worker is killed so long after it was lost.
   */
  | { type: 'outage'; ms: number; lateMs: number; killAfterMs?: number }
  /** Telegram's port is closed for so long. */
  | { type: 'refuse'; forMs: number }
  /** Telegram forgets the account's key: -404 from now on. */
  | { type: 'forget-key' }
  /** Of the receiver of callbacks. */
  | { type: 'receiver'; fault: ReceiverFault; times: number }
  /** From now on Telegram's clock is so far ahead of the workers'. */
  | { type: 'skew'; ms: number };

/** The nth time that a function of this name passes this point, on its way to it or back from it. */
export interface PlannedFault {
  by: 'worker' | 'api' | 'sweeper' | 'webhook';
  point: string;
  phase: 'before' | 'after';
  nth: number;
  /** Only calls for this chat of their account are met and counted. */
  chat?: number;
  action: ChaosAction;
}
