import type { Session } from '../core/account/session.ts';
import type { Clock } from './clock.ts';
import { openConnection, type TelegramConnection } from './connection.ts';
import { nameAddress } from './name-address.ts';
import type { Line } from './open-line.ts';
import { writeServerSalts } from './server-salts.ts';

/** A call fails after this time. No answer of Telegram takes longer, and a silent connection must end. */
const callTimeoutMs = 8_000;
const connectTimeoutMs = 5_000;

/**
 * Opens the one connection that a session may have at a time. Nothing is sent before the first call, which shows
 * whether Telegram takes the session.
 * @param serverSalts salts from an earlier connection; without them, the salt of the login is tried.
 * @param line an open line to the session's address, or one that is being opened.
 * @throws TelegramError CONNECTION_FAILED
 */
export function openSession(
  session: Session,
  { now, untilMs }: Clock,
  serverSalts = saltOf(session),
  line?: Line,
): Promise<TelegramConnection> {
  const { dcId, address, port, apiId, apiHash } = session;
  return openConnection(
    { dcId, address, port, authKey: Buffer.from(session.authKey, 'base64'), serverSalts, line },
    { apiId, apiHash },
    { now, untilMs, callTimeoutMs, connectTimeoutMs },
  ).catch(nameAddress(session));
}

function saltOf({ salt }: Session): string | undefined {
  return salt === undefined ? undefined : writeServerSalts([{ validSince: 0, salt: BigInt(salt) }]);
}
