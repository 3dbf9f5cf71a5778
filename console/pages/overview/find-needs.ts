import type { components } from '../../../client/openapi.ts';
import type { Account } from '../accounts/account.ts';

export type Webhook = components['schemas']['WebhookEndpoint'];
export type Pool = components['schemas']['Pool'];
export type Rotation = components['schemas']['Rotation'];

/** Something that needs somebody, or that is good to know. */
export type Need =
  | { kind: 'account'; account: Account }
  | { kind: 'webhook'; webhook: Webhook }
  | { kind: 'pool'; pool: Pool }
  | { kind: 'rotation'; rotation: Rotation };

/** What stops the work comes first, what ends by itself last. */
export function findNeeds(
  accounts: Account[] = [],
  webhooks: Webhook[] = [],
  pools: Pool[] = [],
  rotations: Rotation[] = [],
): Need[] {
  const broken = accounts.filter(({ status }) => status !== 'active');
  const waiting = accounts.filter(
    ({ status, blocked_until: until }) => status === 'active' && until !== undefined,
  );
  return [
    ...broken.map((account) => ({ kind: 'account', account }) as const),
    ...rotations
      .filter(({ status }) => status === 'failing')
      .map((rotation) => ({ kind: 'rotation', rotation }) as const),
    ...webhooks
      .filter(({ state }) => state !== 'active')
      .map((webhook) => ({ kind: 'webhook', webhook }) as const),
    ...pools.filter(isLow).map((pool) => ({ kind: 'pool', pool }) as const),
    ...waiting.map((account) => ({ kind: 'account', account }) as const),
  ];
}

function isLow({ status, error, ready, low_water: lowWater }: Pool): boolean {
  return (
    status === 'active' &&
    (error !== undefined || ready === 0 || ready < Math.min(lowWater, 1 + lowWater / 2))
  );
}
