import type { TlObject } from '../tl/parse-schema.ts';
import type { AuthKey } from '../world/entities.ts';
import { createSession, type Session, type SessionDeps } from './session.ts';

/** The most sessions kept for one key. The oldest is dropped first, as Telegram drops an unused session. */
const MAX_SESSIONS_PER_KEY = 100;

/** The sessions of a data centre, by auth key and id. */
export function createSessions(deps: Omit<SessionDeps, 'destroySession'>) {
  const byKey = new WeakMap<AuthKey, Map<bigint, Session>>();

  function find(authKey: AuthKey, sessionId: bigint): Session {
    const sessions = byKey.get(authKey) ?? new Map<bigint, Session>();
    byKey.set(authKey, sessions);
    const known = sessions.get(sessionId);
    if (known !== undefined) {
      return known;
    }

    function destroySession(otherId: bigint) {
      return sessions.delete(otherId);
    }
    const session = createSession({ ...deps, destroySession }, authKey, sessionId);
    sessions.set(sessionId, session);
    const [oldest] = sessions.keys();
    if (sessions.size > MAX_SESSIONS_PER_KEY && oldest !== undefined) {
      sessions.delete(oldest);
    }
    return session;
  }

  /** For the sessions of that key and its temporary ones which take updates. */
  function pushUpdate(authKey: AuthKey, update: TlObject): void {
    for (const key of [authKey, ...authKey.temporaryKeys]) {
      for (const session of byKey.get(key)?.values() ?? []) {
        session.pushUpdate(update);
      }
    }
  }

  return { find, pushUpdate };
}

export type Sessions = ReturnType<typeof createSessions>;
