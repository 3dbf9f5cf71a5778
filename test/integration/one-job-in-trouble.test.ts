import { afterAll, beforeAll, expect, test } from 'vitest';
import { exportMethod } from '../../functions/core/rpc/methods.ts';
import { accept, look, reach, settle } from './follow-jobs.ts';
import { type LocalService, startLocalService } from './local-service.ts';
import { holdAccount, seedAccount } from './seed-account.ts';
import { tellFailure } from './tell-failure.ts';

let service: LocalService;
beforeAll(async () => {
  // Five calls at once; the sixth meets a wait.
  service = await startLocalService({
    [exportMethod]: { capacity: 5, refillPerMinute: 300, penaltySeconds: 3 },
  });
});
afterAll(() => service.close());
tellFailure(() => service);

test('a job that waits by itself holds no job of another chat', async () => {
  const { account, user, channel, peer } = await seedAccount(service, 'slow');
  // Longer than a test may take, and short enough to be sat out in the queue.
  service.telegram.floodPolicy.imposeWait(user.id, exportMethod, 55, 'SLOWMODE_WAIT', channel);
  service.demo.world.addChannel({ title: 'other', username: 'slow_other', creator: user });
  const troubled = await accept(service, { account, peer });
  expect(await reach(service, troubled, 'waiting')).toMatchObject({ wait: { reason: 'SLOWMODE_WAIT' } });
  for (const title of ['one', 'two', 'three']) {
    const id = await accept(service, { account, peer: '@slow_other', title });
    expect(await settle(service, id)).toMatchObject({ status: 'succeeded' });
  }
  expect(await look(service, troubled)).toMatchObject({ status: 'waiting' });
});

test('a wait in the middle of ten calls stops those behind it, and nobody loses their place', async () => {
  const { account, accountId, user, peer } = await seedAccount(service, 'chain');
  const giveBack = await holdAccount(service, accountId, 2_000);
  const titles = Array.from({ length: 10 }, (_, index) => `chain ${index}`);
  const ids: string[] = [];
  for (const title of titles) {
    ids.push(await accept(service, { account, peer, title }));
  }
  await giveBack();
  await Promise.all(ids.map((id) => settle(service, id)));
  const { ledger } = service.telegram;
  const waits = ledger.calls.filter(
    ({ userId, outcome }) => userId === user.id.toString() && outcome.startsWith('FLOOD_WAIT'),
  );
  expect(waits.length).toBeGreaterThan(0);
  expect(ledger.callsInsideWait()).toBe(0);
  const made = ledger.links.filter(({ adminId }) => adminId === user.id.toString());
  expect(made.map(({ title }) => title)).toEqual(titles);
});
