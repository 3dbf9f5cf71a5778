import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { timeOfTake, toCreatedTime } from '../core/ids.ts';
import type { ExportedInvite } from '../core/job/job.ts';
import type { Pool, PoolLink, PoolRef, PoolTake, PoolTraits } from '../core/pool/pool.ts';
import { schemaVersion } from '../core/schema-version.ts';
import { standingKeyOf } from './standing-table.ts';

/*
 * How a row of a pool is kept. What takes long is many attributes: so a link is one text, which begins with the time before which it is
 * given and its id, for the conditions of writes, and leaves out what all links of the pool have. A take that says nothing but when it was
 * is only a link under an id that tells the time.
 */

type Item = Record<string, AttributeValue>;

type Template = Pick<Pool, 'template'>;

/** The first row has the name of the pool, and the others their numbers behind it: no name has a `#`. */
export function poolKeyOf({ tenantId, name }: PoolRef, row = 0): { pk: string; sk: string } {
  return standingKeyOf(tenantId, { kind: 'pool', name: row === 0 ? name : `${name}#${row}` });
}

const address = 'https://t.me/';

/** What Telegram tells of every link of the pool. */
function usualInvite({ template }: Template): Partial<ExportedInvite> {
  const { title, usage_limit: usageLimit, request_needed: requestNeeded = false } = template;
  return {
    permanent: false,
    request_needed: requestNeeded,
    revoked: false,
    ...(title === undefined ? {} : { title }),
    ...(usageLimit === undefined ? {} : { usage_limit: usageLimit }),
  };
}

export function toLinkText(
  pool: Template,
  { id, useBeforeMs, invite, askedAtMs, madeAtMs }: PoolLink,
): string {
  const { link, admin_id: adminId, date, ...told } = invite;
  const usual = usualInvite(pool);
  const names = Object.keys({ ...usual, ...told }) as (keyof typeof told)[];
  const other = names.filter((name) => told[name] !== usual[name]).map((name) => [name, told[name] ?? null]);
  const made = [
    link.startsWith(address) ? link.slice(address.length) : link,
    adminId,
    date,
    askedAtMs,
    madeAtMs,
    ...(other.length === 0 ? [] : [Object.fromEntries(other)]),
  ];
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

export function toLink(pool: Template, text: string): PoolLink {
  const [time = '', id = ''] = text.split('#', 2);
  const made = JSON.parse(text.slice(time.length + id.length + 2));
  if (!Array.isArray(made)) {
    // As the version before has written it.
    return { id, useBeforeMs: Number(time), ...made };
  }
  const [link, adminId, date, askedAtMs, madeAtMs, other = {}] = made;
  const told = Object.entries({ ...usualInvite(pool), ...other }).filter(([, value]) => value !== null);
  const invite = {
    link: link.includes('://') ? link : `${address}${link}`,
    admin_id: adminId,
    date,
    ...(Object.fromEntries(told) as Pick<ExportedInvite, 'permanent' | 'request_needed' | 'revoked'>),
  };
  return { id, useBeforeMs: Number(time), invite, askedAtMs, madeAtMs };
}

/** A take that says nothing else than its id does. */
export function isBare(takeId: string, take: PoolTake): boolean {
  return Object.keys(take).length === 1 && take.atMs === timeOfTake(takeId);
}

/** @param pool a row, or a pool of one row. */
export function toPoolItem(pool: Pool) {
  const takes = Object.entries(pool.takes).filter(([takeId, take]) => !isBare(takeId, take));
  const item = {
    ...poolKeyOf(pool, pool.row),
    ...pool,
    ready: pool.ready.map((link) => toLinkText(pool, link)),
    given: mapValues(pool.given, (link) => toLinkText(pool, link)),
    takes: Object.fromEntries(takes),
    v: schemaVersion,
  };
  return marshall(item, { removeUndefinedValues: true });
}

/** What this store has written has the shape of what it wrote. */
export function toPool(item: Item): Pool {
  const { pk: _pk, sk: _sk, v: _v, ready, given, takes, ...rest } = unmarshall(item);
  const pool = rest as Template;
  const links: Record<string, PoolLink> = mapValues(given, (text: string) => toLink(pool, text));
  const bare = Object.keys(links).flatMap((takeId) => {
    const atMs = timeOfTake(takeId);
    return atMs === undefined ? [] : [[takeId, { atMs }]];
  });
  return {
    ...pool,
    ready: ready.map((text: string) => toLink(pool, text)),
    given: links,
    takes: { ...Object.fromEntries(bare), ...takes },
  } as Pool;
}

/** What a take got, out of the row after it: the other links are not read. */
export function toTaken(
  item: Item,
  takeId: string,
): { pool: PoolTraits; link: PoolLink | undefined; readyCount: number } {
  const { pk: _pk, sk: _sk, v: _v, ready, given, takes: _takes, making: _making, ...rest } = item;
  const { dropping: _dropping, ...pool } = unmarshall(rest) as Pool;
  const text = given?.M?.[takeId]?.S;
  return {
    pool,
    link: text === undefined ? undefined : toLink(pool, text),
    readyCount: ready?.L?.length ?? 0,
  };
}

function mapValues<From, To>(entries: Record<string, From>, change: (value: From) => To): Record<string, To> {
  return Object.fromEntries(Object.entries(entries).map(([key, value]) => [key, change(value)]));
}
