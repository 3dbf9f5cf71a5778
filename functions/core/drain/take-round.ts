import type { AddressedJob } from './addressed-job.ts';

/**
 * Takes the first of the jobs, as many as may be called for together: one permanent link of a chat at most. Each such call revokes the
 * link of the one before it. So where neither has an answer, nobody can tell whose the link is that is left.
 */
export function takeRound(pending: AddressedJob[], width: number): AddressedJob[] {
  const chats = new Set<string>();
  let count = 0;
  for (const { chat, job } of pending.slice(0, width)) {
    if (job.request.legacy_revoke_permanent) {
      if (chats.has(chat)) {
        break;
      }
      chats.add(chat);
    }
    count += 1;
  }
  return pending.splice(0, count);
}
