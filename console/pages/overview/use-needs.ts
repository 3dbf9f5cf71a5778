import { useGet } from '../../api/use-query.ts';
import { useScope, useSession } from '../../session.ts';
import type { Account } from '../accounts/account.ts';
import { findNeeds, type Need } from './find-needs.ts';

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
  const seesAll = useSession().facts?.accounts == null;
  // They are of all accounts: a key that may use some only does not see them.
  const seesWebhooks = useScope('keys:read') && seesAll;
  const seesLinks = useScope('invites:read');
  const accounts = useGet(seesAccounts ? '/v1/accounts' : undefined, {}, { everyMs });
  const webhooks = useGet(seesWebhooks ? '/v1/webhooks' : undefined, {}, { everyMs: seldomMs });
  const pools = useGet(seesLinks ? '/v1/pools' : undefined, { query: { limit: 100 } }, { everyMs: seldomMs });
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
