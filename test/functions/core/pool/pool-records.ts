import type { Pool, PoolLink } from '../../../../functions/core/pool/pool.ts';
import { startMs } from '../records.ts';

export const dayMs = 24 * 3_600_000;

/** An empty pool of three links. */
export function createPoolRecord(overrides: Partial<Pool> = {}): Pool {
  return {
    tenantId: 'ten_a',
    name: 'shop',
    poolId: 'pol_1',
    accountId: 'acc_a',
    account: 'main',
    peer: '@launch',
    size: 3,
    lowWater: 3,
    template: { title: 'shop', usage_limit: 1 },
    maxAgeMs: 7 * dayMs,
    isDated: false,
    requestHash: 'hash',
    askedBy: 'shop',
    createdAtMs: startMs,
    ready: [],
    making: {},
    takes: {},
    given: {},
    dropping: {},
    nextNumber: 0,
    takenCount: 0,
    ...overrides,
  };
}

export function createPoolLink(number: number, overrides: Partial<PoolLink> = {}): PoolLink {
  return {
    id: `inv_${number}`,
    invite: {
      link: `https://t.me/+link${number}`,
      admin_id: '1',
      date: startMs / 1000,
      permanent: false,
      request_needed: false,
      revoked: false,
    },
    askedAtMs: startMs,
    madeAtMs: startMs,
    useBeforeMs: startMs + 7 * dayMs - 3_600_000,
    ...overrides,
  };
}
