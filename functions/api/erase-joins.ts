import type { JoinReads } from '../core/join/join-store.ts';
import { type ApiResponse, respondJson } from './api-event.ts';
import type { KeyedEvent } from './authenticate-key.ts';
import { invalidRequest } from './problem-error.ts';
import { findUnknown } from './read-page.ts';
import { refuseLimitedKey } from './refuse-limited-key.ts';

export type EraseJoinsDeps = Pick<JoinReads, 'erasePerson'>;

/** DELETE /v1/joins?user_id=: forgets a person, in all chats and accounts of the tenant. It may be repeated. */
export function eraseJoins({ erasePerson }: EraseJoinsDeps) {
  return async function handleEraseJoins(event: KeyedEvent): Promise<ApiResponse> {
    const userId = readUserId(event);
    refuseLimitedKey(event.key, 'a person is forgotten in all of them');
    return respondJson(200, { user_id: userId, erased: await erasePerson(event.tenantId, userId) });
  };
}

/** @throws ProblemError 422 for anything but one user id. */
function readUserId({ queryStringParameters: query = {} }: KeyedEvent): string {
  const { user_id: userId = '' } = query;
  const problems = findUnknown(query, ['user_id']);
  if (!/^[1-9]\d{0,18}$/.test(userId)) {
    problems.push({
      field: 'user_id',
      detail: `${query.user_id === undefined ? 'Missing. ' : ''}user_id takes the id of one Telegram user: digits only, as "user_id" of a join has it.`,
    });
  }
  if (problems.length > 0) {
    throw invalidRequest(problems);
  }
  return userId;
}
