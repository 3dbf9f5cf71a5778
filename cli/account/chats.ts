import { toChatResource } from '../../functions/api/account-resource.ts';
import type { Account, Chat } from '../../functions/core/account/account.ts';
import { listChats } from '../../functions/telegram/list-chats.ts';
import { findAccount } from '../../operator/account/find-account.ts';
import { withConnection, withLease } from '../../operator/account/open-account-session.ts';
import { toChatLines } from '../../operator/login/print-chats.ts';
import type { JsonOption } from '../../operator/terminal/program.ts';
import { toTime } from '../tool/account-facts.ts';
import type { CommandContext } from '../tool/command-context.ts';

const pageSize = 500;

/** `chats NAME`: the chats an account is in, what it may do there, and how a request names each. */
export async function chats(
  context: CommandContext,
  name: string,
  { refresh, json }: JsonOption & { refresh?: true },
): Promise<void> {
  const { system, terminal } = context;
  const account = await findAccount(context, name);
  if (refresh) {
    await refreshChats(context, account);
  }
  const { found, savedAtMs } = await loadChats(context, account);
  if (json) {
    const asOf = savedAtMs === undefined ? {} : { as_of: toTime(savedAtMs) };
    terminal.print(JSON.stringify({ ...asOf, chats: found.map(toChatResource) }, null, 2));
    return;
  }
  const again = system.commandLine(`chats ${name} --refresh`);
  if (savedAtMs === undefined) {
    terminal.print(`The chats of "${name}" were never listed. List them: ${again}`);
    return;
  }
  for (const line of toChatLines(found)) {
    terminal.print(line);
  }
  terminal.note(`\nAs of ${toTime(savedAtMs)}. List them anew: ${again}`);
}

function refreshChats(context: CommandContext, account: Account): Promise<void> {
  return withLease(context, account, async (_account, untilMs) => {
    const found = await withConnection(context, account, untilMs, listChats);
    await context.system.accounts.saveChats(account.accountId, found, context.now());
  });
}

async function loadChats({ system }: CommandContext, { accountId }: Account) {
  const found: Chat[] = [];
  let after: string | undefined;
  for (;;) {
    const page = await system.accounts.listChats(accountId, { limit: pageSize, after });
    found.push(...page.chats);
    if (page.next === undefined) {
      return { found, savedAtMs: page.savedAtMs };
    }
    after = page.next;
  }
}
