import { expect, test } from 'vitest';
import { movePooled } from '../../../functions/aws/pool-move.ts';
import { toLink, toLinkText } from '../../../functions/aws/pool-row.ts';
import { createPoolStore } from '../../../functions/aws/pool-store.ts';
import { createPoolTakes, type TakeInput } from '../../../functions/aws/pool-takes.ts';
import { newTakeId } from '../../../functions/core/ids.ts';
import type { Pool, PoolLink } from '../../../functions/core/pool/pool.ts';
import { applyChange, type PoolChange } from '../../../functions/core/pool/pool-change.ts';
import { createPoolLink, createPoolRecord } from '../core/pool/pool-records.ts';
import { startMs } from '../core/records.ts';
import { startTables } from './local-stores.ts';

const { client, standingTable } = await startTables();
const store = createPoolStore(client, standingTable);
const takes = createPoolTakes(client, standingTable, store.getPool);
let pools = 0;

/** A pool of its own, with so many links ready. */
async function createPool(links: number, overrides: Partial<Pool> = {}): Promise<Pool> {
  pools += 1;
  const ready = Array.from({ length: links }, (_, index) => createPoolLink(index + 1));
  const pool = createPoolRecord({ name: `shop-${pools}`, poolId: `pol_${pools}`, ready, ...overrides });
  expect(await store.createPool(pool)).toBe('created');
  return pool;
}

function inputOf(ref: Pool, takeId: string, overrides: Partial<TakeInput> = {}): TakeInput {
  return { ref, takeId, take: { atMs: startMs }, isUnpriced: false, nowMs: startMs, ...overrides };
}

test('a pool is created once, and read as it was written', async () => {
  const pool = await createPool(2);
  expect(await store.createPool({ ...pool, size: 1 })).toEqual(pool);
  expect(await store.getPool(pool)).toEqual(pool);
  expect((await store.listPools('ten_a')).map(({ name }) => name)).toContain(pool.name);
});

test('a take moves the first link by one write', async () => {
  const pool = await createPool(2);
  const taken = await takes.takePooled(inputOf(pool, 'tak_1'));
  const [first, second] = pool.ready;
  expect(taken).toMatchObject({ kind: 'taken', link: first });
  expect(await store.getPool(pool)).toEqual({
    ...pool,
    ready: [second],
    takes: { tak_1: { atMs: startMs } },
    given: { tak_1: first },
    takenCount: 1,
  });
});

test('takes at once get different links, and the others learn that there is none', async () => {
  const pool = await createPool(20);
  const answers = await Promise.all(
    Array.from({ length: 25 }, (_, index) => takes.takePooled(inputOf(pool, `tak_${index}`))),
  );
  const links = answers.flatMap((answer) => (answer.kind === 'taken' ? answer.link.id : []));
  expect(new Set(links).size).toBe(20);
  expect(answers.filter(({ kind }) => kind === 'empty')).toHaveLength(5);
});

test('takes under one key get one link', async () => {
  const pool = await createPool(3);
  const answers = await Promise.all([1, 2, 3, 4].map(() => takes.takePooled(inputOf(pool, 'tak_1'))));
  expect(answers.map(({ kind }) => kind).sort()).toEqual(['earlier', 'earlier', 'earlier', 'taken']);
  expect((await store.getPool(pool))?.ready).toHaveLength(2);
});

test('a link that is too old is passed over, and stays for the worker', async () => {
  const [old, fresh] = [createPoolLink(1, { useBeforeMs: startMs }), createPoolLink(2)];
  const pool = await createPool(0, { ready: [old, fresh] });
  expect(await takes.takePooled(inputOf(pool, 'tak_1'))).toMatchObject({ kind: 'taken', link: fresh });
  expect(await takes.takePooled(inputOf(pool, 'tak_2'))).toMatchObject({ kind: 'empty' });
  expect((await store.getPool(pool))?.ready).toEqual([old]);
});

test('no link is taken of a pool that is deleted, is another one, or is none', async () => {
  const pool = await createPool(1);
  expect(await takes.takePooled(inputOf(pool, 'tak_1', { poolId: 'pol_other' }))).toEqual({
    kind: 'missing',
  });
  expect(await store.removePool(pool)).toBe(false);
  await store.markPoolDeleted(pool, true, startMs);
  expect(await takes.takePooled(inputOf(pool, 'tak_1'))).toEqual({ kind: 'missing' });
  expect(await store.removePool(pool)).toBe(false);
  expect(await takes.takePooled(inputOf({ ...pool, name: 'none' }, 'tak_1'))).toEqual({ kind: 'missing' });
});

