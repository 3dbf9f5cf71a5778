import { TelegramError } from '../core/rpc/rpc-error.ts';
import type { DataCentreAddress } from './data-centres.ts';

/** Adds to the failure of a connection where it was tried, for whoever runs this service. */
export function nameAddress({ address, port }: Pick<DataCentreAddress, 'address' | 'port'>) {
  return (error: unknown): never => {
    if (error instanceof TelegramError) {
      error.address = `${address}:${port}`;
    }
    throw error;
  };
}
