import type { KeyProvider } from './key-provider.ts';

/** How long a data key is kept after it was unwrapped. So long a key that KMS has withdrawn still opens what is stored. */
export const dataKeyKeptMs = 5 * 60_000;

/** Data keys kept at once, the newest. */
export const maxDataKeys = 100;

/**
 * Keeps unwrapped data keys in memory for five minutes, so that an account that is worked on again and again costs one call
 * of KMS in that time. A data key alone opens nothing: what it opens is read from the table at each use and kept nowhere. Keys that
 * are over go at the next use. An execution environment that is frozen meanwhile keeps its own until it is thawed or ended.
 */
export function keepDataKeys(keys: KeyProvider, now: () => number): KeyProvider {
  const kept = new Map<string, { dataKey: Uint8Array; untilMs: number }>();

  function forget(): void {
    for (const [name, { untilMs }] of kept) {
      if (untilMs <= now() || kept.size > maxDataKeys) {
        kept.delete(name);
      }
    }
  }

  return {
    ...keys,
    async unwrapDataKey(wrappedKey, context) {
      forget();
      const name = JSON.stringify([Buffer.from(wrappedKey).toString('base64'), context]);
      const known = kept.get(name);
      if (known !== undefined) {
        return known.dataKey;
      }
      const dataKey = await keys.unwrapDataKey(wrappedKey, context);
      kept.set(name, { dataKey, untilMs: now() + dataKeyKeptMs });
      forget();
      return dataKey;
    },
  };
}
