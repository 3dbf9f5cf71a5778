import type { Random } from '../random.ts';

/** Links that administrators make in an app, beside the service. */
export interface LinksByHand {
  account: number;
  chat: number;
  /** Who makes them: the account itself, or another administrator of its chat. */
  by: 'account' | 'administrator';
  options: { title?: string; usageLimit?: number };
  count: number;
  /** The last of them are revoked by hand too. */
  revoked: number;
  /** How old the youngest is when they are made. Each other is some seconds older than the one before. */
  ageSeconds: number;
}

/** What administrators do by hand while a seed runs, with the time in milliseconds from the start. */
export type HandAction = { type: 'by hand'; atMs: number; account: number; chat: number } & (
  | { does: 'make'; by: LinksByHand['by']; title: string }
  /** @param nth among the links that can be revoked then. */
  | { does: 'revoke'; nth: number }
  /** Of the links that requests have made. @param deletes it is deleted too. */
  | { does: 'revoke made'; nth: number; deletes: boolean }
);

/**
 * A clock may step by ten minutes. A link that looks like a request's is older than that, or nobody could tell whether a lost call has
 * made it.
 */
const leastAgeSeconds = 3_600;

/** Telegram lists 100 links at once. */
const severalPages = [101, 130] as const;

/** Links from before the seed. Most look exactly like those that requests ask for. */
export function planLinksByHand(random: Random, account: number, chat: number): LinksByHand[] {
  const isLong = random.chance(0.25);
  return Array.from({ length: random.whole(1, 3) }, (_, index): LinksByHand => {
    const count = isLong && index === 0 ? random.whole(...severalPages) : random.whole(1, 5);
    return {
      account,
      chat,
      by: index > 0 && random.chance(0.4) ? 'administrator' : 'account',
      options: random.pick([{}, { title: 'a' }, { title: 'a', usageLimit: 1 }, { title: 'by hand' }]),
      count,
      revoked: random.pick([0, random.whole(0, count)]),
      ageSeconds: leastAgeSeconds + random.whole(0, 1_000_000),
    };
  });
}

/** These differ from all requests, because a lost call may be as old as they are. */
export function planHandActions(
  random: Random,
  { account, chat, tillMs }: { account: number; chat: number; tillMs: number },
): HandAction[] {
  return Array.from({ length: random.whole(0, 4) }, (_, index): HandAction => {
    const at = { type: 'by hand' as const, atMs: random.whole(0, tillMs), account, chat };
    return random.chance(0.6)
      ? {
          ...at,
          does: 'make',
          by: random.chance(0.8) ? 'account' : 'administrator',
          title: `by hand ${index}`,
        }
      : { ...at, does: 'revoke', nth: random.whole(0, 300) };
  });
}
