import { type DrainDeps, drainAccount } from '../../../functions/core/drain/drain-account.ts';
import { isFinal, type Job } from '../../../functions/core/job/job.ts';
import { visibilitySecondsUntil } from '../../../functions/core/rpc/wait.ts';
import { sweep } from '../../../functions/core/sweep/sweep.ts';
import type { Random } from '../../chaos/random.ts';
import { createMemoryStore } from '../../functions/core/memory-store.ts';
import { createAccountRecord, createJobRecord } from '../../functions/core/records.ts';
import { openAccount, type TelegramLine } from './telegram-line.ts';
import type { VirtualTime } from './virtual-time.ts';

const accountId = 'acc_a';
/** The values in serverless.yml. */
const batchSize = 10;
const timeoutMs = 30_000;
const sweepEveryMs = 60_000;

interface Message {
  job: Job;
  visibleAtMs: number;
}

/**
 * One account whose jobs the real core runs. The stores are in memory. The FIFO queue and the sweep each minute work as
 * on AWS. All of it is on virtual time.
 */
export function createCoreWorld(time: VirtualTime, random: Random, line: TelegramLine) {
  const store = createMemoryStore(() => {});
  const messages: Message[] = [];
  let jobCount = 0;
  let invocations = 0;
  const { pace: _pace, ...account } = createAccountRecord({ dueShard: '0', dueAtMs: 0 });
  store.accounts.set(accountId, account);
  store.peers.set(`${accountId} @launch`, { kind: 'channel', channelId: '1', accessHash: '1' });
  const deps: DrainDeps = {
    ...store.deps,
    loadAccounts: store.dueDeps.loadAccounts,
    watchPauses: { minMs: 50_000, maxMs: 900_000 },
    noteLookFault: (_accountId, error) => {
      throw error;
    },
    noteTendingFault: (_accountId, error) => {
      throw error;
    },
    now: time.now,
    random: random.next,
    sleep: time.sleep,
    saveJob: async (next) => {
      await time.sleep(random.whole(3, 15));
      return store.deps.saveJob(next);
    },
    connect: () => openAccount(line, time),
  };
  return finishJobs;

  /** Accepts this many jobs now, and runs until all are done. */
  async function finishJobs(count: number): Promise<void> {
    for (let index = 0; index < count; index += 1) {
      jobCount += 1;
      const nowMs = time.now();
      const job = createJobRecord(jobCount, { createdAtMs: nowMs, updatedAtMs: nowMs, dueAtMs: nowMs });
      store.jobs.set(job.jobId, job);
      messages.push({ job, visibleAtMs: nowMs });
    }
    let isDone = false;
    const sweeping = sweepUntil(() => isDone);
    while ([...store.jobs.values()].some(({ status }) => !isFinal(status))) {
      await takeBatch();
    }
    isDone = true;
    await sweeping;
  }

  /** A FIFO group delivers nothing while one of its messages is hidden. */
  async function takeBatch(): Promise<void> {
    const freeAtMs = Math.max(...messages.map(({ visibleAtMs }) => visibleAtMs), time.now());
    await time.sleepUntil(messages.length === 0 ? time.now() + 1_000 : freeAtMs + random.whole(10, 80));
    const batch = messages.splice(0, batchSize);
    if (batch.length === 0) {
      return;
    }
    invocations += 1;
    const verdicts = await drainAccount(deps, {
      accountId,
      refs: batch.map(({ job: { tenantId, jobId } }) => ({ tenantId, jobId })),
      owner: `invocation ${invocations}`,
      deadlineMs: time.now() + timeoutMs,
    });
    const returning = batch.flatMap(({ job }) => {
      const verdict = verdicts.get(job.jobId);
      if (verdict?.kind !== 'again') {
        return [];
      }
      const hiddenSeconds = visibilitySecondsUntil(verdict.atMs, time.now());
      return [{ job, visibleAtMs: time.now() + hiddenSeconds * 1000 }];
    });
    messages.unshift(...returning);
  }

  async function sweepUntil(isOver: () => boolean): Promise<void> {
    while (!isOver()) {
      await time.sleep(sweepEveryMs);
      await sweep(
        {
          ...store.deps,
          now: time.now,
          ...store.dueDeps,
          sendJob: async (job) => void messages.push({ job, visibleAtMs: time.now() }),
          noteNotSwept: (_accountId, error) => {
            throw error;
          },
        },
        { shares: [['0']], untilMs: Number.POSITIVE_INFINITY },
      );
    }
  }
}
