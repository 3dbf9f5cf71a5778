import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { KeyFacts, Scope } from './api/key-facts.ts';

/** Who is signed in, in this tab. */
export interface Session {
  apiKey: string;
  /** What the key may do; undefined where the service does not tell it. */
  facts: KeyFacts | undefined;
  /** Forgets the key and leads back to the sign-in. @param reason is shown there. */
  signOut(reason?: string): void;
}

const storageName = 'invite-spool.key';

/** The key lives as long as the tab, and nowhere else. */
export function readStoredKey(): string | undefined {
  return sessionStorage.getItem(storageName) ?? undefined;
}

export function storeKey(apiKey: string): void {
  sessionStorage.setItem(storageName, apiKey);
}

/** Leaves nothing of the console's in the tab. */
export function forgetKey(): void {
  sessionStorage.clear();
}

export const SessionContext = createContext<Session | undefined>(undefined);

/** The session. Pages are shown only within one. */
export function useSession(): Session {
  const session = useContext(SessionContext);
  if (session === undefined) {
    throw new Error('there is no session');
  }
  return session;
}

/** Whether the key has the scope. True as well where nobody knows: then the service decides. */
export function useScope(scope: Scope): boolean {
  const { facts } = useSession();
  return facts === undefined || facts.scopes.includes(scope);
}
