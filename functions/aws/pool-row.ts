import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { toCreatedTime } from '../core/ids.ts';
import type { Pool, PoolLink } from '../core/pool/pool.ts';
import { schemaVersion } from '../core/schema-version.ts';

/*
 * How a pool is kept. A link is one text, which begins with the time before which it is given and its id, for the conditions of writes: a
 * row of many small attributes takes longer to read and to write.
 */

export function toLinkText({ id, useBeforeMs, ...made }: PoolLink): string {
  return `${beginningOf({ id, useBeforeMs })}${JSON.stringify(made)}`;
}

/** By this a condition knows a link. */
export function beginningOf({ id, useBeforeMs }: Pick<PoolLink, 'id' | 'useBeforeMs'>): string {
  return `${toCreatedTime(useBeforeMs)}#${id}#`;
}

/** The texts of links that may be given now come after this one. */
export function textsOfOld(nowMs: number): string {
  return `${toCreatedTime(nowMs)}~`;
}

function toLink(text: string): PoolLink {
  const [time = '', id = ''] = text.split('#', 2);
  return { id, useBeforeMs: Number(time), ...JSON.parse(text.slice(time.length + id.length + 2)) };
}

/** @param key of its row. */
export function toPoolItem(pool: Pool, key: { pk: string; sk: string }) {
  const row = {
    ...key,
    ...pool,
    ready: pool.ready.map(toLinkText),
    given: mapValues(pool.given, toLinkText),
    v: schemaVersion,
  };
  return marshall(row, { removeUndefinedValues: true });
}

/** What this store has written has the shape of what it wrote. */
export function toPool(item: Parameters<typeof unmarshall>[0]): Pool {
  const { pk: _pk, sk: _sk, v: _v, ready, given, ...pool } = unmarshall(item);
  return { ...pool, ready: (ready as string[]).map(toLink), given: mapValues(given, toLink) } as Pool;
}

function mapValues<From, To>(entries: Record<string, From>, change: (value: From) => To): Record<string, To> {
  return Object.fromEntries(Object.entries(entries).map(([key, value]) => [key, change(value)]));
}
