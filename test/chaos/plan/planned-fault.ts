import type { FaultAction } from '../../../telegram-emulator/faults.ts';
import type { FloodWaitKind } from '../../../telegram-emulator/flood-policy.ts';
import type { ReceiverFault } from '../parts/receiver.ts';

/** What a fault does. */
export type ChaosAction =
  | { type: 'kill' }
  | { type: 'freeze'; forMs: number }
  /** A call to AWS, and the next calls at the same point, because the SDK tries four times. */
  | { type: 'drop' | 'lose' | 'throttle' | 'fail'; times: number }
  | { type: 'delay'; ms: number }
  | { type: 'telegram'; fault: FaultAction; times?: number }
  /** A wait for the account, or for the chat that the call names. */
  | { type: 'flood'; seconds: number; kind: FloodWaitKind; isOfChat?: boolean }
  /**
   * The network to Telegram is lost, as the call arrives or as its answer leaves. Data held by a connection arrives
   * some time after the network is back. The worker can be killed some time after the loss.
   */
  | { type: 'outage'; ms: number; lateMs: number; killAfterMs?: number }
  /** Telegram's port is closed for this time. */
  | { type: 'refuse'; forMs: number }
  /** Telegram forgets the account's key, and answers -404 from now on. */
  | { type: 'forget-key' }
  /** A fault of the receiver of callbacks. */
  | { type: 'receiver'; fault: ReceiverFault; times: number }
  /** From now on Telegram's clock is this far ahead of the workers' clocks. */
  | { type: 'skew'; ms: number };

/** The nth time that a function of this name passes this point, before or after the operation. */
export interface PlannedFault {
  by: 'worker' | 'api' | 'sweeper' | 'webhook';
  point: string;
  phase: 'before' | 'after';
  nth: number;
  /** Only calls for this chat of their account match and count. */
  chat?: number;
  action: ChaosAction;
}
