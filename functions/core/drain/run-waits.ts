import type { Account } from '../account/account.ts';
import { addWait } from '../account/recent-waits.ts';
import type { Job, JobWait } from '../job/job.ts';
import { maxLifeMs } from '../job-life.ts';
import { chatScope, exportMethod, listMethod } from '../rpc/methods.ts';
import { floodMarginMs } from '../rpc/wait.ts';
import type { RunDeps } from './run-deps.ts';
import type { createRunPacer } from './run-pacer.ts';

/** After a wait could not be stored, storing it is tried again this much later. */
const storeAgainMs = 500;

/** However late it is: a worker that was frozen has no time left, and no other knows of the wait. */
const storeAtLeastMs = 2_000;

/**
 * The waits of one account during one run. Telegram's waits are each for a method, or for a method in one chat
 * (`chatScope`).
 * @param untilMs until then a wait that cannot be stored is stored again and again.
 * @see https://core.telegram.org/api/errors#420-flood
 */
export function createRunWaits(
  deps: Pick<RunDeps, 'now' | 'sleep' | 'saveFloodWait'>,
  { account, jobs, untilMs }: { account: Account; jobs: Job[]; untilMs: number },
  pacer: Pick<ReturnType<typeof createRunPacer>, 'noteWait'>,
) {
  const blockedUntilMs = knownWaits(account, jobs);
  let recentWaits = account.recentWaits ?? [];
  let lookAgainAtMs = 0;
  let exportAtMs = 0;
  return {
    blockedUntil,
    untilListed,
    note,
    store,
    comeBackAt,
    exportAgainAt,
    /** When the account's jobs can go on. In the past when they can go on now. */
    comeBackAtMs: () => lookAgainAtMs,
    /** The same for those that make links. */
    exportAtMs: () => Math.max(lookAgainAtMs, exportAtMs, blockedUntil(exportMethod)),
  };

  /** Until when the account may not make such calls. In the past when it may. */
  function blockedUntil(scope: string): number {
    return blockedUntilMs[scope] ?? 0;
  }

  /** The wait that is left before the account's links in a chat may be listed. */
  function untilListed(chat: string): JobWait | undefined {
    const ofMethodMs = blockedUntil(listMethod);
    const retryAtMs = Math.max(ofMethodMs, blockedUntil(chatScope(listMethod, chat)));
    if (retryAtMs <= deps.now()) {
      return undefined;
    }
    // A wait that a job shows with its method is taken for the account's.
    return retryAtMs === ofMethodMs
      ? { reason: 'FLOOD_WAIT', method: listMethod, retryAtMs }
      : { reason: 'SLOWMODE_WAIT', retryAtMs };
  }

  /**
   * Telegram has refused a call with a wait.
   * @returns the end of the longest wait known for such calls.
   */
  function note(scope: string, seconds: number): number {
    const endsAtMs = deps.now() + Math.min(seconds * 1000, maxLifeMs) + floodMarginMs;
    const maxMs = Math.max(blockedUntil(scope), endsAtMs);
    blockedUntilMs[scope] = maxMs;
    recentWaits = addWait(recentWaits, { method: scope, atMs: deps.now(), untilMs: maxMs });
    if (scope === exportMethod) {
      pacer.noteWait(maxMs);
    }
    return maxMs;
  }

  /** A wait that is not stored leads the next worker into a call inside it. So storing it is tried as long as there is time. */
  async function store(scope: string): Promise<void> {
    const endMs = Math.max(untilMs, deps.now() + storeAtLeastMs);
    for (;;) {
      try {
        return await deps.saveFloodWait(account.accountId, scope, blockedUntil(scope), recentWaits);
      } catch (error) {
        if (deps.now() >= endMs) {
          throw error;
        }
        await deps.sleep(storeAgainMs);
      }
    }
  }

  /** The account is not to be worked on before then, for another reason than a wait of Telegram's. */
  function comeBackAt(atMs: number): void {
    lookAgainAtMs = Math.max(lookAgainAtMs, atMs);
  }

  /** No link is to be made before then: the account's pace is used up. */
  function exportAgainAt(atMs: number): void {
    exportAtMs = Math.max(exportAtMs, atMs);
  }
}

/** The account's waits, and those that only a job has: its worker died before it stored them with the account. */
function knownWaits(account: Account, jobs: Job[]): Record<string, number> {
  const waits = { ...account.blockedUntilMs };
  for (const { wait } of jobs) {
    if (wait?.method !== undefined) {
      waits[wait.method] = Math.max(waits[wait.method] ?? 0, wait.retryAtMs);
    }
  }
  return waits;
}
