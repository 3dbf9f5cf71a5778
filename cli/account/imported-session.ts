import { parseRpcError, TelegramError } from '../../functions/core/rpc/rpc-error.ts';
import { RefusedError } from '../../operator/terminal/operator-errors.ts';

/** What the session of any library holds, as far as it matters here. */
export interface ImportedSession {
  /** The library whose form it has. */
  library: 'Telethon' | 'GramJS' | 'Pyrogram' | 'mtcute' | 'MTKruto';
  dcId: number;
  /** The 256 bytes. */
  authKey: Buffer;
  /** The data centre's address, where the form has one. */
  address?: string;
  isTest: boolean;
  isBot: boolean;
}

export const authKeyBytes = 256;

/** What to do with a session in a form that is not read here. */
export const exportHint =
  'Export a session string with the library that made it, such as StringSession.save() of Telethon.';

/** True for what can be the key and the data centre of a session. */
export function isWhole({ authKey, dcId }: Pick<ImportedSession, 'authKey' | 'dcId'>): boolean {
  return authKey.length === authKeyBytes && Number.isInteger(dcId) && dcId >= 1 && dcId <= 1000;
}

/**
 * The session, when an account can be worked with it.
 * @throws RefusedError for one without a login; TelegramError BOT_SESSION.
 */
export function checkUsable(session: ImportedSession): ImportedSession {
  if (session.authKey.every((byte) => byte === 0)) {
    throw new RefusedError('This session has an empty key: it was exported before the login.');
  }
  if (session.isBot) {
    throw new TelegramError(parseRpcError(400, 'BOT_SESSION'));
  }
  return session;
}
