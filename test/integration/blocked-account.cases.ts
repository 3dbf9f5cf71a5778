import { expect } from 'vitest';
import { exportMethod } from '../../functions/core/rpc/methods.ts';
import { accept, look, settle } from './follow-jobs.ts';
import type { LocalService } from './local-service.ts';
import { accountStoreOf, seedAccount } from './seed-account.ts';
import { test } from './shared-service.ts';

let service: LocalService;

test.beforeAll(({ service: shared }) => {
  service = shared;
});

test('jobs of other accounts are made while one waits out a flood wait with more jobs, asked for before them', async () => {
  const blocked = await seedAccount(service, 'blocked');
  const others = await Promise.all(['calm', 'quiet', 'still'].map((name) => seedAccount(service, name)));
  await accountStoreOf(service).saveFloodWait(blocked.accountId, exportMethod, Date.now() + 600_000, []);
  function ask({ account, peer }: { account: string; peer: string }) {
    return accept(service, { account, peer });
  }
  const waiting = await Promise.all(Array.from({ length: 30 }, () => ask(blocked)));
  const free = await Promise.all([...others, ...others].map(ask));
  const made = await Promise.all(free.map((id) => settle(service, id)));
  expect(made.map(({ status }) => status)).toEqual(free.map(() => 'succeeded'));
  const left = await Promise.all(waiting.map((id) => look(service, id)));
  expect(left.filter(({ status }) => status !== 'waiting' && status !== 'queued')).toEqual([]);
  const { calls } = service.telegram.ledger;
  expect(calls.filter(({ userId }) => userId === blocked.user.id.toString())).toEqual([]);
});
