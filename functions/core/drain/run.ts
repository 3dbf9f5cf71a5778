import type { Settlement } from '../account/account.ts';
import type { JobRef, LinkState } from '../job/job.ts';
import { toJobError } from '../job/transitions.ts';
import type { RpcError } from '../rpc/rpc-error.ts';
import { createRunChats } from './run-chats.ts';
import type { RunDeps, RunInput } from './run-deps.ts';
import { createRunJobs } from './run-jobs.ts';
import { createRunLinks } from './run-links.ts';
import { createRunPacer } from './run-pacer.ts';
import { createRunWaits } from './run-waits.ts';
import { createRunWatches } from './run-watches.ts';

/** The state of one pass over one account: its jobs, and what Telegram has asked to leave alone. */
export type Run = ReturnType<typeof createRun>;

export function createRun(deps: RunDeps, { account, jobsById, leaseIntents, untilMs }: RunInput) {
  const loaded = [...jobsById.values()];
  const jobs = createRunJobs(deps, account, jobsById, new Set(leaseIntents));
  const chats = createRunChats(deps.now, jobs);
  const pacer = createRunPacer(deps.now, account, loaded);
  const waits = createRunWaits(deps, { account, jobs: loaded, untilMs }, pacer);
  const links = createRunLinks(account, loaded);
  let serverSalts: string | undefined;
  let linkWrites = 0;
  /** Links that were seen to have ended, and the tendings of the work that they were made for. */
  const ended = new Map<string, string>();
  let isStopped = false;
  let stored: Promise<void> | undefined;

  return {
    ...deps,
    saveLink,
    account,
    untilMs,
    jobs,
    chats,
    waits,
    pacer,
    links,
    watches: createRunWatches(),
    /** A link that was made for standing work works no more. */
    noteEnded: (inviteId: string, madeFor: string) => void ended.set(inviteId, madeFor),
    hasEnded: (inviteId: string) => ended.has(inviteId),
    endedFor: () => [...ended.values()],
    stop,
    isStopped: () => isStopped,
    recordTrouble,
    keepServerSalts,
    settlement,
  };

  function saveLink(invite: JobRef, link: LinkState): Promise<boolean> {
    linkWrites += 1;
    return deps.saveLink(invite, { ...link, writeNumber: linkWrites });
  }

  /** The connection or the account can do nothing more. */
  function stop(): void {
    isStopped = true;
  }

  /** The account needs its operator. Stored once per run: the calls of one round fail together. */
  function recordTrouble(error: RpcError): Promise<void> {
    stop();
    const status = error.class === 'session_dead' ? 'dead' : 'halted';
    stored ??= deps.saveTrouble(account.accountId, account.fence, status, {
      ...toJobError(error),
      atMs: deps.now(),
    });
    return stored;
  }

  /** The salts that the connection knows. Undefined leaves the account's as they are. */
  function keepServerSalts(salts: string | undefined): void {
    serverSalts = salts;
  }

  /** What the next worker on this account has to know. */
  function settlement(): Settlement {
    const openIntentsMs = jobs.unsettled().flatMap(({ intentAtMs = [] }) => intentAtMs);
    return {
      unsettled: jobs.unsettledIds(),
      leaseIntents: jobs.leaseIntentIds(),
      recentLinks: links.marksFor(deps.now(), openIntentsMs),
      paidUntilMs: pacer.paidUntilMs(),
      learnedPace: pacer.learned(),
      settledAtMs: deps.now(),
      ...pacer.madeLinks(),
      ...(serverSalts === undefined ? {} : { serverSalts }),
    };
  }
}
