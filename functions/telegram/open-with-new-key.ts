import type { Api } from 'telegram/tl/index.js';
import { TelegramError } from '../core/rpc/rpc-error.ts';
import type { Clock } from './clock.ts';
import { type AppCredentials, openConnection, type TelegramConnection } from './connection.ts';
import type { DataCentreAddress } from './data-centres.ts';
import { nameAddress } from './name-address.ts';
import { useNativeKeyExchange } from './native-key-exchange.ts';

useNativeKeyExchange();

/** A new key takes four round trips, and Telegram checks a login longer than other calls. */
const timeouts = { connectTimeoutMs: 15_000, callTimeoutMs: 15_000 };

/**
 * gramjs drops the leading zeros of a new key and then rejects it. That happens to one key in 256. Nothing has been
 * done at Telegram by then, so another key is made.
 */
const maxHandshakes = 3;

/**
 * Connects to a data centre with a new key, on which nobody is logged in.
 * @param onUpdate called with each single update; without it, Telegram is told to send none.
 * @throws TelegramError CONNECTION_FAILED, HANDSHAKE_FAILED; nothing is left open then.
 * @see https://core.telegram.org/mtproto/auth_key
 */
export async function openWithNewKey(
  address: DataCentreAddress,
  app: AppCredentials,
  clock: Clock,
  onUpdate?: (update: Api.TypeUpdate) => void,
): Promise<TelegramConnection> {
  for (let handshakes = 1; ; handshakes++) {
    try {
      return await openConnection(address, app, { ...clock, ...timeouts }, onUpdate).catch(
        nameAddress(address),
      );
    } catch (error) {
      const mayWork = error instanceof TelegramError && error.rpc.type === 'HANDSHAKE_FAILED';
      if (!mayWork || handshakes === maxHandshakes) {
        throw error;
      }
    }
  }
}
