import type { Job } from '../job/job.ts';
import type { LinkAdmin } from '../job/operation.ts';
import { adoptedRefOf, adoptLink, toLinkState } from '../operation/adopt-link.ts';
import { nextLinkState } from '../operation/link-state.ts';
import type { LinkPage, ListedLink } from '../operation/list-calls.ts';
import type { PageCounts } from '../operation/sync-lists.ts';
import { settleAll } from '../settle-all.ts';
import { type KnownLink, toKnownLink } from './known-links.ts';
import { earliestLinkSeconds } from './reconcile.ts';
import type { Run } from './run.ts';

/** Links that are stored side by side. */
const sideBySide = 20;

interface ReadPage {
  /** Whose links; undefined for the account's own. */
  admin: LinkAdmin | undefined;
  page: LinkPage;
  /** See `TelegramAccount.aheadMs`. */
  aheadMs: number;
}

/**
 * Stores what Telegram tells of the links of a page. A link that is no invite of the account yet is adopted as one.
 * @param known the account's invites by their links; what is stored is noted there.
 * @returns what became of the links; undefined where a later lease works on the account: this one is over.
 */
export async function storePage(
  run: Run,
  known: Map<string, KnownLink>,
  sync: Job,
  { admin, page: { links }, aheadMs }: ReadPage,
): Promise<PageCounts | undefined> {
  const openSinceSeconds = Math.min(...run.jobs.unsettled().map((job) => earliestLinkSeconds(job, aheadMs)));
  const readAtMs = run.now();
  const counts = { adopted: 0, updated: 0, left: 0 };
  for (let next = 0; next < links.length; next += sideBySide) {
    const some = links.slice(next, next + sideBySide);
    for (const kind of await settleAll(some.map(store))) {
      if (kind === 'refused') {
        run.stop();
        return undefined;
      }
      counts[kind] += 1;
    }
  }
  return counts;

  async function store(listed: ListedLink): Promise<keyof PageCounts | 'refused'> {
    const { invite } = listed;
    let knownLink = known.get(invite.link);
    // Its job may not be settled yet, or is so new that the tenant's list does not show it.
    const mayBeOurs = invite.date >= openSinceSeconds || run.links.isOwned(invite);
    if (knownLink === undefined && admin === undefined && mayBeOurs) {
      // Or it was adopted just now.
      const [stored] = await run.loadJobs([adoptedRefOf(sync, listed)]);
      if (stored === undefined) {
        return 'left';
      }
      knownLink = toKnownLink(stored);
    }
    // A request for just such a link may be called for soon. When its answer is lost, this one must not be taken for its link.
    run.links.add({ kind: 'chatInviteExported', invite }, invite.date * 1000 - aheadMs);
    return knownLink === undefined ? adopt(listed) : update(knownLink, listed);
  }

  async function adopt(listed: ListedLink): Promise<keyof PageCounts | 'refused'> {
    const { fence } = run.account;
    const stored = await run.createJob(adoptLink(sync, listed, { admin, fence, nowMs: readAtMs }));
    return stored === 'created' ? 'adopted' : update(toKnownLink(stored), listed);
  }

  async function update(link: KnownLink, listed: ListedLink): Promise<keyof PageCounts | 'refused'> {
    const { invite, state, adoptedBy, isNewer } = link;
    if (isNewer) {
      return 'left';
    }
    const { asOfMs, ...told } = toLinkState(listed, readAtMs);
    const next = { ...nextLinkState(state, told, asOfMs), fence: run.account.fence };
    if (!(await run.saveLink(invite, next))) {
      return 'refused';
    }
    known.set(listed.invite.link, { ...link, state: next });
    if (link.madeFor !== undefined && (next.isRevoked || next.isDeleted || listed.invite.revoked)) {
      run.noteEnded(invite.jobId, link.madeFor);
    }
    // A worker before this one has died behind it.
    return adoptedBy === sync.jobId ? 'adopted' : 'updated';
  }
}
