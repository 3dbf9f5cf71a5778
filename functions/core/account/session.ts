import { createHash } from 'node:crypto';

/**
 * The credentials of an account: whoever has them can act as the account. They are in memory only while they are used, at rest
 * only sealed, and never in a log, a message or an error.
 */
export interface Session {
  /** The account's home data centre and its address. */
  dcId: number;
  address: string;
  port: number;
  /** The 256-byte authorisation key, base64. */
  authKey: string;
  apiId: number;
  apiHash: string;
  userId: string;
  /**
   * The server salt of the login, a signed 64-bit number as a string: good for an hour at most. Later ones are kept with
   * the account.
   * @see https://core.telegram.org/mtproto/description#server-salt
   */
  salt?: string;
}

/**
 * Tells whether two sessions are one without keeping either: 16 characters of base64url, from which the key cannot be
 * found. @param authKey its 256 bytes.
 */
export function fingerprintOf(authKey: Buffer): string {
  return shortHash('invite-spool auth key\n', authKey);
}

/**
 * Tells one Telegram user from another. It stands in keys of the table, which AWS may log, so the user's id is hashed.
 * @param network each Telegram has users of its own, under ids that another may have too: see `TelegramNetwork.name`.
 */
export function userFingerprintOf(network: string, userId: string): string {
  return shortHash('invite-spool Telegram user\n', JSON.stringify([network, userId]));
}

function shortHash(kind: string, data: Buffer | string): string {
  return createHash('sha256').update(kind).update(data).digest('base64url').slice(0, 16);
}
