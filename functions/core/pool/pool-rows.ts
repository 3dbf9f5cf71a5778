import { poolRowLinks } from '../pool-limits.ts';
import type { Pool } from './pool.ts';
import type { PoolChange } from './pool-change.ts';

/*
 * A large pool lies in several rows, because a take costs what its row has. Each row is a pool of its own, of the same description. A
 * link stays in its row, but for a move by a taker (`functions/aws/pool-takes.ts`).
 */

/** Numbers of links in a row begin at a multiple of this, so that no two rows make the same link. */
const numbersOfRow = 2 ** 32;

/** How many rows a pool has, for all its life. */
export function rowCountOf(size: number): number {
  return Math.ceil(size / poolRowLinks);
}

export function rowsOf(pool: Pool): Pool[] {
  return pool.rows ?? [pool];
}

/** The rows of a new pool. */
export function splitPool(pool: Pool): Pool[] {
  const { rowCount = 1, ready } = pool;
  if (rowCount === 1) {
    return [pool];
  }
  return Array.from({ length: rowCount }, (_, row) => ({
    ...pool,
    row,
    ready: ready.filter((_link, index) => index % rowCount === row),
    nextNumber: row * numbersOfRow,
  }));
}

/** One pool of its rows. The next links are made in the row that has the fewest. */
export function mergeRows(rows: [Pool, ...Pool[]]): Pool {
  const [first, ...others] = rows;
  if (others.length === 0) {
    return first;
  }
  const { failure: _failure, ...description } = first;
  const failures = rows.flatMap(({ failure }) => failure ?? []).sort((a, b) => b.atMs - a.atMs);
  const emptiest = rows.reduce((least, row) => (countLinks(row) < countLinks(least) ? row : least));
  return {
    ...description,
    ready: rows.flatMap(({ ready }) => ready).sort((a, b) => a.useBeforeMs - b.useBeforeMs),
    making: Object.assign({}, ...rows.map(({ making }) => making)),
    takes: Object.assign({}, ...rows.map(({ takes }) => takes)),
    given: Object.assign({}, ...rows.map(({ given }) => given)),
    dropping: Object.assign({}, ...rows.map(({ dropping }) => dropping)),
    nextNumber: emptiest.nextNumber,
    takenCount: sum(rows.map(({ takenCount }) => takenCount)),
    moves: sum(rows.map(({ moves = 0 }) => moves)),
    ...(failures[0] === undefined ? {} : { failure: failures[0] }),
    rows,
  };
}

/** The row that a change is about, as far as it is known; undefined where none is. */
export function rowOfChange(pool: Pool, change: PoolChange): Pool | undefined {
  const rows = rowsOf(pool);
  switch (change.kind) {
    case 'begin':
      return rows.find(({ nextNumber }) => nextNumber === pool.nextNumber);
    case 'add':
      return rows.find(({ making }) => making[change.link.id] !== undefined);
    case 'giveUp':
      return rows.find(({ making }) => making[change.jobId] !== undefined);
    case 'drop':
      return rows.find(({ ready }) => ready.some(({ id }) => id === change.inviteId));
    case 'forget':
      return rows.find(({ dropping }) => dropping[change.inviteId] !== undefined);
    default:
      return rows.find(({ takes }) => takes[change.takeId] !== undefined);
  }
}

/** The row in which a take under an Idempotency-Key is stored, so that its repeats find it. */
export function homeRowOf(takeId: string, rowCount: number): number {
  return sum([...takeId].map((letter) => letter.charCodeAt(0))) % rowCount;
}

/** How many links of a row may be given now. */
export function countFresh({ ready }: Pick<Pool, 'ready'>, nowMs: number): number {
  return ready.filter(({ useBeforeMs }) => useBeforeMs > nowMs).length;
}

function countLinks({ ready, making }: Pool): number {
  return ready.length + Object.keys(making).length;
}

function sum(values: number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
