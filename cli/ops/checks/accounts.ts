import { type Account, troubleOf } from '../../../functions/core/account/account.ts';
import { isEndless, readyTimeOf } from '../../../functions/core/job/due.ts';
import { isFinal, type Job } from '../../../functions/core/job/job.ts';
import { exportMethod } from '../../../functions/core/rpc/methods.ts';
import { describeState, toTime } from '../../tool/account-facts.ts';
import type { CommandContext } from '../../tool/command-context.ts';
import { type Check, type Finding, longWaitMs, ok, waiting, wrong } from '../finding.ts';

/** Three sweeps: a sweep sends what is overdue for a minute, and the next but one what it could not send. */
const sweptWithinMs = 3 * 60_000;

/** Every account works, and no job is due for longer than the sweeper lets it be. */
export const checkAccounts: Check = {
  name: 'accounts',
  async run(context) {
    const accounts = await context.system.accounts.listAccounts();
    if (accounts.length === 0) {
      return [wrong('accounts', 'There are none.', context.system.commandLine('login NAME'))];
    }
    const states = accounts.map((account) => checkAccount(context, account));
    const oldest = await Promise.all(accounts.map((account) => findOldest(context, account)));
    return [...states, describeOldest(oldest), describeSweeper(context, accounts, oldest)];
  },
};

function checkAccount(context: CommandContext, account: Account): Finding {
  const { name, tenantId, status, drainedAtMs, newerSchema } = account;
  const check = `account ${name}`;
  const { system } = context;
  function command(words: string) {
    return system.commandLine(words, 'account', tenantId);
  }
  const why = describeState(account, context.now());
  if (newerSchema !== undefined) {
    return wrong(check, 'A newer version of this service uses it.', 'run doctor of that version');
  }
  if (status !== 'active') {
    const mend = status === 'dead' ? command(`login ${name}`) : command(`resume ${name}`);
    // Accounts with the same trouble are printed together, whenever each met it.
    const cause = `${status} ${troubleOf(account).type}`;
    return { ...wrong(check, `It is ${status}. ${why.join('; ')}`, mend), cause };
  }
  if (drainedAtMs !== undefined) {
    return {
      ...wrong(check, `Drained since ${toTime(drainedAtMs)}.`, system.commandLine('resume', 'ops')),
      cause: 'drained',
    };
  }
  const untilMs = Math.max(...Object.values(account.blockedUntilMs));
  const toFinding = untilMs - context.now() > longWaitMs ? waiting : ok;
  return toFinding(check, ['active', ...why].join('; '));
}

interface Oldest {
  accountId: string;
  job: Job;
}

/** The job of the account that has been due for longest, or is due next. Blocked ones come last of all. */
async function findOldest({ system }: CommandContext, { accountId }: Account): Promise<Oldest | undefined> {
  const refs = await system.jobs.listDueJobs(accountId, { untilMs: Number.MAX_SAFE_INTEGER, limit: 1 });
  const [job] = refs.length === 0 ? [] : await system.jobs.loadJobs(refs);
  return job === undefined || isFinal(job.status) ? undefined : { accountId, job };
}

function describeOldest(oldest: (Oldest | undefined)[]): Finding {
  const jobs = oldest.flatMap((each) => each?.job ?? []).filter((job) => !isEndless(job));
  const [job] = jobs.toSorted((a, b) => a.createdAtMs - b.createdAtMs);
  const check = 'oldest pending job';
  return job === undefined
    ? ok(check, 'nothing is pending')
    : ok(check, `${job.jobId}, ${job.status}, accepted ${toTime(job.createdAtMs)}`);
}

/** An account that works, is at rest, and has a job due for so long: nobody has sent that job's message again. */
function describeSweeper(
  context: CommandContext,
  accounts: Account[],
  oldest: (Oldest | undefined)[],
): Finding {
  const { system, now } = context;
  const limitMs = now() - sweptWithinMs;
  const idle = new Set(
    accounts.filter((account) => isIdle(account, limitMs, now())).map((each) => each.accountId),
  );
  const late = oldest.flatMap((each) =>
    each !== undefined && idle.has(each.accountId) && untakenSinceMs(each.job) < limitMs ? each.job : [],
  );
  const [first] = late;
  if (first === undefined) {
    return ok('sweeper', 'no job is overdue');
  }
  return wrong(
    'sweeper',
    `Jobs are overdue and nobody takes them up: ${first.jobId} since ${toTime(untakenSinceMs(first))}. The sweeper does not run, or the worker does not.`,
    system.stage === undefined
      ? 'end what "npm start" runs, and start it again; its output says what fails'
      : `npx osls logs -f sweeper --stage ${system.stage}, then the same of worker`,
  );
}

/** Since when a worker should have taken the job up: its place in line is older than its last message. */
function untakenSinceMs(job: Job): number {
  return Math.max(readyTimeOf(job) ?? Number.POSITIVE_INFINITY, job.updatedAtMs);
}

function isIdle(account: Account, limitMs: number, nowMs: number): boolean {
  const { status, drainedAtMs, leasedAtMs = 0, leaseUntilMs = 0, blockedUntilMs } = account;
  return (
    status === 'active' &&
    drainedAtMs === undefined &&
    leasedAtMs < limitMs &&
    leaseUntilMs <= nowMs &&
    // Its jobs are due at the wait's end, and then have as long again.
    (blockedUntilMs[exportMethod] ?? 0) < limitMs
  );
}
