import { type ApiKey, mayUseAccount } from '../core/account/api-key.ts';
import type { EventPage, JoinReads, ListedJoin } from '../core/join/join-store.ts';

export type ReadJoinsDeps = Pick<JoinReads, 'listJoins'>;

export interface ReadJoins {
  key: ApiKey;
  tenantId: string;
  inviteId?: string;
  /** Its name. */
  account?: string | undefined;
  chatId?: string | undefined;
  sinceMs?: number | undefined;
  limit: number;
  /** Where the page before ended. */
  after: string | undefined;
  /** So many requests to the store at most: few of the joins may be asked for. */
  maxReads: number;
}

/** Joins read by one request to the store. */
const chunk = 100;

/** A page of joins, newest first: those of accounts that the key may use. It may be short, or empty, and not be the last. */
export async function readJoins(
  { listJoins }: ReadJoinsDeps,
  { key, tenantId, inviteId, account, chatId, sinceMs, limit, after: first, maxReads }: ReadJoins,
): Promise<EventPage<ListedJoin>> {
  const filter = {
    ...(inviteId === undefined ? {} : { inviteId }),
    ...(chatId === undefined ? {} : { chatId }),
    ...(sinceMs === undefined ? {} : { sinceMs }),
  };
  function isWanted({ account: name }: ListedJoin) {
    // It is not said which account saw somebody come in by no link: only a key of all accounts may know.
    return name === undefined
      ? account === undefined && key.accounts === undefined
      : mayUseAccount(key, name) && (account === undefined || name === account);
  }
  const items: ListedJoin[] = [];
  let after = first;
  for (let reads = 0; reads < maxReads; reads++) {
    const page = await listJoins(tenantId, {
      ...filter,
      limit: Math.min(limit - items.length, chunk),
      ...(after === undefined ? {} : { after }),
    });
    items.push(...page.items.filter(isWanted));
    after = page.next;
    if (after === undefined || items.length >= limit) {
      break;
    }
  }
  return { items, ...(after === undefined ? {} : { next: after }) };
}

export function toJoinCursor(next: string): string {
  return Buffer.from(next).toString('base64url');
}

/** @returns what the store has given, or undefined for anything that is no cursor. */
export function readJoinCursor(cursor: string): string | undefined {
  const text = Buffer.from(cursor, 'base64url').toString();
  return /^[\x20-\x7e]+$/.test(text) && toJoinCursor(text) === cursor ? text : undefined;
}