test('links with a price are not taken where that is excluded', async () => {
  const template = { subscription_pricing: { period: 2_592_000, amount: 1 } };
  const pool = await createPool(1, { template });
  expect(await takes.takePooled(inputOf(pool, 'tak_1', { isUnpriced: true }))).toMatchObject({
    kind: 'refused',
  });
  expect(await takes.takePooled(inputOf(pool, 'tak_1'))).toMatchObject({ kind: 'taken' });
});

test('a reserved take gets no link, and none after it', async () => {
  const pool = await createPool(1);
  const reserved = inputOf(pool, 'tak_1', { take: { atMs: startMs, asJob: 'inv_9' } });
  expect(await takes.reserveTake(reserved)).toMatchObject({ kind: 'reserved' });
  expect(await takes.takePooled(inputOf(pool, 'tak_1'))).toMatchObject({ kind: 'earlier' });
});

const link = createPoolLink(1);
const changes: [string, Partial<Pool>, PoolChange][] = [
  ['begin', {}, { kind: 'begin', jobIds: ['inv_1', 'inv_2'], atMs: startMs }],
  ['add', { making: { inv_1: 1 }, ready: [createPoolLink(2)] }, { kind: 'add', link }],
  ['add what is not made', {}, { kind: 'add', link }],
  ['give up', { making: { inv_1: 1 } }, { kind: 'giveUp', jobId: 'inv_1' }],
  [
    'give up after a failure',
    { making: { inv_1: 1 } },
    { kind: 'giveUp', jobId: 'inv_1', failure: { type: 'T', detail: 'D', atMs: 1, count: 2 } },
  ],
  ['drop', { ready: [createPoolLink(2), link] }, { kind: 'drop', inviteId: 'inv_1', revoke: true }],
  ['drop what was taken', { given: { tak_1: link } }, { kind: 'drop', inviteId: 'inv_1', revoke: true }],
  ['forget', { dropping: { inv_1: true } }, { kind: 'forget', inviteId: 'inv_1' }],
  [
    'note',
    { takes: { tak_1: { atMs: 1 } } },
    { kind: 'note', takeId: 'tak_1', recordedAtMs: 2, editId: 'op_1' },
  ],
  [
    'give back',
    { takes: { tak_1: { atMs: 1 } }, given: { tak_1: link }, takenCount: 1 },
    { kind: 'giveBack', takeId: 'tak_1' },
  ],
  ['leave', { takes: { tak_1: { atMs: 1 } }, given: { tak_1: link } }, { kind: 'leave', takeId: 'tak_1' }],
  ['leave what is not taken', {}, { kind: 'leave', takeId: 'tak_1' }],
  [
    'give back what was left',
    { takes: { tak_1: { atMs: 1, isLeft: true } }, given: { tak_1: link } },
    { kind: 'giveBack', takeId: 'tak_1' },
  ],
  [
    'set aside',
    { takes: { tak_1: { atMs: 1 } }, given: { tak_1: link }, takenCount: 1 },
    { kind: 'setAside', takeId: 'tak_1', revoke: true },
  ],
  [
    'set aside what was left',
    { takes: { tak_1: { atMs: 1, isLeft: true } }, given: { tak_1: link }, takenCount: 1 },
    { kind: 'setAside', takeId: 'tak_1', revoke: false },
  ],
  [
    'revoke nothing that was left',
    { takes: { tak_1: { atMs: 1, isLeft: true } }, given: { tak_1: link } },
    { kind: 'setAside', takeId: 'tak_1', revoke: true },
  ],
  ['close', { takes: { tak_1: { atMs: 1 } }, given: { tak_1: link } }, { kind: 'close', takeId: 'tak_1' }],
];

test.each(changes)('the table changes a pool as core does: %s', async (_name, overrides, change) => {
  const pool = await createPool(0, overrides);
  const expected = applyChange(pool, change);
  expect(await store.changePool(pool, change)).toEqual(expected);
  expect(await store.getPool(pool)).toEqual(expected ?? pool);
});

test('a link whose place has changed is dropped, and not the one in its place', async () => {
  const pool = await createPool(3);
  await takes.takePooled(inputOf(pool, 'tak_1'));
  const dropped = await store.changePool(pool, { kind: 'drop', inviteId: 'inv_2', revoke: false });
  expect(dropped?.ready.map(({ id }) => id)).toEqual(['inv_3']);
});

