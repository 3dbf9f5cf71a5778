import { isDue } from '../job/due.ts';
import { wait } from '../job/transitions.ts';
import type { OpenUntil, WatchProgress } from '../job/watch-progress.ts';
import {
  beginLook,
  endLook,
  nextLookReason,
  restWatch,
  type Watch,
  waitForLook,
} from '../job/watch-transitions.ts';
import { nothingOpen, withLink } from '../join/tracked-link.ts';
import { isListDue, isOpen, nextIntervalMs } from '../join/watch.ts';
import { adminLogMethod, listMethod } from '../rpc/methods.ts';
import { TelegramError } from '../rpc/rpc-error.ts';
import { findChatAnew } from './find-chat-anew.ts';
import { keepInvites } from './keep-invites.ts';
import { type AddressedWatch, createLook, type Look, lookCallMs } from './look.ts';
import { isCountDue, isHourlyCountDue, readCounts } from './look-at-counts.ts';
import { readEnded, readUnlisted } from './look-at-ended.ts';
import { readLog } from './look-at-log.ts';
import { revokeUsed } from './revoke-used.ts';
import type { Run } from './run.ts';
import { waitFor } from './run-operations.ts';
import { settleFailure } from './settle-failure.ts';
import type { TelegramAccount } from './telegram-account.ts';

/** Pages of the admin log of one look: 3,000 joins. */
export const maxLookPages = 30;

/** A look that killed its worker comes again after this, which doubles up to the longest pause. */
const deathPauseMs = 60_000;

/**
 * Looks at the chats that are watched, and stores who came in by tracked links. Nothing that fails here keeps the account from its other
 * work.
 * @param pages of the admin log, and of each other list.
 */
export async function watchChats(
  run: Run,
  telegram: TelegramAccount,
  entries: AddressedWatch[],
  pages: number,
): Promise<void> {
  for (const entry of entries) {
    const job = run.jobs.get(entry.job.jobId) as Watch;
    if (run.isStopped() || run.now() + lookCallMs > run.untilMs) {
      return;
    }
    try {
      if (isDue(job, run.now())) {
        await lookAt(run, telegram, { ...entry, job }, pages);
      }
    } catch (error) {
      run.noteLookFault(run.account.accountId, error);
    }
  }
}

async function lookAt(
  run: Run,
  telegram: TelegramAccount,
  entry: AddressedWatch,
  pages: number,
): Promise<void> {
  const method = entry.inputPeer.kind === 'chat' ? listMethod : adminLogMethod;
  const until = waitFor(run, entry, method);
  if (until !== undefined) {
    await run.jobs.save(entry.job, (each) => wait(each, until, run.now()));
    return;
  }
  const begun = await begin(run, entry);
  if (begun === undefined) {
    return;
  }
  const look = createLook(run, telegram, begun, pages);
  try {
    await findJoins(look);
    await end(look);
  } catch (error) {
    if (!(error instanceof TelegramError)) {
      throw error;
    }
    if (error.rpc.type === 'CHANNEL_INVALID' && (await findChatAnew(look))) {
      const soon = { reason: nextLookReason, retryAtMs: run.now() + run.watchPauses.minMs };
      await run.jobs.save(look.watch(), (each) => waitForLook(each, look.progress(), soon, run.now()));
      return;
    }
    await settleFailure(run, { ...begun, job: look.watch() }, error.rpc, method);
  }
}

/** Counts the look before it is made. */
async function begin(run: Run, entry: AddressedWatch): Promise<AddressedWatch | undefined> {
  const { attempts, waits } = entry.job;
  const pauseMs = Math.min(deathPauseMs * 2 ** Math.min(attempts - waits, 10), run.watchPauses.maxMs);
  const job = await run.jobs.save(entry.job, (each) =>
    beginLook(each, run.account.fence, run.now() + pauseMs, run.now()),
  );
  return job && { ...entry, job: job as Watch };
}

async function findJoins(look: Look): Promise<void> {
  // A worker before this one has died behind a join.
  await revokeUsed(look);
  if (!look.isBasicGroup) {
    await readLog(look);
    await revokeUsed(look);
  }
  if (!isCountDue(look)) {
    return;
  }
  try {
    const isHourly = isHourlyCountDue(look);
    const listed = await readCounts(look);
    if (!look.isBasicGroup && isHourly) {
      await readUnlisted(look, listed);
    }
    if (look.isBasicGroup && !(await readEnded(look, listed))) {
      const { countedAtMs: _countedAtMs, ...progress } = look.progress();
      look.setProgress(progress);
    }
  } catch (error) {
    const { class: errorClass = 'bug' } = error instanceof TelegramError ? error.rpc : {};
    if (look.isBasicGroup || !(error instanceof TelegramError) || !isRefusal(errorClass)) {
      throw error;
    }
    // The log goes on to tell of joins. The counts are asked for again in an hour.
    const { type, detail } = error.rpc;
    const { countFrom: _countFrom, ...progress } = look.progress();
    const trouble = { type, detail, atMs: look.run.now() };
    look.setProgress({ ...progress, countedAtMs: look.beganAtMs, trouble });
  }
  await revokeUsed(look);
}

function isRefusal(errorClass: string): boolean {
  return errorClass === 'input' || errorClass === 'rights' || errorClass === 'bug';
}

/** Stores when the chat is looked at again. */
async function end(look: Look): Promise<void> {
  const { run, beganAtMs } = look;
  const { trouble, ...progress } = await withOpenLinks(look);
  const isFresh = trouble !== undefined && trouble !== look.entry.job.watch.trouble;
  const intervalMs = nextIntervalMs(progress, run.watchPauses, { hasFound: look.hasFound(), beganAtMs });
  const next: WatchProgress = {
    ...progress,
    ...(isFresh ? { trouble } : {}),
    lookedAtMs: beganAtMs,
    intervalMs,
  };
  // A basic group is known by its counts alone.
  const isUncounted = look.isBasicGroup && next.countedAtMs !== beganAtMs;
  const isUnread = next.gap !== undefined || next.countFrom !== undefined || isUncounted;
  if (
    !isUnread &&
    next.toRevoke === undefined &&
    next.openUntil !== undefined &&
    !isOpen(next.openUntil.anyMs, beganAtMs)
  ) {
    await run.jobs.save(look.watch(), (each) => restWatch(each, run.now(), next));
    return;
  }
  const atMs = run.now() + (next.gap === undefined ? intervalMs : 0);
  await run.jobs.save(look.watch(), (each) => endLook(each, next, atMs, run.now()));
}

/** Finds out until when links are open, where that is old. */
async function withOpenLinks(look: Look): Promise<WatchProgress> {
  const { run, place, beganAtMs } = look;
  const progress = look.progress();
  if (!isListDue(progress, beganAtMs)) {
    return progress;
  }
  let openUntil: OpenUntil = nothingOpen;
  let after: string | undefined;
  do {
    const { links, next } = await run.listTracked(place, after);
    openUntil = links.reduce(withLink, openUntil);
    await keepInvites(run, links, beganAtMs);
    after = next;
  } while (after !== undefined && look.hasTime());
  const { openUntil: _openUntil, ...unsure } = progress;
  return after === undefined ? { ...progress, openUntil, listedAtMs: beganAtMs } : unsure;
}
