import type { components } from '../../../client/openapi.ts';
import { useGet } from '../../api/use-query.ts';
import { useScope } from '../../session.ts';
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

export interface Needs {
  /** Undefined until everything that the key may see was looked at. */
  needs: Need[] | undefined;
  accounts: Account[] | undefined;
  /** What the key may not see. */
  unseen: ('accounts' | 'webhooks' | 'links')[];
  error: Error | undefined;
  refresh(): void;
}

const everyMs = 10_000;
const seldomMs = 30_000;

/** Looks at all that can need somebody. */
export function useNeeds(): Needs {
  const seesAccounts = useScope('accounts:read');
  const seesWebhooks = useScope('keys:read');
  const seesLinks = useScope('invites:read');
  const accounts = useGet(seesAccounts ? '/v1/accounts' : undefined, {}, { everyMs });
  const webhooks = useGet(seesWebhooks ? '/v1/webhooks' : undefined, {}, { everyMs: seldomMs });
  const pools = useGet(seesLinks ? '/v1/pools' : undefined, {}, { everyMs: seldomMs });
  const rotations = useGet(
    seesLinks ? '/v1/rotations' : undefined,
    { query: { limit: 100 } },
    { everyMs: seldomMs },
  );
  const asked = [
    ...(seesAccounts ? [accounts] : []),
    ...(seesWebhooks ? [webhooks] : []),
    ...(seesLinks ? [pools, rotations] : []),
  ];
  const isKnown = asked.every(({ data, error }) => data !== undefined || error !== undefined);
  return {
    needs: isKnown
      ? findNeeds(
          accounts.data?.accounts,
          webhooks.data?.webhooks,
          pools.data?.pools,
          rotations.data?.rotations,
        )
      : undefined,
    accounts: accounts.data?.accounts,
    unseen: [
      ...(seesAccounts ? [] : (['accounts'] as const)),
      ...(seesWebhooks ? [] : (['webhooks'] as const)),
      ...(seesLinks ? [] : (['links'] as const)),
    ],
    error: asked.find(({ error }) => error !== undefined)?.error,
    refresh() {
      for (const query of asked) {
        query.refresh();
      }
    },
  };
}

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
