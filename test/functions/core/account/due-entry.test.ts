import { expect, test } from 'vitest';
import {
  dueShardOf,
  dueTimeFor,
  listDueShards,
  shareDueShards,
  sweepEveryMs,
} from '../../../../functions/core/account/due-entry.ts';
import { accountIdOf } from '../../../../functions/core/ids.ts';
import { exportMethod } from '../../../../functions/core/rpc/methods.ts';
import { createAccountRecord, startMs } from '../records.ts';

const farMs = startMs + 1_000 * sweepEveryMs;

test('an account without an entry is looked at when a message that was sent now would be overdue', () => {
  expect(dueTimeFor(createAccountRecord(), farMs, startMs)).toBe(startMs + sweepEveryMs);
});

test('a deadline that comes sooner is the time', () => {
  expect(dueTimeFor(createAccountRecord(), startMs + 5_000, startMs)).toBe(startMs + 5_000);
});

test('in a wait of Telegram nothing is due before its end, unless the deadline is', () => {
  const waitEndMs = startMs + 30 * sweepEveryMs;
  const account = createAccountRecord({ blockedUntilMs: { [exportMethod]: waitEndMs } });
  expect(dueTimeFor(account, farMs, startMs)).toBe(waitEndMs);
  expect(dueTimeFor(account, waitEndMs - 1, startMs)).toBe(waitEndMs - 1);
  expect(dueTimeFor({ ...account, dueAtMs: waitEndMs }, farMs, startMs)).toBeUndefined();
});

test.each([
  ['due already', startMs - sweepEveryMs],
  ['due within two sweeps', startMs + 2 * sweepEveryMs],
])('an entry that is %s costs no second write', (_what, dueAtMs) => {
  expect(dueTimeFor(createAccountRecord({ dueAtMs }), farMs, startMs)).toBeUndefined();
});

test('an entry that is too late is brought forward, and one of an idle account is renewed, but not put off', () => {
  const late = createAccountRecord({ dueAtMs: startMs + 2 * sweepEveryMs + 1 });
  expect(dueTimeFor(late, farMs, startMs)).toBe(startMs + sweepEveryMs);
  const idle = createAccountRecord({ dueAtMs: startMs + 1, idleSinceMs: startMs - 1 });
  expect(dueTimeFor(idle, farMs, startMs)).toBe(startMs + 1);
});

test('accounts spread over all partitions, and each is one that is read', () => {
  const shards = Array.from({ length: 2_000 }, (_, index) =>
    dueShardOf(accountIdOf('ten_a', `account-${index}`), 8),
  );
  expect([...new Set(shards)].sort()).toEqual(['0', '1', '2', '3', '4', '5', '6', '7']);
  expect(listDueShards(8)).toEqual([...new Set(shards)].sort().concat('halted', 'dead'));
  const counts = [...Map.groupBy(shards, (shard) => shard).values()].map(({ length }) => length);
  expect(Math.max(...counts)).toBeLessThan(2 * Math.min(...counts));
});

test('each of the sweepers that can be at work at once begins with partitions of its own and looks at all', () => {
  const shards = listDueShards(4);
  const sweepers = [0, 1, 2].map((minute) => shareDueShards(shards, 3, startMs + minute * sweepEveryMs));
  expect(sweepers.flatMap(([first]) => first).sort()).toEqual([...shards].sort());
  for (const shares of sweepers) {
    expect(shares.flat().sort()).toEqual([...shards].sort());
  }
});

test('a sweeper comes last to the share of the one that begins a minute after it', () => {
  const [now, next] = [0, 1].map((minute) =>
    shareDueShards(listDueShards(4), 3, startMs + minute * sweepEveryMs),
  );
  expect(now?.at(-1)).toEqual(next?.[0]);
});

test('a single sweeper takes all partitions at once', () => {
  expect(shareDueShards(listDueShards(4), 1, startMs)).toEqual([listDueShards(4)]);
});
