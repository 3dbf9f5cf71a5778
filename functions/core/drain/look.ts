import { isWatch } from '../job/due.ts';
import type { WatchProgress } from '../job/watch-progress.ts';
import { noteProgress, type Watch } from '../job/watch-transitions.ts';
import type { TrackedLink } from '../join/join.ts';
import type { ChatPlace } from '../join/join-store.ts';
import { createLedger, type NewEvent } from '../join/look-ledger.ts';
import { chatScope } from '../rpc/methods.ts';
import { isForOneChat } from '../rpc/rpc-error.ts';
import { asRpcError } from './address-jobs.ts';
import type { AddressedJob } from './addressed-job.ts';
import type { Run } from './run.ts';
import { waitFor } from './run-operations.ts';
import type { TelegramAccount } from './telegram-account.ts';

/** A job that watches a chat. */
export interface AddressedWatch extends AddressedJob {
  job: Watch;
}

export function isAddressedWatch(entry: AddressedJob): entry is AddressedWatch {
  return isWatch(entry.job) && entry.job.watch !== undefined;
}

/** A call of a look takes at most this long. One that might not end in time is not begun. */
export const lookCallMs = 9_000;

/** One look at a chat: what it has found, and how far it has come. */
export type Look = ReturnType<typeof createLook>;

/** @param pages of each list that the look reads. */
export function createLook(run: Run, telegram: TelegramAccount, entry: AddressedWatch, pages: number) {
  const { tenantId, accountId } = entry.job;
  const place: ChatPlace = { tenantId, accountId, chatId: entry.job.watch.chatId };
  const ledger = createLedger(run.account.fence);
  const found = new Set<string>();
  let watch = entry.job;
  let progress = watch.watch;
  let hasFound = false;

  return {
    run,
    telegram,
    entry,
    pages,
    place,
    ledger,
    /** By Telegram's clock. */
    beganAtMs: run.now() + telegram.aheadMs(),
    isBasicGroup: entry.inputPeer.kind === 'chat',
    watch: () => watch,
    progress: () => progress,
    /** Whether somebody came in, or asks to. */
    hasFound: () => hasFound,
    /** Whether joins by the link were found in this look. */
    hasFoundBy: ({ jobId }: TrackedLink) => found.has(jobId),
    hasTime,
    setProgress,
    addEvent,
    noteFound,
    store,
    call,
  };

  function hasTime(): boolean {
    return !run.isStopped() && run.now() + lookCallMs <= run.untilMs;
  }

  /** Stored with what is stored next. */
  function setProgress(next: WatchProgress): void {
    progress = next;
  }

  function noteFound(): void {
    hasFound = true;
  }

  /** A link for one person is to be revoked once a join by it is stored, and in the same write. */
  function addEvent(link: TrackedLink, event: NewEvent): void {
    ledger.addEvent(link, event);
    hasFound ||= event.kind !== 'used_up';
    if (event.kind === 'joined') {
      found.add(link.jobId);
    }
    if (event.kind === 'joined' && link.isSingleUse) {
      const toRevoke = new Set([...(progress.toRevoke ?? []), link.jobId]);
      progress = { ...progress, toRevoke: [...toRevoke] };
    }
  }

  /** Stores what was found and how far the look has come, together. @throws where another has changed it meanwhile. */
  async function store(): Promise<void> {
    const next = noteProgress(watch, progress, run.now());
    if (!(await run.saveLook({ watch: next, ...ledger.take() }))) {
      throw new Error('a look was overtaken');
    }
    watch = next;
    run.jobs.keep(next);
  }

  /**
   * A call that the look can do without.
   * @returns undefined where Telegram asks for a wait of the method: it is kept, and the look goes on.
   */
  async function call<T>(method: string, make: () => Promise<T>): Promise<T | undefined> {
    if (waitFor(run, entry, method) !== undefined || !hasTime()) {
      return undefined;
    }
    try {
      return await make();
    } catch (error) {
      const rpc = asRpcError(error);
      if (rpc.class !== 'flood') {
        throw error;
      }
      const scope = isForOneChat(rpc) ? chatScope(method, entry.chat) : method;
      run.waits.note(scope, rpc.argument ?? 0);
      await run.waits.store(scope);
      return undefined;
    }
  }
}
