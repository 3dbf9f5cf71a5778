import type { AccountOwner, Chat } from '../../functions/core/account/account.ts';
import { describeOwner } from '../terminal/describe.ts';
import { alignColumns, toPlainText } from '../terminal/table.ts';

/** How requests may name a chat: by its @name where it has one, which stays readable. */
export function addressOf({ username, chatId }: Chat): string {
  return username === undefined ? chatId : `@${username}`;
}

/** A table of chats, with a heading. */
export function toChatLines(chats: Chat[]): string[] {
  return alignColumns([
    ['PEER', 'ID', 'KIND', 'ROLE', 'LINKS', 'TITLE'],
    ...chats.map((chat) => [
      addressOf(chat),
      chat.chatId,
      chat.kind,
      chat.role,
      chat.canExport ? 'yes' : 'no',
      toPlainText(chat.title),
    ]),
  ]);
}

/** What a login ends with. */
export function printLogin(
  print: (line: string) => void,
  name: string,
  { owner, chats }: { owner: AccountOwner; chats: Chat[] | undefined },
): void {
  print(`${name} is logged in: ${describeOwner(owner)}.`);
  if (chats !== undefined) {
    printOpenChats(print, name, chats);
  }
}

/** The chats in which an account may make links, and what a request names each by. */
export function printOpenChats(print: (line: string) => void, name: string, chats: Chat[]): void {
  const open = chats.filter(({ canExport }) => canExport);
  if (open.length === 0) {
    print('\nIt may make invite links in none of its chats: make it an administrator who may invite users.');
    return;
  }
  print(`\nIt may make invite links in these chats; a request names one by its "peer":\n`);
  const rows = open.map((chat) => [addressOf(chat), chat.kind, chat.role, toPlainText(chat.title)]);
  for (const line of alignColumns([['PEER', 'KIND', 'ROLE', 'TITLE'], ...rows])) {
    print(`  ${line}`);
  }
  const [first] = open;
  const example = JSON.stringify({ account: name, peer: first && addressOf(first) });
  print(`\nThe first link: POST /v1/invites ${example}`);
}
