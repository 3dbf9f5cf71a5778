import type { ToldLink } from '../job/job.ts';
import { inviteRefOf, type TrackedLink } from '../join/join.ts';
import { linkStateOf, nextLinkState } from '../operation/link-state.ts';
import { isNewer } from '../schema-version.ts';
import type { Look } from './look.ts';
import { makeRoom } from './look-at-counts.ts';

/** A tracked link that somebody has revoked or deleted, here or in an app. */
export interface EndedLink {
  link: TrackedLink;
  told: Pick<ToldLink, 'isRevoked' | 'isDeleted'>;
  /** By Telegram's clock. */
  endedAtMs: number;
}

/**
 * Stores that the links have ended: in their invites, and then, with what the look has found, in their rows. Both can be repeated, and
 * what this service has done itself is stored already.
 */
export async function endLinks(look: Look, ended: EndedLink[]): Promise<void> {
  const { run, ledger } = look;
  if (ended.length === 0) {
    return;
  }
  const invites = new Map(
    (await run.loadJobs(ended.map(({ link }) => inviteRefOf(link)))).map((each) => [each.jobId, each]),
  );
  for (const { link, told, endedAtMs } of ended) {
    const invite = invites.get(link.jobId);
    const known = invite && linkStateOf(invite);
    const isKnown = known?.isDeleted || (known?.isRevoked && !told.isDeleted);
    if (invite !== undefined && known !== undefined && !isKnown && !isNewer(invite)) {
      const state = { ...nextLinkState(known, told, run.now()), fence: run.account.fence };
      if (!(await run.saveLink(inviteRefOf(link), state))) {
        run.stop();
        return;
      }
    }
    const { endsAtMs } = ledger.know(link);
    if (endsAtMs === undefined || endsAtMs > endedAtMs) {
      await makeRoom(look);
      ledger.change(link, { endsAtMs: endedAtMs });
      // Whether a link is left is found out anew.
      const { listedAtMs: _listedAtMs, ...progress } = look.progress();
      look.setProgress(progress);
    }
  }
}
