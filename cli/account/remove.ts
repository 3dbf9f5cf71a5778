import type { Account } from '../../functions/core/account/account.ts';
import { findAccount } from '../../operator/account/find-account.ts';
import { type Removal, refusePending, removeAccount } from '../../operator/account/remove-account.ts';
import { describeOwner } from '../../operator/terminal/describe.ts';
import { RefusedError, UsageError } from '../../operator/terminal/operator-errors.ts';
import { describeWaits } from '../tool/account-facts.ts';
import type { CommandContext } from '../tool/command-context.ts';

export interface RemoveOptions {
  logOut?: true;
  failJobs?: true;
  yes?: true;
}

/** `remove NAME`: forgets an account and its session. */
export async function remove(context: CommandContext, name: string, options: RemoveOptions): Promise<void> {
  const { terminal } = context;
  const account = await findAccount(context, name);
  // Before it is asked about: nobody confirms what is then refused.
  await refusePending(context, account, options);
  await confirmRemoval(context, account, options);
  const removal = await removeAccount(context, account, options);
  if (removal.forgottenWatches > 0) {
    terminal.print(`Chats whose joins are told no more: ${removal.forgottenWatches}.`);
  }
  printRemoval(context, name, options, removal);
  for (const wait of describeWaits(account, context.now())) {
    terminal.print(`Its waits are forgotten with it: ${wait}. Do not log this user in again before that.`);
  }
  if (!options.logOut) {
    terminal.print(
      'Its session still exists at Telegram: end it there, in Settings > Devices, or log the account in again.',
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

function printRemoval(
  { terminal }: CommandContext,
  name: string,
  { logOut: ends }: RemoveOptions,
  { ended, maybeMade }: Removal,
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
