import {
  type DataCentreAddress,
  productionDataCentres,
  testDataCentres,
} from '../../functions/telegram/data-centres.ts';
import {
  localNetwork,
  productionNetwork,
  type TelegramNetwork,
  testNetwork,
} from '../../functions/telegram/network.ts';
import { UsageError } from '../terminal/operator-errors.ts';

/** The Telegram of a system on this machine, as `npm start` writes it down. */
export interface LocalTelegram {
  servers: DataCentreAddress[];
  start_dc_id: number;
  public_key_pem?: string;
}

export function openLocalNetwork({ servers, start_dc_id, public_key_pem }: LocalTelegram): TelegramNetwork {
  return localNetwork({
    servers,
    startDcId: start_dc_id,
    ...(public_key_pem === undefined ? {} : { publicKeyPem: public_key_pem }),
  });
}

/**
 * The Telegram to log in at.
 * @throws UsageError when the test servers are asked for where the system has a Telegram of its own.
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
 * The Telegram that a session lives in, known by its address: test servers have accounts of their own. Of a server that is
 * none of Telegram's own no other data centre is known.
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
