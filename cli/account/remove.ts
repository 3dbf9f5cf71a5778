import type { Account } from '../../functions/core/account/account.ts';
import { TelegramError } from '../../functions/core/rpc/rpc-error.ts';
import { logOut } from '../../functions/telegram/log-out.ts';
import { describeOwner } from '../../operator/terminal/describe.ts';
import { RefusedError, UsageError } from '../../operator/terminal/operator-errors.ts';
import { describeWaits, maxPending } from '../tool/account-facts.ts';
import type { CommandContext } from '../tool/command-context.ts';
import { type EndedJobs, endJobs } from './end-jobs.ts';
import { findAccount } from './find-account.ts';
import { withConnection, withLease } from './open-account-session.ts';

export interface RemoveOptions {
  logOut?: true;
  failJobs?: true;
  yes?: true;
}

/**
 * `remove NAME`: forgets an account and its session. It is halted first, so that no worker takes it up, then its lease is
 * taken, so that none is at it; where the removal is refused or fails after that, the account is what it was before.
 */
export async function remove(context: CommandContext, name: string, options: RemoveOptions): Promise<void> {
  const { system, terminal } = context;
  const account = await findAccount(context, name);
  await refusePending(context, account, options);
  await confirmRemoval(context, account, options);
  if (account.status === 'active') {
    await system.accounts.halt(account.accountId);
  }
  let ended: EndedJobs;
  try {
    ended = await withLease(context, account, (leased, untilMs) =>
      removeUnderLease(context, leased, options, untilMs),
    );
  } catch (error) {
    await restore(context, account);
    throw error;
  }
  // Those that were accepted in between: nobody would end them now.
  const late = await endJobs({ ...system.jobs, now: context.now }, account.accountId);
  printRemoval(context, name, options, {
    ended: ended.ended + late.ended,
    maybeMade: ended.maybeMade + late.maybeMade,
  });
  for (const wait of describeWaits(account, context.now())) {
    terminal.print(`Its waits are forgotten with it: ${wait}. Do not log this user in again before that.`);
  }
  if (!options.logOut) {
    terminal.print(
      'Its session still exists at Telegram: end it there, in Settings > Devices, or log the account in again.',
    );
  }
}

async function removeUnderLease(
  context: CommandContext,
  account: Account,
  options: RemoveOptions,
  untilMs: number,
): Promise<EndedJobs> {
  const { system, now } = context;
  const { accountId, name, fence } = account;
  await refusePending(context, account, options);
  if (options.logOut) {
    await endSession(context, account, untilMs);
  }
  await forgetJoins(context, account);
  const ended = options.failJobs
    ? await endJobs({ ...system.jobs, now }, accountId)
    : { ended: 0, maybeMade: 0 };
  if (!(await system.accounts.removeAccount(accountId, fence))) {
    throw new RefusedError(`"${name}" was logged in again at the same time: it is still there.`);
  }
  return ended;
}

/** What the account has seen of people who join, and the watches of its chats: the same name may be another account tomorrow. */
async function forgetJoins({ system, terminal }: CommandContext, { tenantId, accountId }: Account) {
  const watches = await system.joins.listWatches(tenantId, accountId);
  for (const watch of watches) {
    await system.joins.removeWatch(watch);
  }
  if (watches.length > 0) {
    terminal.print(`Chats whose joins are told no more: ${watches.length}.`);
  }
}

/** @throws RefusedError when jobs are unfinished and may not be ended. A watch never ends by itself. */
async function refusePending(
  { system }: CommandContext,
  { tenantId, accountId, name }: Account,
  { failJobs }: RemoveOptions,
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

async function confirmRemoval(
  { terminal }: CommandContext,
  { name, owner }: Account,
  { yes, logOut: ends }: RemoveOptions,
) {
  if (yes) {
    return;
  }
  if (!process.stdin.isTTY) {
    throw new UsageError('Without a terminal nobody can confirm the removal: add --yes.');
  }
  const who = owner === undefined ? '' : ` (${describeOwner(owner)})`;
  const what = ends ? 'and end its session at Telegram' : 'and forget its session';
  if (!(await terminal.confirm(`Remove "${name}"${who} ${what}?`))) {
    throw new RefusedError('Nothing was removed.');
  }
}

/** A session that Telegram has ended already is a success too. */
async function endSession(context: CommandContext, account: Account, untilMs: number): Promise<void> {
  try {
    await withConnection(context, account, untilMs, logOut);
  } catch (error) {
    if (!(error instanceof TelegramError) || error.rpc.class !== 'session_dead') {
      throw error;
    }
    context.terminal.note('Telegram had ended the session already.');
  }
}

async function restore({ system }: CommandContext, { accountId, status }: Account): Promise<void> {
  if (status === 'active') {
    await system.accounts.reactivate(accountId);
  }
}

function printRemoval(
  { terminal }: CommandContext,
  name: string,
  { logOut: ends }: RemoveOptions,
  { ended, maybeMade }: EndedJobs,
) {
  terminal.print(`${name} is removed${ends ? ', and its session at Telegram is ended' : ''}.`);
  if (ended > 0) {
    terminal.print(`Jobs that failed with it: ${ended}.`);
  }
  if (maybeMade > 0) {
    terminal.print(
      `Of them ${maybeMade} had a call without an answer: a link may have been made. Look in the chats' invite links.`,
    );
  }
}
