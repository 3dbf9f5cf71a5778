import type { components } from '../../../client/openapi.ts';
import type { Operation } from '../../api/operation.ts';
import { call, type Reply } from '../../api/request.ts';
import type { Session } from '../../session.ts';

export type JoinRequest = components['schemas']['JoinRequest'];
export type JoinRequestPage = components['schemas']['JoinRequestPage'];

/** Where people ask: by one link, or in a chat. */
export type Source = { link: string } | { account: string; peer: string };

export type Decision = 'approve' | 'decline';

export function pathOf(source: Source) {
  return 'link' in source ? '/v1/invites/{id}/requests' : '/v1/accounts/{name}/requests';
}

export function paramsOf(source: Source): Record<string, string> {
  return 'link' in source ? { id: source.link } : { name: source.account };
}

export function queryOf(source: Source): Record<string, string> {
  return 'link' in source ? {} : { peer: source.peer };
}

/** Asks Telegram who asks. @returns when it was asked, or the operation that looks. */
export async function look(
  session: Session,
  source: Source,
): Promise<JoinRequestPage | Operation | undefined> {
  const { body } = await call(session, 'GET', pathOf(source), {
    params: paramsOf(source),
    query: { ...queryOf(source), refresh: 'true', limit: 1 },
    waitSeconds: 10,
  });
  return body;
}

/** Decides about one person, or about all who ask. */
export async function decide(
  session: Session,
  source: Source,
  decision: Decision,
  userId: string | undefined,
  idempotencyKey: string,
): Promise<Operation | undefined> {
  const path = `${pathOf(source)}${userId === undefined ? '' : '/{user_id}'}/${decision}`;
  // The paths of the two sources and the two decisions take and answer the same.
  const { body } = (await call(session, 'POST', path as '/v1/accounts/{name}/requests/approve', {
    params: { ...paramsOf(source), user_id: userId ?? '' },
    ...('link' in source ? {} : { body: { peer: source.peer } }),
    idempotencyKey,
  })) as Reply<Operation | undefined>;
  return body;
}

/** How many are on the list. */
export async function countRequests(session: Session, source: Source): Promise<number> {
  let count = 0;
  let cursor: string | undefined;
  do {
    const { body } = await call(session, 'GET', pathOf(source), {
      params: paramsOf(source),
      query: { ...queryOf(source), limit: 100, cursor },
    });
    const page = body as JoinRequestPage | undefined;
    count += page?.items.length ?? 0;
    cursor = page?.next_cursor;
  } while (cursor !== undefined);
  return count;
}
