import { endOfTimeMs } from '../ids.ts';
import { resultKeptMs } from '../job/job.ts';
import type { TrackedLink } from '../join/join.ts';
import { isOpen } from '../join/watch.ts';
import { settleAll } from '../settle-all.ts';
import type { Run } from './run.ts';

/**
 * An invite expires a month after its link was made, and people may come in by the link for years: the invites of open links are kept for
 * another month when half of it is over.
 */
export async function keepInvites(run: Run, links: TrackedLink[], beganAtMs: number): Promise<void> {
  const nowMs = run.now();
  const short = links.filter(
    ({ endsAtMs = endOfTimeMs, inviteKeptUntilMs = 0 }) =>
      isOpen(endsAtMs, beganAtMs) && inviteKeptUntilMs < nowMs + resultKeptMs / 2,
  );
  await settleAll(short.map((link) => run.keepInvite(link, nowMs + resultKeptMs)));
}
