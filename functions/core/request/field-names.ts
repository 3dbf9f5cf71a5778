/*
 * Names that a field has elsewhere: in the Bot API, in TDLib, and in the libraries for MTProto, in any spelling. The
 * list has only names that callers send, because a wrong guess is worse than none.
 * https://core.telegram.org/bots/api#createchatinvitelink and #createchatsubscriptioninvitelink
 */

/** Of a request for one link. */
const requestNames: Record<string, string[]> = {
  account: ['account_name', 'account_id', 'session', 'session_name'],
  peer: ['chat', 'channel', 'channel_id', 'group', 'group_id', 'entity', 'chat_username', 'username'],
  title: ['name', 'link_name', 'invite_link_name', 'label'],
  expire_date: [
    'expiration_date',
    'expiry_date',
    'expire_at',
    'expires_at',
    'expires',
    'until',
    'until_date',
  ],
  expire_in: ['expires_in', 'ttl', 'lifetime', 'expire_period'],
  usage_limit: ['member_limit', 'limit', 'max_uses', 'max_usage', 'user_limit', 'join_limit'],
  request_needed: [
    'creates_join_request',
    'join_request',
    'requires_approval',
    'require_approval',
    'needs_approval',
    'with_approval',
    'approval_needed',
  ],
  track_joins: ['track', 'track_members', 'track_users', 'join_tracking', 'watch_joins'],
  single_use: ['one_time', 'one_time_use', 'once', 'use_once', 'single', 'disposable'],
  'subscription_pricing.period': ['subscription_period'],
  'subscription_pricing.amount': ['subscription_price', 'subscription_amount', 'subscription_fee'],
  callback_url: ['webhook', 'webhook_url', 'callback', 'notify_url'],
  priority: ['urgency', 'importance', 'prio'],
  metadata: ['meta', 'custom_data', 'payload', 'extra'],
};

/** Of `subscription_pricing`. */
const pricingNames: Record<string, string[]> = {
  period: ['subscription_period'],
  amount: ['subscription_price', 'price', 'stars', 'star_count'],
};

/** Of a batch. */
const batchNames: Record<string, string[]> = {
  items: ['requests', 'invites', 'batch', 'links'],
  item: ['request', 'invite', 'template'],
  count: ['number', 'quantity', 'size'],
};

const ends = [...namesOf('expire_in'), ...namesOf('expire_date')];

/** Of a pool: what each of its links has stands in `template`, and their end is an age. */
const poolNames: Record<string, string[]> = {
  account: requestNames.account ?? [],
  peer: requestNames.peer ?? [],
  ...Object.fromEntries(
    ['title', 'usage_limit', 'request_needed', 'subscription_pricing', 'track_joins', 'single_use'].map(
      (name) => [`template.${name}`, namesOf(name)],
    ),
  ),
  max_age: ends,
};

/** The name of a request's field, and those that it has elsewhere. */
function namesOf(name: string): string[] {
  return [name, ...(requestNames[name] ?? [])];
}

/** Typing errors in shorter names are not guessed, because such names are too similar. */
const minMistypedLength = 6;

export type OtherNames = ReadonlyMap<string, string>;

export const otherRequestNames = toLookup(requestNames);
export const otherPricingNames = toLookup(pricingNames);
export const otherBatchNames = toLookup(batchNames);
export const otherPoolNames = toLookup(poolNames);
export const otherPoolTemplateNames = toLookup({
  ...requestNames,
  expire_date: [],
  expire_in: [],
  max_age: ends,
});
export const otherTakeNames = toLookup({ ...requestNames, expire_date: [], expire_in: ends });

/**
 * The name here of a field that is called so elsewhere. One letter may be wrong, extra or missing.
 * @param plain as `toPlain` writes it.
 */
export function findNameHere(plain: string, others: OtherNames): string | undefined {
  function isNear(other: string) {
    return other.length >= minMistypedLength && isWithin(1, plain, other);
  }
  const exact = others.get(plain);
  if (exact !== undefined) {
    return exact;
  }
  for (const [other, here] of others) {
    if (isNear(other)) {
      return here;
    }
  }
  return undefined;
}

/** The same for `member_limit`, `memberLimit` and `Member-Limit`. */
export function toPlain(name: string): string {
  return name.toLowerCase().replaceAll(/[^a-z0-9]/g, '');
}

function toLookup(names: Record<string, string[]>): OtherNames {
  return new Map(
    Object.entries(names).flatMap(([here, elsewhere]) =>
      elsewhere.map((name) => [toPlain(name), here] as const),
    ),
  );
}

/**
 * Whether so many edits turn one name into the other. Lengths are compared first, because a body may have a hundred
 * thousand fields.
 */
export function isWithin(most: number, from: string, to: string): boolean {
  return Math.abs(from.length - to.length) <= most && editDistance(from, to) <= most;
}

/** Levenshtein's distance, one row at a time. */
export function editDistance(from: string, to: string): number {
  let previous = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (let row = 1; row <= from.length; row++) {
    const current = [row];
    for (let column = 1; column <= to.length; column++) {
      const replaced = (previous[column - 1] ?? 0) + (from[row - 1] === to[column - 1] ? 0 : 1);
      current.push(Math.min(replaced, (previous[column] ?? 0) + 1, (current[column - 1] ?? 0) + 1));
    }
    previous = current;
  }
  return previous[to.length] ?? 0;
}