test.each([
  { kind: 'giveBack', takeId: 'tak_1' },
  { kind: 'setAside', takeId: 'tak_1', revoke: true },
] as const)('$kind: a worker that is late moves no link that was left meanwhile', async (change) => {
  const pool = await createPool(0, { takes: { tak_1: { atMs: 1 } }, given: { tak_1: link }, takenCount: 1 });
  const left = await store.changePool(pool, { kind: 'leave', takeId: 'tak_1' });
  expect(await store.changePool(pool, change)).toBeUndefined();
  expect(await store.getPool(pool)).toEqual(left);
});

test('a worker that is late gives back no other link of the same take', async () => {
  const pool = await createPool(0, { takes: { tak_1: { atMs: 1 } }, given: { tak_1: link }, takenCount: 1 });
  const late = { ...pool, given: { tak_1: createPoolLink(2) } };
  expect(await store.changePool(late, { kind: 'giveBack', takeId: 'tak_1' })).toBeUndefined();
});

test('links are begun by one worker alone', async () => {
  const pool = await createPool(0);
  expect(await store.changePool(pool, { kind: 'begin', jobIds: ['inv_1'], atMs: 1 })).toBeDefined();
  expect(await store.changePool(pool, { kind: 'begin', jobIds: ['inv_2'], atMs: 1 })).toBeUndefined();
});

/** A pool of three rows, and where each of its links lies. */
async function createLargePool(links: number) {
  const pool = await createPool(links, { rowCount: 3 });
  return { pool, read: async () => (await store.getPool(pool)) ?? pool };
}

function keyedInput(pool: Pool, takeId: string): TakeInput {
  return inputOf(pool, takeId, { take: { atMs: startMs, requestHash: 'a' } });
}

test('a pool of several rows is read, listed and created as one', async () => {
  const { pool, read } = await createLargePool(7);
  expect((await read()).ready.map(({ id }) => id).sort()).toEqual(pool.ready.map(({ id }) => id));
  expect(await store.createPool(pool)).toEqual(await read());
  expect((await store.listPools('ten_a')).filter(({ name }) => name === pool.name)).toHaveLength(1);
});

test.each([
  ['without a key', inputOf],
  ['under keys', keyedInput],
])('takes %s at once empty all rows, and no link is given twice', async (_name, toInput) => {
  const { pool, read } = await createLargePool(20);
  const answers = await Promise.all(
    Array.from({ length: 25 }, (_, index) => takes.takePooled(toInput(pool, `tak_${index}`))),
  );
  // Whoever has met others at every attempt asks again.
  expect(answers.filter(({ kind }) => !['taken', 'empty', 'busy'].includes(kind))).toEqual([]);
  for (let tries = 0; (await read()).ready.length > 0; tries++) {
    answers.push(await takes.takePooled(toInput(pool, `tak_again_${tries}`)));
  }
  const links = answers.flatMap((answer) => (answer.kind === 'taken' ? answer.link.id : []));
  expect(links.sort()).toEqual(pool.ready.map(({ id }) => id).sort());
  expect(await read()).toMatchObject({ takenCount: 20, ready: [] });
  expect(await takes.takePooled(toInput(pool, 'tak_late'))).toMatchObject({ kind: 'empty' });
});

test('a key whose row is empty gets a link of another row, and the same again', async () => {
  const { pool, read } = await createLargePool(1);
  const [link] = pool.ready;
  // The link lies in the first row, and of these takes two have another one.
  for (const takeId of ['tak_a', 'tak_b', 'tak_c']) {
    const taken = await takes.takePooled(keyedInput(pool, takeId));
    expect(taken).toMatchObject({ kind: 'taken', link });
    expect(await takes.takePooled(keyedInput(pool, takeId))).toMatchObject({ kind: 'earlier' });
    expect((await store.changePool(await read(), { kind: 'giveBack', takeId }))?.ready).toEqual([link]);
  }
  expect((await read()).moves).toBeGreaterThan(0);
});

test('links that were read before another taker got them are not moved', async () => {
  const { pool, read } = await createLargePool(6);
  const before = await read();
  await takes.takePooled(inputOf(pool, 'tak_1'));
  await movePooled(client, standingTable, before, { from: 0, to: 1, nowMs: startMs });
  expect((await read()).ready).toHaveLength(5);
  expect((await read()).moves).toBe(0);
});

test('several links are moved, and each lies in one row then', async () => {
  const { pool, read } = await createLargePool(18);
  await movePooled(client, standingTable, await read(), { from: 0, to: 1, nowMs: startMs });
  const moved = await read();
  expect(moved.rows?.map(({ ready }) => ready.length)).toEqual([3, 9, 6]);
  expect(moved.ready.map(({ id }) => id).sort()).toEqual(pool.ready.map(({ id }) => id).sort());
});

