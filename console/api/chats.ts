import { useEffect, useState } from 'preact/hooks';
import type { components } from '../../client/openapi.ts';
import { type Session, useSession } from '../session.ts';
import { call } from './request.ts';
import { useGet } from './use-query.ts';

export type Chat = components['schemas']['Chat'];
type Peer = string | Record<string, unknown>;

/** The accounts' names, as far as the key may see them. @param wanted is among them in any case. */
export function useAccountNames(wanted?: string): string[] {
  const { facts } = useSession();
  const maySee = facts === undefined || facts.scopes.includes('accounts:read');
  const { data } = useGet(maySee ? '/v1/accounts' : undefined);
  const names = data?.accounts.map(({ name }) => name) ?? facts?.accounts ?? [];
  return wanted === undefined || wanted === '' || names.includes(wanted) ? names : [...names, wanted];
}

interface Known {
  chats: Chat[];
  /** Ends when they are there, or nobody tells them. */
  loading: Promise<void>;
}

/** Each account's chats are asked for once in a session: only their titles are shown. */
const known = new WeakMap<Session, Map<string, Known>>();

/** The chats of an account, as they were last listed; empty while nobody knows them. */
export function useChats(account: string | undefined): Chat[] {
  const session = useSession();
  const [, setRound] = useState(0);
  const entry = account ? learnChats(session, account) : undefined;
  useEffect(() => {
    let isWanted = true;
    if (entry !== undefined && entry.chats.length === 0) {
      entry.loading.then(() => isWanted && entry.chats.length > 0 && setRound((round) => round + 1));
    }
    return () => {
      isWanted = false;
    };
  }, [entry]);
  return entry?.chats ?? none;
}

const none: Chat[] = [];

function learnChats(session: Session, account: string): Known {
  const ofSession = known.get(session) ?? new Map<string, Known>();
  known.set(session, ofSession);
  const before = ofSession.get(account);
  if (before !== undefined) {
    return before;
  }
  const given = { params: { name: account }, query: { limit: 100 } };
  const entry: Known = {
    chats: none,
    loading: call(session, 'GET', '/v1/accounts/{name}/chats', given).then(
      ({ body }) => {
        entry.chats = body?.chats ?? none;
      },
      // A key that may not see them sees the chats as requests have named them.
      () => {},
    ),
  };
  ofSession.set(account, entry);
  return entry;
}

/** The chat that a request named, if it is one of these. */
export function findChat(chats: Chat[], peer: Peer): Chat | undefined {
  const name = bareName(peer);
  return chats.find(
    (chat) => bareName(chat.peer) === name || chat.chat_id === name || chat.username?.toLowerCase() === name,
  );
}

function bareName(peer: Peer): string {
  return typeof peer === 'string' ? peer.replace(/^(https?:\/\/)?(t\.me\/|@)/, '').toLowerCase() : '';
}
