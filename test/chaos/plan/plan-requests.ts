import type { LinkOperationKind } from '../../../functions/core/job/operation.ts';
import type { Random } from '../random.ts';

export interface PlannedAccount {
  /** As requests name it. */
  name: string;
  /** A public channel, a private supergroup and a basic group, if the account has them. */
  chats: ('public' | 'private' | 'basic')[];
  /** A chat of an earlier account in which this one is an administrator: it comes after its own chats. */
  alsoIn?: { account: number; chat: number };
  /** True when its channels are stored with access hashes that Telegram no longer accepts. */
  hasStaleHashes?: boolean;
}

/** How a request names its chat. A chat can have two names. */
export type PeerForm = 'username' | 'id';

export interface PlannedRequest {
  account: number;
  chat: number;
  form: PeerForm;
  options: Record<string, unknown>;
  /** Seconds from the request's time to its `expire_date`. */
  expireDateSeconds?: number;
  /** The size of a batch. */
  batch?: number;
  idempotencyKey?: string;
  /** Seconds from the request's time. */
  deadlineSeconds?: number;
  /** True when the request has a callback. */
  hasCallback?: boolean;
}

/** What a caller asks for the link of a request. */
export interface PlannedOperation {
  kind: LinkOperationKind;
  /** The body of an edit. No two edits of one link are the same, so that Telegram's ledger tells them apart. */
  changes?: Record<string, unknown>;
  revokeFirst?: boolean;
  idempotencyKey?: string;
  hasCallback?: boolean;
}

/** The actions of callers, each with its time in milliseconds from the start. */
export type RequestAction = { atMs: number } & (
  | { type: 'post'; request: number; planned: PlannedRequest }
  | { type: 'cancel'; request: number }
  | { type: 'operate'; request: number; operation: number; planned: PlannedOperation }
);

export type OperationAction = Extract<RequestAction, { type: 'operate' }>;

export function planAccounts(random: Random): PlannedAccount[] {
  const count = random.weighted([
    [5, 1],
    [3, 2],
    [1, 3],
  ]);
  return Array.from({ length: count }, (_, index) => ({
    name: `acc${index}`,
    chats: random.weighted<PlannedAccount['chats']>([
      [3, ['public']],
      [3, ['public', 'private']],
      [1, ['basic']],
      [2, ['public', 'basic']],
    ]),
  }));
}

/**
 * Few different options, because only links with equal options can be confused.
 * @param isBroadcast a subscription is for a channel only.
 */
function planOptions(
  random: Random,
  isBroadcast: boolean,
): Pick<PlannedRequest, 'options' | 'expireDateSeconds'> {
  function options(given: Record<string, unknown>) {
    return () => ({ options: given });
  }
  return random.weighted<() => Pick<PlannedRequest, 'options' | 'expireDateSeconds'>>([
    [4, options({})],
    [4, options({ title: random.pick(['a', 'b']) })],
    [2, options({ title: 'a', usage_limit: random.whole(1, 2) })],
    [2, options({ expire_in: random.pick([600, 86_400]) })],
    [1, options({ request_needed: true })],
    [1, () => ({ options: {}, expireDateSeconds: random.pick([20, 200, 4000, 90_000]) })],
    [
      isBroadcast ? 2 : 0,
      options({ title: 'a', subscription_pricing: { period: 2_592_000, amount: random.whole(1, 2) } }),
    ],
  ])();
}

export function planRequests(random: Random, accounts: PlannedAccount[]): RequestAction[] {
  const count = random.whole(2, 9);
  const actions: RequestAction[] = [];
  let atMs = 0;
  for (let request = 0; request < count; request += 1) {
    atMs += random.weighted([
      [6, 0],
      [2, random.whole(10, 3_000)],
      [1, random.whole(5_000, 90_000)],
    ]);
    const planned = planRequest(random, accounts, request);
    actions.push({ type: 'post', atMs, request, planned });
    if (planned.idempotencyKey !== undefined && random.chance(0.7)) {
      const repeatAtMs = atMs + random.pick([0, 0, random.whole(100, 120_000)]);
      actions.push({ type: 'post', atMs: repeatAtMs, request, planned });
    }
    if (random.chance(0.2)) {
      actions.push({
        type: 'cancel',
        atMs: atMs + random.pick([0, 300, 2_000, random.whole(1_000, 200_000)]),
        request,
      });
    }
  }
  return actions.toSorted((a, b) => a.atMs - b.atMs);
}

function planRequest(random: Random, accounts: PlannedAccount[], request: number): PlannedRequest {
  const account = random.whole(0, accounts.length - 1);
  const chats = accounts[account]?.chats ?? [];
  const chat = random.whole(0, chats.length - 1);
  const kind = chats[chat];
  return {
    account,
    chat,
    form: random.pick(['username', 'id']),
    ...planOptions(random, kind === 'public'),
    ...(random.chance(0.08) ? { batch: random.whole(2, 12) } : {}),
    ...(random.chance(0.3) ? { idempotencyKey: `order-${request}` } : {}),
    ...(random.chance(0.15) ? { deadlineSeconds: random.whole(5, 1200) } : {}),
  };
}
