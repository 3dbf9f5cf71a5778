import { expect, test } from 'vitest';
import { createRotationStore } from '../../../functions/aws/rotation-store.ts';
import type { Rotation } from '../../../functions/core/rotation/rotation.ts';
import {
  beginLink,
  endRotation,
  newRotation,
  promote,
  rotateNow,
} from '../../../functions/core/rotation/rotation-transitions.ts';
import { startMs } from '../core/records.ts';
import { startTables } from './local-stores.ts';

const { client, standingTable } = await startTables();
const store = createRotationStore(client, standingTable);
let count = 0;

function create(overrides: Partial<Rotation> = {}): Rotation {
  count += 1;
  const rotation = newRotation(
    {
      tenantId: 'ten_a',
      name: `poster-${count}`,
      accountId: 'acc_a',
      slug: `slug-${count}`,
      request: { account: 'main', peer: '@launch', every: 'P1D', template: {} },
      requestHash: 'hash',
      schedule: { every: 'P1D', anchorMs: startMs, timeZone: 'UTC' },
      overlapMs: 0,
    },
    startMs,
  );
  return { ...rotation, ...overrides };
}

async function stored(overrides: Partial<Rotation> = {}): Promise<Rotation> {
  const rotation = create(overrides);
  expect(await store.createRotation(rotation)).toBe('created');
  return rotation;
}

test('a rotation is read as it was stored', async () => {
  const rotation = await stored();
  expect(await store.getRotation(rotation)).toEqual(rotation);
  expect(await store.getRotation({ tenantId: 'ten_b', name: rotation.name })).toBeUndefined();
});

test('of one name there is one rotation for a tenant', async () => {
  const rotation = await stored();
  const other = create({ name: rotation.name });
  expect(await store.createRotation(other)).toEqual(rotation);
  expect(await store.findSlugLink(other.slug ?? '')).toBeUndefined();
  expect(await store.createRotation(create({ ...other, tenantId: 'ten_b' }))).toBe('created');
});

test('a slug is one rotation’s over all tenants, and its tenant’s for 30 days once that is deleted', async () => {
  const { slug = '', ...rotation } = await stored();
  const other = create({ slug, tenantId: 'ten_b' });
  expect(await store.createRotation(other)).toBe('slug taken');
  expect(await store.getRotation(other)).toBeUndefined();
  const deleted = endRotation({ ...rotation, slug }, { isRevoked: false }, startMs);
  expect(await store.saveDeleted(deleted, slug)).toBe(true);
  const heldUntilMs = startMs + 30 * 24 * 3_600_000;
  expect(await store.createRotation({ ...other, createdAtMs: heldUntilMs - 1 })).toBe('slug taken');
  const mine = await stored({ slug, createdAtMs: startMs + 1 });
  expect(await store.createRotation({ ...other, createdAtMs: heldUntilMs }), 'held, then used').toBe(
    'slug taken',
  );
  const mineDeleted = endRotation(mine, { isRevoked: false }, startMs);
  expect(await store.saveDeleted(mineDeleted, slug)).toBe(true);
  expect(await store.createRotation({ ...other, createdAtMs: heldUntilMs })).toBe('created');
});

test('the slug leads to the current link as soon as it is stored, and no more once the rotation is deleted', async () => {
  const rotation = await stored();
  const { slug = '' } = rotation;
  const begun = beginLink(rotation, startMs);
  expect(await store.saveRotation(begun)).toBe(true);
  expect(await store.findSlugLink(slug)).toBeUndefined();
  const made = promote(begun, 'https://t.me/+a', startMs);
  expect(await store.saveRotation(made)).toBe(true);
  expect(await store.findSlugLink(slug)).toBe('https://t.me/+a');
  expect(await store.saveDeleted(endRotation(made, { isRevoked: true }, startMs), slug)).toBe(true);
  expect(await store.findSlugLink(slug)).toBeUndefined();
});

test('a change is stored over the version that it was made from only', async () => {
  const rotation = await stored();
  const asked = rotateNow(rotation, {}, startMs + 1);
  expect(await store.saveRotation(asked)).toBe(true);
  expect(await store.saveRotation(beginLink(rotation, startMs + 2))).toBe(false);
  expect(await store.saveRotation(asked), 'a repeated write').toBe(true);
  expect(await store.getRotation(rotation)).toEqual(asked);
});

test('a rotation is taken away once it is deleted, and not before', async () => {
  const rotation = await stored();
  await store.removeRotation(rotation);
  expect(await store.getRotation(rotation)).toBeDefined();
  await store.saveDeleted(endRotation(rotation, { isRevoked: false }, startMs), rotation.slug);
  await store.removeRotation(rotation);
  expect(await store.getRotation(rotation)).toBeUndefined();
});

test('the rotations of a tenant are listed by name, a page at a time', async () => {
  const { tenantId } = await stored({ tenantId: 'ten_c', name: 'b' });
  await stored({ tenantId, name: 'a' });
  await stored({ tenantId, name: 'c' });
  const { rotations, next } = await store.listRotations(tenantId, { limit: 2 });
  expect(rotations.map(({ name }) => name)).toEqual(['a', 'b']);
  const rest = await store.listRotations(tenantId, { limit: 2, after: next });
  expect(rest.rotations.map(({ name }) => name)).toEqual(['c']);
});
