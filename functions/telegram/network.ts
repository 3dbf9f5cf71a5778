import { parseRpcError, TelegramError } from '../core/rpc/rpc-error.ts';
import {
  type DataCentreAddress,
  productionDataCentres,
  testDataCentres,
  testServerKeyPem,
} from './data-centres.ts';
import { trustServerKey } from './server-key.ts';

/** The data centres of one Telegram. An account lives in one of them, and can be moved to another. */
export interface TelegramNetwork {
  /** Identifies this Telegram by the key of its servers. Another Telegram has other users. */
  name: string;
  /** Where a login begins. Telegram sends it on to the account's own data centre. */
  startDcId: number;
  /** @throws TelegramError DC_ID_INVALID when there is no such data centre. */
  addressOf(dcId: number): DataCentreAddress;
}

/** The first data centre in Telegram's own list of defaults. Most logins can stay there. */
const usualStartDcId = 2;

const productionName = 'production';

/** The real Telegram. */
export function productionNetwork(): TelegramNetwork {
  return networkOf(productionName, productionDataCentres, usualStartDcId);
}

/** Telegram's test servers. Their key is trusted from then on. */
export function testNetwork(): TelegramNetwork {
  return networkOf(trustServerKey(testServerKeyPem), testDataCentres, usualStartDcId);
}

/**
 * Other servers, such as a local one. Their key, if it is not the real Telegram's, is trusted from then on.
 * @param publicKeyPem PKCS#1 or SPKI.
 * @throws Error when it is no RSA public key.
 */
export function localNetwork(settings: {
  servers: DataCentreAddress[];
  startDcId: number;
  publicKeyPem?: string;
}): TelegramNetwork {
  const { servers, startDcId, publicKeyPem } = settings;
  // A server without its own key uses the real Telegram's key, so it leads to the real Telegram.
  const name = publicKeyPem === undefined ? productionName : trustServerKey(publicKeyPem);
  return networkOf(name, servers, startDcId);
}

function networkOf(name: string, dataCentres: DataCentreAddress[], startDcId: number): TelegramNetwork {
  return {
    name,
    startDcId,
    addressOf(dcId) {
      const found = dataCentres.find((each) => each.dcId === dcId);
      if (found === undefined) {
        const detail = `This service knows no address of data centre ${dcId}.`;
        throw new TelegramError({ ...parseRpcError(400, 'DC_ID_INVALID'), detail });
      }
      return found;
    },
  };
}