test('links are made in the row that has the fewest, each under a number of its own', async () => {
  const { read } = await createLargePool(4);
  const numbers = new Set<number>();
  for (let index = 0; index < 5; index++) {
    const pool = await read();
    numbers.add(pool.nextNumber);
    await store.changePool(pool, { kind: 'begin', jobIds: [`inv_new_${index}`], atMs: 1 });
  }
  expect(numbers.size).toBe(5);
  const { rows = [], making } = await read();
  expect(rows.map((row) => row.ready.length + Object.keys(row.making).length)).toEqual([3, 3, 3]);
  expect(Object.keys(making)).toHaveLength(5);
});

test('all rows of a pool are deleted at once, and removed when nothing is left in any', async () => {
  const { pool, read } = await createLargePool(2);
  await takes.takePooled(inputOf(pool, newTakeId(new Uint8Array(16), startMs)));
  const deleted = await store.markPoolDeleted(await read(), true, startMs);
  expect(deleted?.rows?.map(({ deletedAtMs }) => deletedAtMs)).toEqual([startMs, startMs, startMs]);
  expect(await takes.takePooled(inputOf(pool, 'tak_2'))).toEqual({ kind: 'missing' });
  for (const { id } of (await read()).ready) {
    await store.changePool(await read(), { kind: 'drop', inviteId: id, revoke: false });
    await store.changePool(await read(), { kind: 'forget', inviteId: id });
  }
  expect(await store.removePool(await read())).toBe(false);
  const [takeId = ''] = Object.keys((await read()).takes);
  await store.changePool(await read(), { kind: 'close', takeId });
  expect(await store.removePool(await read())).toBe(true);
  expect(await store.getPool(pool)).toBeUndefined();
});

test('a write that meets a move of links is done again', async () => {
  const pool = await createPool(2);
  let conflicts = 2;
  const contended = {
    ...client,
    send(command: Parameters<typeof client.send>[0]) {
      conflicts -= 1;
      return conflicts < 0
        ? client.send(command)
        : Promise.reject(Object.assign(new Error(), { name: 'TransactionConflictException' }));
    },
    config: client.config,
  } as unknown as typeof client;
  const change = { kind: 'drop', inviteId: 'inv_1', revoke: false } as const;
  expect(await createPoolStore(contended, standingTable).changePool(pool, change)).toBeDefined();
  conflicts = 2;
  const moved = createPoolTakes(contended, standingTable, store.getPool);
  expect(await moved.takePooled(inputOf(pool, 'tak_1'))).toMatchObject({ kind: 'taken' });
});

test('a take that says nothing is told by its link, and is not written twice', async () => {
  const pool = await createPool(2);
  const takeId = newTakeId(new Uint8Array(16), startMs);
  expect(await takes.takePooled(inputOf(pool, takeId))).toMatchObject({ kind: 'taken' });
  // As where the first answer is lost and the SDK asks again.
  expect(await takes.takePooled(inputOf(pool, takeId))).toMatchObject({ kind: 'earlier' });
  expect(await store.getPool(pool)).toMatchObject({ takes: { [takeId]: { atMs: startMs } }, takenCount: 1 });
});

test('a link is read as the version before wrote it', async () => {
  const pool = await createPool(1);
  const [link = createPoolLink(1)] = pool.ready;
  const { id, useBeforeMs, ...made } = link;
  const text = `${String(useBeforeMs).padStart(15, '0')}#${id}#${JSON.stringify(made)}`;
  expect(toLink(pool, text)).toEqual(link);
});

test.each<Partial<PoolLink['invite']>>([
  {},
  { title: 'shop', usage_limit: 1 },
  { title: 'other', expire_date: 1_800_000_000, request_needed: true },
  { link: 'https://telegram.me/joinchat/abc', subscription_pricing: { period: 2_592_000, amount: 5 } },
])('a link is kept whole: %j', (told) => {
  const pool = createPoolRecord();
  const invite = { ...createPoolLink(1).invite, ...told };
  const link = createPoolLink(1, { invite });
  expect(toLink(pool, toLinkText(pool, link))).toEqual(link);
});

test('a record of a take is stored once', async () => {
  const record = { tenantId: 'ten_a', takeId: 'tak_1', requestHash: 'a', inviteId: 'inv_1', atMs: startMs };
  expect(await store.recordTake(record)).toBe('created');
  expect(await store.recordTake({ ...record, inviteId: 'inv_2' })).toEqual(record);
  expect(await store.getTake('ten_a', 'tak_1')).toEqual(record);
  expect(await store.getTake('ten_b', 'tak_1')).toBeUndefined();
});
