import type { Account } from '../../../functions/core/account/account.ts';
import { isWatch } from '../../../functions/core/job/due.ts';
import { isFinal, type Job } from '../../../functions/core/job/job.ts';
import { currentPace } from '../../../functions/core/pace/pacer.ts';
import { exportMethod } from '../../../functions/core/rpc/methods.ts';
import { maxPending, toTime } from '../../tool/account-facts.ts';
import type { CommandContext } from '../../tool/command-context.ts';
import { type Check, type Finding, longWaitMs, ok } from '../finding.ts';

/** So many jobs of an account are looked at; the rest are counted. */
const maxLoaded = 2_000;

/** What waits, for each account that works, and whether that is a worry. The accounts that do not work are findings themselves. */
export const checkPending: Check = {
  name: 'pending jobs',
  async run(context) {
    const accounts = await context.system.accounts.listAccounts();
    const working = accounts.filter(({ status }) => status === 'active');
    const found = await Promise.all(working.map((account) => findUnfinished(context, account)));
    const findings = found.filter((each) => each !== undefined);
    return findings.length === 0 ? [ok('pending jobs', 'there are none')] : findings;
  },
};

interface Backlog {
  count: number;
  /** Accepted more than an hour ago, the oldest first. */
  late: Job[];
  account: Account;
}

async function findUnfinished(context: CommandContext, account: Account): Promise<Finding | undefined> {
  const { system, now } = context;
  const { accountId, name } = account;
  const range = { untilMs: Number.MAX_SAFE_INTEGER, limit: maxLoaded };
  const refs = await system.jobs.listDueJobs(accountId, range);
  // A watch of a chat has no end, so it is never late.
  const jobs = (await system.jobs.loadJobs(refs)).filter((job) => !isFinal(job.status) && !isWatch(job));
  if (jobs.length === 0) {
    return undefined;
  }
  const count =
    refs.length < maxLoaded ? jobs.length : await system.jobs.countUnfinishedJobs(accountId, maxPending);
  const late = jobs
    .filter(({ createdAtMs }) => createdAtMs < now() - longWaitMs)
    .sort((a, b) => a.createdAtMs - b.createdAtMs);
  return {
    check: `jobs of ${name}`,
    state: late.length > 0 ? 'waiting' : 'ok',
    detail: [
      `Unfinished: ${count} (${describeReasons(jobs)}).`,
      ...describeLate(context, late),
      explain(context, { count, late, account }),
    ].join(' '),
    unfinished: count,
  };
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
function explain({ now }: CommandContext, { count, late, account }: Backlog): string {
  const waitUntilMs = account.blockedUntilMs[exportMethod] ?? 0;
  if (waitUntilMs > now()) {
    return `No worry: Telegram has the account wait until ${toTime(waitUntilMs)}, and the jobs go on then.`;
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
