import type { Account } from '../../../functions/core/account/account.ts';
import { isFinal, type Job } from '../../../functions/core/job/job.ts';
import { maxPending, toTime } from '../../tool/account-facts.ts';
import type { CommandContext } from '../../tool/command-context.ts';
import { type Check, type Finding, longWaitMs, ok, waiting } from '../finding.ts';

/** So many jobs of an account are looked at; the rest are counted. */
const maxLoaded = 2_000;

/** No job of an account that works has waited for long. Those of one that does not work are told with the account. */
export const checkPending: Check = {
  name: 'pending jobs',
  async run(context) {
    const accounts = await context.system.accounts.listAccounts();
    const working = accounts.filter(({ status }) => status === 'active');
    const found = await Promise.all(working.map((account) => findWaiting(context, account)));
    const findings = found.filter((each) => each !== undefined);
    return findings.length === 0 ? [ok('pending jobs', 'none has waited for more than an hour')] : findings;
  },
};

async function findWaiting(
  { system, now }: CommandContext,
  { accountId, name }: Account,
): Promise<Finding | undefined> {
  const range = { untilMs: Number.MAX_SAFE_INTEGER, limit: maxLoaded };
  const refs = await system.jobs.listDueJobs(accountId, range);
  const jobs = (await system.jobs.loadJobs(refs)).filter(({ status }) => !isFinal(status));
  const late = jobs.filter(({ createdAtMs }) => createdAtMs < now() - longWaitMs);
  const [oldest] = late.sort((a, b) => a.createdAtMs - b.createdAtMs);
  if (oldest === undefined) {
    return undefined;
  }
  const count =
    refs.length < maxLoaded ? jobs.length : await system.jobs.countUnfinishedJobs(accountId, maxPending);
  const { jobId, createdAtMs } = oldest;
  return waiting(
    `jobs of ${name}`,
    `Unfinished: ${count}, accepted more than an hour ago: ${late.length} (${describeReasons(late)}). ` +
      `The oldest was accepted ${toTime(createdAtMs)}: ${system.commandLine(`job show ${jobId}`, 'ops')}`,
  );
}

/** What they wait for, such as `waiting for FLOOD_WAIT: 1774, queued: 3`. */
function describeReasons(jobs: Job[]): string {
  const groups = Map.groupBy(jobs, ({ status, wait }) =>
    wait === undefined ? status : `${status} for ${wait.reason}`,
  );
  return [...groups].map(([reason, { length }]) => `${reason}: ${length}`).join(', ');
}
