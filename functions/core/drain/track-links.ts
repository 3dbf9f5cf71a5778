import type { InputPeer } from '../account/account.ts';
import { dueShardOf, dueTimeFor } from '../account/due-entry.ts';
import { watchIdOf } from '../ids.ts';
import type { ExportOutcome, Job, LinkState } from '../job/job.ts';
import { linkOf } from '../job/link-status.ts';
import type { Watch } from '../job/watch-transitions.ts';
import type { TrackedLink } from '../join/join.ts';
import { isSameTracking, toTrackedLink } from '../join/tracked-link.ts';
import { newWatch, wakeWatch } from '../join/watch.ts';
import type { AddressedJob } from './addressed-job.ts';
import type { Run } from './run.ts';

/**
 * Telegram has made the link of a request. Where its joins are to be told, that begins before the request succeeds: a worker that dies in
 * between leaves a request whose link is found again.
 */
export async function trackMadeLink(
  run: Run,
  { job, inputPeer }: Pick<AddressedJob, 'job' | 'inputPeer'>,
  outcome: ExportOutcome,
): Promise<void> {
  const made = { ...job, outcome };
  const sinceMs = (linkOf(made)?.date ?? 0) * 1000;
  const { fence } = run.account;
  const link = toTrackedLink(made, { inputPeer, sinceMs, isFromStart: true, revokedAtMs: sinceMs, fence });
  if (link !== undefined) {
    await beginTracking(run, link, inputPeer);
  }
}

/**
 * The state of a link is about to be stored: its joins are told from now on, or no more, or it has ended.
 * @param invite as it was before.
 * @param aheadMs see `TelegramAccount.aheadMs`.
 */
export async function followLink(
  run: Run,
  inputPeer: InputPeer,
  { invite, state, aheadMs }: { invite: Job; state: LinkState; aheadMs: number },
): Promise<void> {
  const nowMs = run.now() + aheadMs;
  const place = { inputPeer, sinceMs: nowMs, fence: run.account.fence };
  // When a link was revoked that is revoked already is stored with it.
  const before = toTrackedLink(invite, { ...place, revokedAtMs: 0 });
  const same = toTrackedLink({ ...invite, link: state }, { ...place, revokedAtMs: 0 });
  if (isSameTracking(before, same)) {
    return;
  }
  const after = toTrackedLink({ ...invite, link: state }, { ...place, revokedAtMs: nowMs });
  if (after !== undefined) {
    await beginTracking(run, after, inputPeer);
  } else if (before !== undefined) {
    await run.untrackLink(before);
  }
}

async function beginTracking(run: Run, link: TrackedLink, inputPeer: InputPeer): Promise<void> {
  await run.trackLink(link);
  const watchId = watchIdOf(link.tenantId, link.accountId, link.chatId);
  await run.watches.inTurn(watchId, () => ensureWatch(run, watchId, link, inputPeer));
}

/** The chat is looked at soon. The account's entry in the due index is there before the watch is. */
async function ensureWatch(run: Run, jobId: string, link: TrackedLink, inputPeer: InputPeer): Promise<void> {
  const ref = { tenantId: link.tenantId, jobId };
  const stored = run.jobs.get(jobId) ?? (await run.loadJobs([ref]))[0];
  const nowMs = run.now();
  if (stored === undefined) {
    const watch = newWatch(link, inputPeer, run.watchPauses, nowMs);
    await ensureAccountDue(run, watch);
    const created = await run.createJob(watch);
    run.jobs.keep(created === 'created' ? watch : created);
    return;
  }
  run.jobs.keep(stored);
  if (wakeWatch(stored as Watch, link, run.watchPauses, nowMs) !== undefined) {
    await ensureAccountDue(run, stored);
    await run.jobs.save(stored, (each) => {
      const current = each as Watch;
      return wakeWatch(current, link, run.watchPauses, nowMs) ?? { ...current, version: current.version + 1 };
    });
  }
}

/** The wait of the method that makes links holds neither a look nor an operation up. */
export async function ensureAccountDue({ account, ...run }: Run, { deadlineMs }: Job): Promise<void> {
  const dueAtMs = dueTimeFor({ ...account, blockedUntilMs: {} }, deadlineMs, run.now());
  if (dueAtMs !== undefined) {
    await run.ensureDue(account.accountId, dueShardOf(account.accountId), dueAtMs);
  }
}
