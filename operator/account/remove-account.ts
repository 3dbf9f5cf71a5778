import type { Account } from '../../functions/core/account/account.ts';
import { TelegramError } from '../../functions/core/rpc/rpc-error.ts';
import { logOut } from '../../functions/telegram/log-out.ts';
import type { OperatorContext } from '../system/operator-context.ts';
import { RefusedError } from '../terminal/operator-errors.ts';
import { type EndedJobs, endJobs } from './end-jobs.ts';
import { maxPending } from './max-pending.ts';
import { withConnection, withLease } from './open-account-session.ts';

export interface RemovalOptions {
  /** Ends the session at Telegram too. */
  logOut?: boolean;
  /** Ends the account's unfinished jobs as failed. Without it an account that has some stays. */
  failJobs?: boolean;
}

/** What went with the account. */
export interface Removal extends EndedJobs {
  /** Chats whose joins are told no more. */
  forgottenWatches: number;
}

/**
 * Forgets an account and its session. It is halted first, so that no worker takes it up, then its lease is taken, so that none
 * is at it; where the removal is refused or fails after that, the account is what it was before.
 * @throws RefusedError, TelegramError, InterruptedError
 */
export async function removeAccount(
  context: OperatorContext,
  account: Account,
  options: RemovalOptions,
): Promise<Removal> {
  const { system, now } = context;
  await refusePending(context, account, options);
  if (account.status === 'active') {
    await system.accounts.halt(account.accountId);
  }
  let removal: Removal;
  try {
    removal = await withLease(context, account, (leased, untilMs) =>
      removeUnderLease(context, leased, options, untilMs),
    );
  } catch (error) {
    await restore(context, account);
    throw error;
  }
  // Those that were accepted in between: nobody would end them now.
  const late = await endJobs({ ...system.jobs, now }, account.accountId);
  return {
    ...removal,
    ended: removal.ended + late.ended,
    maybeMade: removal.maybeMade + late.maybeMade,
  };
}

async function removeUnderLease(
  context: OperatorContext,
  account: Account,
  options: RemovalOptions,
  untilMs: number,
): Promise<Removal> {
  const { system, now } = context;
  const { accountId, name, fence } = account;
  await refusePending(context, account, options);
  if (options.logOut) {
    await endSession(context, account, untilMs);
  }
  const forgottenWatches = await forgetJoins(context, account);
  const ended = options.failJobs
    ? await endJobs({ ...system.jobs, now }, accountId, account)
    : { ended: 0, maybeMade: 0 };
  if (!(await system.accounts.removeAccount(accountId, fence))) {
    throw new RefusedError(`"${name}" was logged in again at the same time: it is still there.`);
  }
  return { ...ended, forgottenWatches };
}

/** What the account has seen of people who join, and the watches of its chats: the same name may be another account tomorrow. */
async function forgetJoins({ system }: OperatorContext, { tenantId, accountId }: Account): Promise<number> {
  const watches = await system.joins.listWatches(tenantId, accountId);
  for (const watch of watches) {
    await system.joins.removeWatch(watch);
  }
  return watches.length;
}

/** @throws RefusedError when jobs are unfinished and may not be ended. A watch never ends by itself. */
export async function refusePending(
  { system }: OperatorContext,
  { tenantId, accountId, name }: Account,
  { failJobs }: RemovalOptions,
) {
  if (failJobs) {
    return;
  }
  const unfinished = await system.jobs.countUnfinishedJobs(accountId, maxPending);
  const watches = await system.joins.listWatches(tenantId, accountId);
  const pending = unfinished - watches.filter(({ dueAtMs }) => dueAtMs !== undefined).length;
  if (pending > 0) {
    throw new RefusedError(
      `"${name}" has ${pending} unfinished ${pending === 1 ? 'job' : 'jobs'}. Wait for them, or end them as failed: ${system.commandLine(`remove ${name} --fail-jobs`)}`,
    );
  }
}

/** A session that Telegram has ended already is a success too. */
async function endSession(context: OperatorContext, account: Account, untilMs: number): Promise<void> {
  try {
    await withConnection(context, account, untilMs, logOut);
  } catch (error) {
    if (!(error instanceof TelegramError) || error.rpc.class !== 'session_dead') {
      throw error;
    }
    context.terminal.note('Telegram had ended the session already.');
  }
}

async function restore({ system }: OperatorContext, { accountId, status }: Account): Promise<void> {
  if (status === 'active') {
    await system.accounts.reactivate(accountId);
  }
}
