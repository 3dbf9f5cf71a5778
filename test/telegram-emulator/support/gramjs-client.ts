import { createPublicKey } from 'node:crypto';
import bigInt from 'big-integer';
import { TelegramClient } from 'telegram';
import { _serverKeys } from 'telegram/crypto/RSA.js';
import { Logger, LogLevel } from 'telegram/extensions/Logger.js';
import { ConnectionTCPFull } from 'telegram/network/index.js';
import { StringSession } from 'telegram/sessions/index.js';
import type { TestContext } from 'vitest';
import { sha1 } from '../../../telegram-emulator/crypto/hashes.ts';
import type { DataCentre } from '../../../telegram-emulator/data-centre.ts';
import { writeBytes } from '../../../telegram-emulator/tl/write.ts';

/**
 * For tests in which gramjs itself makes a key: it drops the leading zeros of one key in 256, and then hangs. See
 * functions/telegram/open-with-new-key.ts for what ours does about it.
 */
export const gramjsHandshake = { retry: 2, timeout: 15_000 };

/** A plain client; only the server's key and the port, which it ignores for sessions of its own, are put in. */
export function createGramjsClient(
  { port, host, dcId, publicKeyPem }: DataCentre,
  onTestFinished: TestContext['onTestFinished'],
): TelegramClient {
  const { n = '', e = '' } = createPublicKey(publicKeyPem).export({ format: 'jwk' });
  const [modulus, exponent] = [n, e].map((part) => Buffer.from(part, 'base64url')) as [Buffer, Buffer];
  const fingerprint = sha1(writeBytes(modulus), writeBytes(exponent)).readBigInt64LE(12);
  _serverKeys.set(fingerprint.toString(), { n: bigInt(modulus.toString('hex'), 16), e: 65537 });

  class LocalConnection extends ConnectionTCPFull {
    constructor(options: ConstructorParameters<typeof ConnectionTCPFull>[0]) {
      super({ ...options, port });
    }
  }
  const session = new StringSession('');
  session.setDC(dcId, host, 443);
  const client = new TelegramClient(session, 12345, '0123456789abcdef0123456789abcdef', {
    connection: LocalConnection,
    securityChecks: true,
    connectionRetries: 1,
    baseLogger: new Logger(LogLevel.NONE),
  });
  onTestFinished(() => client.destroy());
  return client;
}
