import { type LookupAddress, lookup } from 'node:dns';
import type { LookupFunction } from 'node:net';
import { isDeliverable, isLoopback } from '../core/request/webhook-url.ts';

/** A host that nothing is delivered to. The message says why, and names no address: it may be one of a private network. */
export class HostRefusedError extends Error {
  override readonly name = 'HostRefusedError';
}

export interface LookupRules {
  /** Addresses of this machine are allowed. */
  allowLocal: boolean;
  /** Only those are allowed: the URL is without TLS, or on another port. */
  mustBeLocal: boolean;
}

type Resolve = (hostname: string) => Promise<LookupAddress[]>;

/**
 * The lookup of a connection. The connection goes to exactly the addresses that were checked, so a name that changes its address
 * afterwards gains nothing. A host with one refused address is refused.
 * @see https://owasp.org/www-community/pages/controls/SSRF_Prevention_in_Nodejs
 */
export function lookUpDeliverable(rules: LookupRules, resolve: Resolve = resolveAll): LookupFunction {
  return (hostname, options, callback) => {
    resolve(hostname)
      .then((addresses) => {
        const refused = addresses.find(({ address }) => !isAllowed(address, rules));
        if (refused !== undefined || addresses.length === 0) {
          throw new HostRefusedError('its host has an address that nothing is delivered to');
        }
        return addresses;
      })
      .then(
        (addresses) => {
          const [first] = addresses;
          if (options.all) {
            callback(null, addresses);
          } else {
            callback(null, first?.address ?? '', first?.family);
          }
        },
        (error: NodeJS.ErrnoException) => callback(error, []),
      );
  };
}

/** @throws HostRefusedError: a host that is an address is connected to without a lookup. */
export function refuseAddress(address: string, rules: LookupRules): void {
  if (!isAllowed(address, rules)) {
    throw new HostRefusedError('its host is an address that nothing is delivered to');
  }
}

function isAllowed(address: string, { allowLocal, mustBeLocal }: LookupRules): boolean {
  return isDeliverable(address, allowLocal) && (!mustBeLocal || isLoopback(address));
}

function resolveAll(hostname: string): Promise<LookupAddress[]> {
  return new Promise((resolve, reject) => {
    lookup(hostname, { all: true }, (error, addresses) => (error ? reject(error) : resolve(addresses)));
  });
}
