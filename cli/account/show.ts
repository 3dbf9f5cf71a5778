import { findAccount } from '../../operator/account/find-account.ts';
import { maxPending } from '../../operator/account/max-pending.ts';
import { describeOwner } from '../../operator/terminal/describe.ts';
import type { JsonOption } from '../../operator/terminal/program.ts';
import { alignColumns } from '../../operator/terminal/table.ts';
import { describePace, describeState, toFacts, toTime } from '../tool/account-facts.ts';
import type { CommandContext } from '../tool/command-context.ts';

/** `show NAME`: all that is known of an account, without its session. */
export async function show(context: CommandContext, name: string, { json }: JsonOption): Promise<void> {
  const { system, terminal, now } = context;
  const account = await findAccount(context, name);
  const pending = await system.jobs.countUnfinishedJobs(account.accountId, maxPending);
  if (json) {
    terminal.print(JSON.stringify(toFacts(account, pending, now()), null, 2));
    return;
  }
  const rows = [
    ['name', account.name],
    ['status', account.status],
    ...describeState(account, now()).map((text) => ['', text]),
    ['user', account.owner === undefined ? '-' : describeOwner(account.owner)],
    ['data centre', String(account.dcId ?? '-')],
    ['logged in', account.loggedInAtMs === undefined ? '-' : toTime(account.loggedInAtMs)],
    ['pending jobs', String(pending)],
    ['default peer', account.defaultPeer ?? '-'],
    ...describePace(account).map((text, index) => [index === 0 ? 'pace' : '', text]),
  ];
  for (const line of alignColumns(rows)) {
    terminal.print(line);
  }
}
