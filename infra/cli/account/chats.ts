import { toChatResource } from '../../../functions/api/account-resource.ts';
import type { Account, Chat } from '../../../functions/core/account.ts';
import { listChats } from '../../../functions/telegram/list-chats.ts';
import { toTime } from './account-facts.ts';
import { type Bench, findAccount } from './bench.ts';
import { withConnection, withLease } from './open-account-session.ts';
import { toChatLines } from './say-chats.ts';

const pageSize = 500;

/** `chats NAME`: the chats an account is in, what it may do there, and how a request names each. */
export async function chats(
  bench: Bench,
  name: string,
  { refresh, json }: { refresh?: true; json?: true },
): Promise<void> {
  const { place, terminal } = bench;
  const account = await findAccount(bench, name);
  if (refresh) {
    await refreshChats(bench, account);
  }
  const { found, savedAtMs } = await loadChats(bench, account);
  if (json) {
    const asOf = savedAtMs === undefined ? {} : { as_of: toTime(savedAtMs) };
    terminal.say(JSON.stringify({ ...asOf, chats: found.map(toChatResource) }, null, 2));
    return;
  }
  const again = place.commandLine(`chats ${name} --refresh`);
  if (savedAtMs === undefined) {
    terminal.say(`The chats of "${name}" were never listed. List them: ${again}`);
    return;
  }
  for (const line of toChatLines(found)) {
    terminal.say(line);
  }
  terminal.note(`\nAs of ${toTime(savedAtMs)}. List them anew: ${again}`);
}

function refreshChats(bench: Bench, account: Account): Promise<void> {
  return withLease(bench, account, async (_account, untilMs) => {
    const found = await withConnection(bench, account, untilMs, listChats);
    await bench.place.accounts.saveChats(account.accountId, found, bench.now());
  });
}

async function loadChats({ place }: Bench, { accountId }: Account) {
  const found: Chat[] = [];
  let after: string | undefined;
  for (;;) {
    const page = await place.accounts.listChats(accountId, { limit: pageSize, after });
    found.push(...page.chats);
    if (page.next === undefined) {
      return { found, savedAtMs: page.savedAtMs };
    }
    after = page.next;
  }
}
