import { describeState, mostPending, toFacts, toTime } from './account-facts.ts';
import { type Bench, findAccount } from './bench.ts';
import { describeOwner } from './describe.ts';
import { alignColumns } from './table.ts';

/** `show NAME`: all that is known of an account, without its session. */
export async function show(bench: Bench, name: string, { json }: { json?: true }): Promise<void> {
  const { place, terminal, now } = bench;
  const account = await findAccount(bench, name);
  const pending = await place.jobs.countUnfinishedJobs(account.accountId, mostPending);
  if (json) {
    terminal.say(JSON.stringify(toFacts(account, pending, now()), null, 2));
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
  ];
  for (const line of alignColumns(rows)) {
    terminal.say(line);
  }
}
