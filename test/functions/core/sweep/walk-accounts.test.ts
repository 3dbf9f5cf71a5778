import { expect, test } from 'vitest';
import type { Account } from '../../../../functions/core/account/account.ts';
import { dueShardOf } from '../../../../functions/core/account/due-entry.ts';
import {
  type AccountWalk,
  secondWalkMs,
  walkAccounts,
  walkEveryMs,
} from '../../../../functions/core/sweep/walk-accounts.ts';
import { createAccountRecord, startMs } from '../records.ts';

const pageSize = 100;

/** A walk over accounts in memory; those in `busy` have unfinished jobs. */
function createWalkWorld(accounts: Account[], busy: string[]) {
  const clock = { nowMs: startMs };
  const entered: [string, string, number][] = [];
  let walk: AccountWalk | undefined;
  let pages = 0;
  return {
    clock,
    entered,
    pages: () => pages,
    walk: (untilMs = Number.POSITIVE_INFINITY) =>
      walkAccounts(
        {
          now: () => clock.nowMs,
          findWalk: async () => structuredClone(walk),
          saveWalk: async (next) => {
            walk = structuredClone(next);
          },
          listAccountIds: async (cursor = '0') => {
            pages += 1;
            const from = Number(cursor);
            const accountIds = accounts.slice(from, from + pageSize).map(({ accountId }) => accountId);
            const next = from + pageSize;
            return { accountIds, ...(next < accounts.length ? { cursor: String(next) } : {}) };
          },
          loadAccounts: async (ids) => accounts.filter(({ accountId }) => ids.includes(accountId)),
          listDueJobs: async (accountId) =>
            busy.includes(accountId) ? [{ tenantId: 'ten_a', jobId: 'inv_1', dueAtMs: startMs }] : [],
          ensureDue: async (...entry) => void entered.push(entry),
        },
        untilMs,
      ),
  };
}

function createAccounts(count: number) {
  return Array.from({ length: count }, (_, index) => createAccountRecord({ accountId: `acc_${index}AA` }));
}

test('accounts with unfinished jobs, or that cannot work, get an entry; others and those that have one do not', async () => {
  const world = createWalkWorld(
    [
      createAccountRecord({ accountId: 'acc_idle' }),
      createAccountRecord({ accountId: 'acc_BUSY' }),
      createAccountRecord({ accountId: 'acc_dead', status: 'dead' }),
      createAccountRecord({ accountId: 'acc_seen', dueShard: '1', dueAtMs: startMs }),
    ],
    ['acc_BUSY', 'acc_seen'],
  );
  expect(await world.walk()).toBe(4);
  expect(world.entered.toSorted()).toEqual([
    ['acc_BUSY', dueShardOf('acc_BUSY'), startMs],
    ['acc_dead', 'dead', startMs],
  ]);
});

test('a second walk follows the first after ten minutes, and then one is made a day', async () => {
  const world = createWalkWorld(createAccounts(3), []);
  await world.walk();
  for (const [walks, restMs] of [secondWalkMs, walkEveryMs, walkEveryMs].entries()) {
    world.clock.nowMs += restMs - 1;
    expect(await world.walk()).toBe(3);
    expect(world.pages()).toBe(walks + 1);
    world.clock.nowMs += 1;
    await world.walk();
    expect(world.pages()).toBe(walks + 2);
  }
});

test('a long walk goes on where it was, sweep by sweep, and its total is told when it is over', async () => {
  const accounts = createAccounts(2_350);
  const world = createWalkWorld(
    accounts,
    accounts.map(({ accountId }) => accountId),
  );
  expect(await world.walk()).toBe(1_000);
  expect(await world.walk()).toBe(2_000);
  expect(await world.walk()).toBe(2_350);
  expect(world.entered.map(([accountId]) => accountId).toSorted()).toEqual(
    accounts.map(({ accountId }) => accountId).toSorted(),
  );
  expect(await world.walk()).toBe(2_350);
  expect(world.pages()).toBe(24);
});

test('a walk stops when the time of its sweep is over', async () => {
  const world = createWalkWorld(createAccounts(500), []);
  await world.walk(startMs);
  expect(world.pages()).toBe(1);
});
