import type { Account } from '../core/account/account.ts';
import { mayUseAccount } from '../core/account/api-key.ts';
import { accountNamePattern, accountNameRule } from '../core/account-name.ts';
import { accountIdOf } from '../core/ids.ts';
import { parsePeer } from '../core/peer/parse-peer.ts';
import { type Peer, peerKey } from '../core/peer/peer.ts';
import type { FieldProblem } from '../core/request/field-problem.ts';
import { settleAll } from '../core/settle-all.ts';
import { type ApiResponse, respondJson } from './api-event.ts';
import type { KeyedEvent } from './authenticate-key.ts';
import { respondCsv } from './csv.ts';
import { joinsFile, toJoinPage } from './join-resource.ts';
import { respondJoinsCsv } from './joins-csv.ts';
import { invalidRequest } from './problem-error.ts';
import { readTime } from './read-filters.ts';
import { type ReadJoinsDeps, readJoinCursor, readJoins } from './read-joins.ts';
import { findUnknown, readCursorWith, readLimit } from './read-page.ts';

export interface ListJoinsDeps extends ReadJoinsDeps {
  listAccountsOf(tenantId: string): Promise<Account[]>;
  /** Every name under which the account knows the chat that this one names, by `peerKey`. */
  findPeerNames(accountId: string, name: string): Promise<string[]>;
}

/** Few of a tenant's joins may be of the account that is asked for. */
const maxReads = 20;

/** GET /v1/joins: who came in by any tracked link, and who came into their chats by no link that Telegram tells. Newest first. */
export function listJoins(deps: ListJoinsDeps) {
  return async function handleListJoins(event: KeyedEvent): Promise<ApiResponse> {
    const { key, tenantId } = event;
    const { peer, ...asked } = readQuery(event, ['peer', 'account', 'since', 'limit', 'cursor']);
    const chat = await findChat(deps, event, asked.account, peer);
    const page = chat.isUnknown
      ? { items: [] }
      : await readJoins(deps, { key, tenantId, ...asked, ...chat, maxReads });
    return respondJson(200, toJoinPage(page));
  };
}

/** GET /v1/joins.csv: the same as a spreadsheet. */
export function getJoinsCsv(deps: ListJoinsDeps) {
  return async function handleExportJoins(event: KeyedEvent): Promise<ApiResponse> {
    const { peer, ...asked } = readQuery(event, ['peer', 'account', 'since', 'cursor']);
    const chat = await findChat(deps, event, asked.account, peer);
    return chat.isUnknown ? respondCsv(joinsFile, []) : respondJoinsCsv(deps, event, { ...asked, ...chat });
  };
}

/**
 * Joins are stored under the id of their chat. The accounts that have found a chat know the id behind a name; where none has, no
 * link of the chat is tracked.
 */
async function findChat(
  { listAccountsOf, findPeerNames }: ListJoinsDeps,
  { key, tenantId }: KeyedEvent,
  account: string | undefined,
  peer: Peer | undefined,
): Promise<{ chatId?: string; isUnknown?: true }> {
  if (peer === undefined) {
    return {};
  }
  const name = peerKey(peer);
  if (isChatId(name)) {
    return { chatId: name };
  }
  const accounts = account === undefined ? await listAccountsOf(tenantId) : [{ name: account }];
  const names = await settleAll(
    accounts
      .filter((each) => mayUseAccount(key, each.name))
      .map((each) => findPeerNames(accountIdOf(tenantId, each.name), name)),
  );
  const chatId = names.flat().find(isChatId);
  return chatId === undefined ? { isUnknown: true } : { chatId };
}

function isChatId(name: string): boolean {
  return /^-\d+$/.test(name);
}

/** @throws ProblemError 422 that names every parameter at fault. */
function readQuery({ queryStringParameters: query = {} }: KeyedEvent, known: string[]) {
  const problems: FieldProblem[] = findUnknown(query, known);
  const { account, peer: given } = query;
  if (account !== undefined && !accountNamePattern.test(account)) {
    problems.push({ field: 'account', detail: `account takes the name of an account: ${accountNameRule}.` });
  }
  const peer = given === undefined ? undefined : parsePeer(given);
  if (peer !== undefined && 'problem' in peer) {
    problems.push({ field: 'peer', detail: peer.problem });
  }
  const asked = {
    account,
    peer: peer as Peer | undefined,
    sinceMs: readTime('since', query, problems),
    limit: readLimit(query.limit, problems),
    after: readCursorWith(readJoinCursor, query.cursor, problems),
  };
  if (problems.length > 0) {
    throw invalidRequest(problems);
  }
  return asked;
}
