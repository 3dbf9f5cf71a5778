import { randomUUID } from 'node:crypto';
import type { Send } from '../../client/send-requests.ts';
import { type BulkAnswer, pathOf } from './resources.ts';

/** What requests have found that revoke many links, or only count them. */
export interface Matches {
  links: number;
  /** Matching invites that have no link yet: they are left alone. */
  unfinished: number;
  /** Ids of the operations that were accepted. */
  operations: string[];
}

/** How many links would be revoked. */
export function countLinks(client: Send, filter: Record<string, unknown>): Promise<Matches> {
  return revokeWhere(client, filter, { dry_run: true }, () => undefined);
}

/** Asks for the links to be revoked. */
export function askToRevoke(
  client: Send,
  filter: Record<string, unknown>,
  onAccepted: (matches: Matches) => void,
): Promise<Matches> {
  return revokeWhere(client, filter, {}, onAccepted);
}

function revokeWhere(
  client: Send,
  filter: Record<string, unknown>,
  how: { dry_run?: true },
  onAnswer: (matches: Matches) => void,
): Promise<Matches> {
  const { batch, ...others } = filter;
  // A batch that is not there is an error at its own address, and no match of a filter.
  return typeof batch === 'string' && Object.keys(others).length === 0
    ? walk(client, `${pathOf(batch)}/revoke`, how, onAnswer)
    : walk(client, '/v1/invites/revoke', { ...filter, ...how }, onAnswer);
}

/** A request takes a part of the links, and leads to the next. */
async function walk(
  client: Send,
  path: string,
  body: Record<string, unknown>,
  onAnswer: (matches: Matches) => void,
): Promise<Matches> {
  const matches: Matches = { links: 0, unfinished: 0, operations: [] };
  let cursor: string | undefined;
  do {
    const answer = await client<BulkAnswer>({
      method: 'POST',
      path,
      body: cursor === undefined ? body : { ...body, cursor },
      // A lost answer is asked for again under it.
      idempotencyKey: randomUUID(),
    });
    matches.links += answer.body.matched;
    matches.unfinished += answer.body.unfinished;
    matches.operations.push(...answer.body.operations);
    onAnswer(matches);
    cursor = answer.body.next_cursor;
  } while (cursor !== undefined);
  return matches;
}
