import { expect } from 'vitest';
import type { Account } from '../../../../functions/core/account/account.ts';
import { type DrainDeps, drainAccount } from '../../../../functions/core/drain/drain-account.ts';
import type { Verdict } from '../../../../functions/core/drain/message-verdict.ts';
import { readyTimeOf } from '../../../../functions/core/job/due.ts';
import type { Job } from '../../../../functions/core/job/job.ts';
import { createMemoryStore } from '../memory-store.ts';
import { createAccountRecord, startMs } from '../records.ts';
import { createScriptedTelegram } from './scripted-telegram.ts';

/** The pauses between looks as in infra/params.yml. */
export const watchPauses = { minMs: 50_000, maxMs: 900_000 };

export type DrainWorld = ReturnType<typeof createDrainWorld>;

/** One account, its jobs, a clock that moves only when it is told to or when somebody sleeps, and a scripted Telegram. */
export function createDrainWorld(jobs: Job[], account: Partial<Account> = {}) {
  let nowMs = startMs;
  const clock = { now: () => nowMs };
  const log: string[] = [];
  const store = createMemoryStore((entry) => log.push(entry));
  const telegram = createScriptedTelegram(clock, (entry) => log.push(entry));
  const sleeps: number[] = [];
  store.accounts.set('acc_a', createAccountRecord(account));
  for (const job of jobs) {
    store.jobs.set(job.jobId, structuredClone(job));
  }

  const lookFaults: unknown[] = [];
  const tendingFaults: unknown[] = [];

  const deps: DrainDeps = {
    ...store.deps,
    loadAccounts: store.dueDeps.loadAccounts,
    watchPauses,
    noteLookFault: (_accountId, error) => void lookFaults.push(error),
    noteTendingFault: (_accountId, error) => void tendingFaults.push(error),
    now: clock.now,
    random: () => 0.5,
    async sleep(ms) {
      sleeps.push(ms);
      log.push(`sleep ${ms}`);
      nowMs += ms;
    },
    async connect(leased, untilMs) {
      const stored = store.accounts.get(leased.accountId);
      expect(stored?.leaseUntilMs, 'nobody connects without the lease').toBeGreaterThan(nowMs);
      expect(stored?.fence).toBe(leased.fence);
      return telegram.connect(leased, untilMs);
    },
  };

  /** One invocation that was given the messages of these jobs, by number or id; every stored job's unless they are named. */
  function invoke(
    names?: (number | string)[],
    {
      remainingMs = 60_000,
      owner = 'owner',
      isNew = false,
    }: { remainingMs?: number; owner?: string; isNew?: boolean } = {},
  ): Promise<Map<string, Verdict>> {
    const named = names?.map((name) => (typeof name === 'string' ? name : `inv_${name}`)) ?? [
      ...store.jobs.keys(),
    ];
    const refs = named.map((jobId) => ({ tenantId: 'ten_a', jobId, isNew }));
    return drainAccount(deps, { accountId: 'acc_a', refs, owner, deadlineMs: nowMs + remainingMs });
  }

  /** The same, where nobody else is at work: then nothing may be left open. */
  async function drain(...given: Parameters<typeof invoke>): ReturnType<typeof invoke> {
    try {
      return await invoke(...given);
    } finally {
      expect(telegram.offences).toEqual([]);
      expect(telegram.isConnected(), 'the connection is closed').toBe(false);
    }
  }

  return {
    deps,
    store,
    telegram,
    log,
    sleeps,
    /** What failed in looks without being Telegram's. */
    lookFaults,
    tendingFaults,
    invoke,
    drain,
    now: clock.now,
    /** As seconds that Telegram's dates can be compared with. */
    nowSeconds: () => Math.floor(nowMs / 1000),
    advance(ms: number) {
      nowMs += ms;
    },
    advanceTo(atMs: number) {
      nowMs = Math.max(nowMs, atMs);
    },
    /** When the job's wait is over; the start where it has none, or is final. */
    readyAtMs: (number: number) => readyTimeOf(store.job(number)) ?? startMs,
    account(): Account {
      const stored = store.accounts.get('acc_a');
      if (stored === undefined) {
        throw new Error('the account is gone');
      }
      return stored;
    },
    statuses: () => [...store.jobs.values()].map(({ status }) => status),
    /** The links that succeeded jobs show, in the order of their jobs. */
    shownLinks: () =>
      [...store.jobs.values()].flatMap(({ outcome }) =>
        outcome?.kind === 'chatInviteExported' ? [outcome.invite.link] : [],
      ),
  };
}

/** The one verdict that deletes a message. */
export const acknowledged: Verdict = { kind: 'acknowledge' };

export function againAt(atMs: number): Verdict {
  return { kind: 'again', atMs };
}

/** Changes every stored job, as another writer would. */
export function changeStored(world: DrainWorld, change: (job: Job) => Job) {
  for (const [jobId, job] of world.store.jobs) {
    world.store.jobs.set(jobId, change(job));
  }
}
