import { makePrivateKeyPem } from './crypto/server-key.ts';
import { type DataCentre, type DataCentreOptions, startDataCentre } from './data-centre.ts';
import { createWorld } from './world/world.ts';

/** Several data centres of one Telegram. */
export interface DataCentres {
  /** The data centre with that id. @throws RangeError for one that was not started */
  at(dcId: number): DataCentre;
  /** The key that all of them share, as Telegram's do. */
  publicKeyPem: string;
  close(): Promise<void>;
}

/** Starts data centres over one world and one RSA key, on free ports; each tells its clients where the others are. */
export async function startDataCentres(
  dcIds: [number, ...number[]],
  options: Omit<DataCentreOptions, 'dcId' | 'port'> = {},
): Promise<DataCentres> {
  const world = options.world ?? createWorld(options.now);
  const privateKeyPem = options.privateKeyPem ?? (await makePrivateKeyPem());
  const running = new Map<number, DataCentre>();
  for (const dcId of dcIds) {
    running.set(dcId, await startDataCentre({ ...options, world, privateKeyPem, dcId }));
  }

  function at(dcId: number): DataCentre {
    const dataCentre = running.get(dcId);
    if (dataCentre === undefined) {
      throw new RangeError(`no data centre ${dcId} was started`);
    }
    return dataCentre;
  }

  async function close() {
    await Promise.all([...running.values()].map((dataCentre) => dataCentre.close()));
  }
  return { at, publicKeyPem: at(dcIds[0]).publicKeyPem, close };
}
