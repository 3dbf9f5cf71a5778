import { afterAll, beforeAll, expect, test } from 'vitest';
import { defaultPace } from '../../functions/core/pace/pace.ts';
import { DEFAULT_FLOOD_LIMITS } from '../../telegram-emulator/flood-policy.ts';
import { accept, settle } from './follow-jobs.ts';
import { type LocalService, startLocalService } from './local-service.ts';
import { holdAccount, seedAccount } from './seed-account.ts';

let service: LocalService;

beforeAll(async () => {
  service = await startLocalService(DEFAULT_FLOOD_LIMITS);
});

afterAll(() => service.close());

/** Slower than usual, so that a loaded machine, which is late with one call and not with the next, meets no wait either. */
test('more jobs than Telegram takes at once are made without meeting a wait', async () => {
  const { account, accountId, peer } = await seedAccount(service, 'steady', {
    ...defaultPace,
    perMinute: 15,
  });
  const giveBack = await holdAccount(service, accountId, 1000);
  const ids = await Promise.all(
    Array.from({ length: 12 }, (_, index) => accept(service, { account, peer, title: `steady ${index}` })),
  );
  await giveBack();
  const jobs = await Promise.all(ids.map((id) => settle(service, id)));
  expect(new Set(jobs.map(({ invite }) => invite?.link)).size).toBe(12);
  const { ledger } = service.telegram;
  expect(ledger.callsMade('messages.exportChatInvite')).toBe(12);
  expect(ledger.callsInsideWait()).toBe(0);
});
