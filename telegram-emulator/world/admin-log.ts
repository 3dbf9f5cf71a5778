import type { AdminLogAction, Peer } from './entities.ts';

/** An id is a 64-bit number. These do not fit a double, so that a client that cuts them is found out (inferred). */
const FIRST_EVENT_ID = 9_100_000_000_000_000_001n;

/**
 * Enters an event and returns its id. Ids grow within one channel. Nothing says that they differ between channels, and here they do
 * not. A basic group has no admin log.
 */
export function logEvent(
  peer: Peer,
  nowMs: number,
  userId: bigint,
  action: AdminLogAction,
): bigint | undefined {
  if (peer.kind === 'chat') {
    return undefined;
  }
  const id = FIRST_EVENT_ID + BigInt(peer.adminLog.length);
  peer.adminLog.push({ id, atMs: nowMs, userId, action });
  return id;
}
