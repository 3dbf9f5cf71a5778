import type { Account } from '../../../functions/core/account/account.ts';
import { isEndless } from '../../../functions/core/job/due.ts';
import { isFinal, type Job } from '../../../functions/core/job/job.ts';
import { currentPace } from '../../../functions/core/pace/pacer.ts';
import { exportMethod } from '../../../functions/core/rpc/methods.ts';
import { maxPending } from '../../../operator/account/max-pending.ts';
import { toTime } from '../../tool/account-facts.ts';
import type { CommandContext } from '../../tool/command-context.ts';
import { type Check, type Finding, longWaitMs, ok, waiting } from '../finding.ts';

/** So many jobs of an account are looked at; the rest are counted. */
const maxLoaded = 2_000;

/** What waits, for each account that works, and whether that is a worry. The accounts that do not work are findings themselves. */
export const checkPending: Check = {
  name: 'pending jobs',
  async run(context) {
    const accounts = await context.system.accounts.listAccounts();
    const working = accounts.filter(({ status }) => status === 'active');
    const found = await Promise.all(working.map((account) => findUnfinished(context, account)));
    const unfinished = found.flatMap(({ jobs }) => jobs ?? []);
    return [
      ...(unfinished.length === 0 ? [ok('pending jobs', 'there are none')] : unfinished),
      ...found.flatMap(({ watches }) => watches ?? []),
    ];
  },
};

interface Backlog {
  count: number;
  /** As many as were loaded. */
  jobs: Job[];
  /** Accepted more than an hour ago, the oldest first. */
  late: Job[];
  account: Account;
}

interface Unfinished {
  jobs?: Finding;
  watches?: Finding;
}

async function findUnfinished(context: CommandContext, account: Account): Promise<Unfinished> {
  const { system, now } = context;
  const { accountId, name } = account;
  const range = { untilMs: Number.MAX_SAFE_INTEGER, limit: maxLoaded };
  const refs = await system.jobs.listDueJobs(accountId, range);
  const unfinished = (await system.jobs.loadJobs(refs)).filter(({ status }) => !isFinal(status));
  const found = describeWatches(account, unfinished);
  // An endless job is never late.
  const jobs = unfinished.filter((job) => !isEndless(job));
  if (jobs.length === 0) {
    return found;
  }
  const count =
    refs.length < maxLoaded ? jobs.length : await system.jobs.countUnfinishedJobs(accountId, maxPending);
  const late = jobs
    .filter(({ createdAtMs }) => createdAtMs < now() - longWaitMs)
    .sort((a, b) => a.createdAtMs - b.createdAtMs);
  const detail = [
    `Unfinished: ${count} (${describeReasons(jobs)}).`,
    ...describeLate(context, late),
    explain(context, { count, late, account, jobs }),
  ].join(' ');
  const state = late.length > 0 ? 'waiting' : 'ok';
  return { ...found, jobs: { check: `jobs of ${name}`, state, detail, unfinished: count } };
}

/** Who joins is not told of chats that the account cannot look at. */
function describeWatches({ name }: Account, unfinished: Job[]): Pick<Unfinished, 'watches'> {
  const troubled = unfinished.flatMap(({ watch }) =>
    watch?.trouble === undefined ? [] : `${watch.chatId} (${watch.trouble.type})`,
  );
  const [first] = troubled;
  if (first === undefined) {
    return {};
  }
  const detail = `Who joins is not fully known: ${troubled.length} of the chats that are watched cannot be looked at, such as ${first}. They are looked at again each hour.`;
  return { watches: waiting(`watched chats of ${name}`, detail) };
}

function describeLate({ system }: CommandContext, late: Job[]): string[] {
  const [oldest] = late;
  return oldest === undefined
    ? []
    : [
        `Accepted more than an hour ago: ${late.length}, the oldest ${toTime(oldest.createdAtMs)}: ${system.commandLine(`job show ${oldest.jobId}`, 'ops')}.`,
      ];
}

/** Why the jobs wait, and whether that is a worry. */
function explain({ now }: CommandContext, { count, late, account, jobs }: Backlog): string {
  const waitUntilMs = account.blockedUntilMs[exportMethod] ?? 0;
  if (waitUntilMs > now()) {
    return `No worry: Telegram has the account wait until ${toTime(waitUntilMs)}, and the jobs go on then.`;
  }
  const firstMs = Math.min(...jobs.map(({ wait }) => wait?.retryAtMs ?? 0));
  if (late.length === 0 && firstMs > now()) {
    return `No worry: all of them wait, the first until ${toTime(firstMs)}.`;
  }
  const { perMinute } = currentPace(account);
  const minutes = Math.ceil(count / perMinute);
  const pace = `the account makes ${Math.round(perMinute * 10) / 10} links a minute, so they take about ${minutes} min`;
  return late.length > 0 && minutes * 60_000 < longWaitMs
    ? `That is longer than it should be: ${pace}. Look at the oldest.`
    : `No worry: ${pace}.`;
}

/** What they wait for, such as `waiting for FLOOD_WAIT: 1774, queued: 3`. */
function describeReasons(jobs: Job[]): string {
  const groups = Map.groupBy(jobs, ({ status, wait }) =>
    wait === undefined ? status : `${status} for ${wait.reason}`,
  );
  return [...groups].map(([reason, { length }]) => `${reason}: ${length}`).join(', ');
}
