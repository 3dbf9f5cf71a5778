import { parseRpcError, TelegramError } from '../core/rpc/rpc-error.ts';
import {
  type DataCentreAddress,
  productionDataCentres,
  testDataCentres,
  testServerKeyPem,
} from './data-centres.ts';
import { trustServerKey } from './server-key.ts';

/** Data centres that belong together: an account lives in one of them, and can be moved to another. */
export interface TelegramNetwork {
  /** Tells this Telegram from others, whose users are other people: by the key of its servers. */
  name: string;
  /** Where a login begins. Telegram sends it on to the account's own data centre. */
  startDcId: number;
  /** @throws TelegramError DC_ID_INVALID when there is no such data centre. */
  addressOf(dcId: number): DataCentreAddress;
}

/** Where most logins can stay: the data centre that Telegram's own list of defaults begins with. */
const usualStartDcId = 2;

const productionName = 'production';

/** The real Telegram. */
export function productionNetwork(): TelegramNetwork {
  return networkOf(productionName, productionDataCentres, usualStartDcId);
}

/** Telegram's test servers, whose key is trusted from then on. */
export function testNetwork(): TelegramNetwork {
  return networkOf(trustServerKey(testServerKeyPem), testDataCentres, usualStartDcId);
}

/**
 * Servers of one's own. Their key, where it is not the real Telegram's, is trusted from then on.
 * @param publicKeyPem PKCS#1 or SPKI.
 * @throws Error when it is no RSA public key.
 */
export function localNetwork(settings: {
  servers: DataCentreAddress[];
  startDcId: number;
  publicKeyPem?: string;
}): TelegramNetwork {
  const { servers, startDcId, publicKeyPem } = settings;
  // Without a key of its own a server has the real Telegram's: it is a way to that one.
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
