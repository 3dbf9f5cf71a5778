import { floodMarginMs } from '../../../../functions/core/rpc/wait.ts';
import { startMs } from '../records.ts';
import { refusedWith } from './scripted-telegram.ts';

/** Telegram's answer that asks for a wait. */
export function flood(seconds: number) {
  return refusedWith(`FLOOD_WAIT_${seconds}`, 420);
}

/** When such a wait is over. */
export function endOf(seconds: number, fromMs = startMs) {
  return fromMs + seconds * 1000 + floodMarginMs;
}
