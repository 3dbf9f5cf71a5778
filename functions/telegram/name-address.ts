import { TelegramError } from '../core/rpc/rpc-error.ts';
import type { DataCentreAddress } from './data-centres.ts';

/** Adds the address to a failure to connect, for the operator. */
export function nameAddress({ address, port }: Pick<DataCentreAddress, 'address' | 'port'>) {
  return (error: unknown): never => {
    if (error instanceof TelegramError) {
      error.address = `${address}:${port}`;
    }
    throw error;
  };
}
