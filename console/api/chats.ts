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

/** Each account's chats are asked for once in a session: only their titles are shown. */
const known = new WeakMap<Session, Map<string, Promise<Chat[]>>>();

/** The chats of an account, as they were last listed; empty while nobody knows them. */
export function useChats(account: string | undefined): Chat[] {
  const session = useSession();
  const [chats, setChats] = useState<Chat[]>([]);
  useEffect(() => {
    let isWanted = true;
    setChats((old) => (old.length === 0 ? old : []));
    if (account) {
      loadChats(session, account).then((loaded) => isWanted && setChats(loaded));
    }
    return () => {
      isWanted = false;
    };
  }, [session, account]);
  return chats;
}

function loadChats(session: Session, account: string): Promise<Chat[]> {
  const ofSession = known.get(session) ?? new Map<string, Promise<Chat[]>>();
  known.set(session, ofSession);
  const asked =
    ofSession.get(account) ??
    call(session, 'GET', '/v1/accounts/{name}/chats', {
      params: { name: account },
      query: { limit: 100 },
    }).then(
      ({ body }) => body?.chats ?? [],
      () => {
        ofSession.delete(account);
        return [];
      },
    );
  ofSession.set(account, asked);
  return asked;
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
