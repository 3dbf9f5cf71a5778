import { expect, test } from 'vitest';
import type { Account } from '../../../../console/pages/accounts/account.ts';
import {
  findNeeds,
  type Pool,
  type Rotation,
  type Webhook,
} from '../../../../console/pages/overview/find-needs.ts';

function createAccount(fields: Partial<Account>): Account {
  return { name: 'main', status: 'active', can_export: true, waits: [], pending: 0, ...fields };
}

function createPool(fields: Partial<Pool>): Pool {
  const base = { name: 'shop', status: 'active', account: 'main', peer: '@launch', size: 10, low_water: 8 };
  return { ...base, ready: 10, making: 0, taken: 0, settling: 0, max_age: 1, ...fields } as Pool;
}

const webhook: Webhook = { url: 'https://shop.example/', state: 'failing' };
const rotation = { name: 'poster', status: 'failing' } as Rotation;

test('what stops the work comes first, and what ends by itself last', () => {
  const waiting = createAccount({ name: 'waits', blocked_until: '2026-12-01T10:00:00.000Z' });
  const dead = createAccount({ name: 'dead', status: 'dead' });
  const needs = findNeeds([waiting, dead], [webhook], [createPool({ ready: 0 })], [rotation]);
  expect(needs).toMatchObject([
    { account: { name: 'dead' } },
    { kind: 'rotation' },
    { kind: 'webhook' },
    { kind: 'pool' },
    { account: { name: 'waits' } },
  ]);
});

test('what works needs nobody', () => {
  const active: Webhook = { ...webhook, state: 'active' };
  expect(findNeeds([createAccount({})], [active], [createPool({})], [])).toEqual([]);
});

test.each([
  ['is empty', { ready: 0 }, 1],
  ['runs low', { ready: 3 }, 1],
  ['is being filled', { ready: 7 }, 0],
  ['cannot be filled', { ready: 10, error: { type: 'X', detail: '', at: '', count: 1 } }, 1],
  ['is being deleted', { ready: 0, status: 'deleting' as const }, 0],
])('a pool that %s', (_, fields, count) => {
  expect(findNeeds([], [], [createPool(fields)], [])).toHaveLength(count);
});
