import type { Chat } from '../core/account/account.ts';
import { toRfc3339 } from '../core/job/invite-resource.ts';
import type { FieldProblem } from '../core/request/field-problem.ts';
import { toChatResource } from './account-resource.ts';
import { type ApiResponse, respondJson } from './api-event.ts';
import type { KeyedEvent } from './authenticate-key.ts';
import { type FindAccountDeps, findAccount } from './find-account.ts';
import { invalidRequest } from './problem-error.ts';
import { findUnknown } from './read-page.ts';

export interface ListChatsDeps extends FindAccountDeps {
  listChats(
    accountId: string,
    page: { limit: number; after?: string | undefined },
  ): Promise<{ chats: Chat[]; next?: string; savedAtMs?: number }>;
}

const usualPage = 50;
const largestPage = 100;

/**
 * GET /v1/accounts/{name}/chats?limit=&cursor=: the chats that the account was in when they were last listed at Telegram,
 * which is what `as_of` says; without it they never were.
 */
export function listChats(deps: ListChatsDeps) {
  return async function handleListChats(event: KeyedEvent): Promise<ApiResponse> {
    const page = readPage(event.queryStringParameters ?? {});
    const { accountId } = await findAccount(deps, event);
    const { chats, next, savedAtMs } = await deps.listChats(accountId, page);
    return respondJson(200, {
      chats: chats.map(toChatResource),
      ...(next === undefined ? {} : { next_cursor: next }),
      ...(savedAtMs === undefined ? {} : { as_of: toRfc3339(savedAtMs) }),
    });
  };
}

/** @throws ProblemError 422 that names every parameter at fault. */
function readPage(query: Record<string, string | undefined>): { limit: number; after: string | undefined } {
  const { limit = String(usualPage), cursor } = query;
  const problems: FieldProblem[] = findUnknown(query, ['limit', 'cursor']);
  if (!/^\d{1,3}$/.test(limit) || Number(limit) < 1 || Number(limit) > largestPage) {
    problems.push({ field: 'limit', detail: `A page has 1 to ${largestPage} chats.` });
  }
  if (cursor !== undefined && !/^\d{1,6}$/.test(cursor)) {
    problems.push({ field: 'cursor', detail: 'cursor takes the next_cursor of the page before, unchanged.' });
  }
  if (problems.length > 0) {
    throw invalidRequest(problems);
  }
  return { limit: Number(limit), after: cursor };
}
