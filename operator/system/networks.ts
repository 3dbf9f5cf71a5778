import { productionDataCentres, testDataCentres } from '../../functions/telegram/data-centres.ts';
import {
  localNetwork,
  productionNetwork,
  type TelegramNetwork,
  testNetwork,
} from '../../functions/telegram/network.ts';
import { UsageError } from '../terminal/operator-errors.ts';
import type { LocalTelegram } from './local-state.ts';

export function openLocalNetwork({ servers, start_dc_id, public_key_pem }: LocalTelegram): TelegramNetwork {
  return localNetwork({
    servers,
    startDcId: start_dc_id,
    ...(public_key_pem === undefined ? {} : { publicKeyPem: public_key_pem }),
  });
}

/**
 * The Telegram to log in at.
 * @throws UsageError for the test servers, when the system has a Telegram of its own.
 */
export function chooseNetwork(local: LocalTelegram | undefined, isTest: boolean): TelegramNetwork {
  if (local !== undefined) {
    if (isTest) {
      throw new UsageError('This system has a Telegram of its own: leave --test-dc out.');
    }
    return openLocalNetwork(local);
  }
  return isTest ? testNetwork() : productionNetwork();
}

/**
 * The Telegram that a session belongs to: its address tells, because test servers have accounts of their own. A server that
 * is not Telegram's has no other data centres that this tool knows.
 */
export function networkOfAddress(local: LocalTelegram | undefined, address: string): TelegramNetwork {
  const isReal = productionDataCentres.some((each) => each.address === address);
  return local === undefined && !isReal && !isTestAddress(address)
    ? localNetwork({ servers: [], startDcId: 0 })
    : chooseNetwork(local, local === undefined && isTestAddress(address));
}

export function isTestAddress(address: string | undefined): boolean {
  return testDataCentres.some((each) => each.address === address);
}
