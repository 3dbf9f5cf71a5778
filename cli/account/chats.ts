import { toChatResource } from '../../functions/api/account-resource.ts';
import type { Account, Chat } from '../../functions/core/account/account.ts';
import { listChats } from '../../functions/telegram/list-chats.ts';
import { toChatLines } from '../../operator/login/print-chats.ts';
import { toTime } from '../tool/account-facts.ts';
import type { ToolContext } from '../tool/command-context.ts';
import { findAccount } from './find-account.ts';
import { withConnection, withLease } from './open-account-session.ts';

const pageSize = 500;

/** `chats NAME`: the chats an account is in, what it may do there, and how a request names each. */
export async function chats(
  context: ToolContext,
  name: string,
  { refresh, json }: { refresh?: true; json?: true },
): Promise<void> {
  const { place, terminal } = context;
  const account = await findAccount(context, name);
  if (refresh) {
    await refreshChats(context, account);
  }
  const { found, savedAtMs } = await loadChats(context, account);
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

function refreshChats(context: ToolContext, account: Account): Promise<void> {
  return withLease(context, account, async (_account, untilMs) => {
    const found = await withConnection(context, account, untilMs, listChats);
    await context.place.accounts.saveChats(account.accountId, found, context.now());
  });
}

async function loadChats({ place }: ToolContext, { accountId }: Account) {
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
