import type { components } from '../../../client/openapi.ts';
import { call } from '../../api/request.ts';
import type { Session } from '../../session.ts';

type Invite = components['schemas']['Invite'];

/** The most invites that a page of the API has, and that a batch has. */
const pageSize = 100;

/** The invites of the batches, in the order of the file. One that the key may not see leaves its place empty. */
export async function loadInvites(session: Session, batchIds: string[]): Promise<(Invite | undefined)[]> {
  const all: (Invite | undefined)[] = [];
  for (const id of batchIds) {
    const first = all.length;
    let cursor: string | undefined;
    do {
      const { body } = await call(session, 'GET', '/v1/batches/{id}', {
        params: { id },
        query: { limit: pageSize, cursor },
      });
      all.length = first + body.size;
      for (const invite of body.items) {
        all[first + (invite.batch?.index ?? 0)] = invite;
      }
      cursor = body.next_cursor;
    } while (cursor !== undefined);
  }
  return all;
}
