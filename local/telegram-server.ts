import { readFile } from 'node:fs/promises';
import { readTelegramConfig } from '../functions/config.ts';
import type { LocalTelegram } from '../operator/system/local-state.ts';

const defaultDcId = 2;

/**
 * The Telegram server that the environment names: TELEGRAM_DC_ADDRESS, TELEGRAM_DC_ID and TELEGRAM_PUBLIC_KEY_FILE.
 * @returns undefined when it names no server.
 * @throws ConfigError for a malformed address; an Error when there is no key, or it cannot be read.
 */
export async function readTelegramServer(
  env: Record<string, string | undefined>,
): Promise<LocalTelegram | undefined> {
  const { address, dcId = defaultDcId } = readTelegramConfig(env);
  if (address === undefined) {
    return undefined;
  }
  if (!env.TELEGRAM_PUBLIC_KEY_FILE) {
    throw new Error(
      "TELEGRAM_DC_ADDRESS is set, so TELEGRAM_PUBLIC_KEY_FILE must name the PEM file of that server's RSA public key",
    );
  }
  return {
    servers: [{ dcId, address: address.host, port: address.port }],
    start_dc_id: dcId,
    public_key_pem: await readFile(env.TELEGRAM_PUBLIC_KEY_FILE, 'utf8'),
  };
}
