import { expect } from 'vitest';
import { exportMethod } from '../../functions/core/rpc/methods.ts';
import type { Fault } from '../../telegram-emulator/faults.ts';
import { accept, reach, settle } from './follow-jobs.ts';
import type { LocalService } from './local-service.ts';
import { outlastCalls } from './pass-time.ts';
import { seedAccount, type TestAccount } from './seed-account.ts';
import { test } from './shared-service.ts';
import { tellFailure } from './tell-failure.ts';

let service: LocalService;
test.beforeAll(({ service: shared }) => {
  service = shared;
});
tellFailure(() => service);

/** Longer than a worker waits for an answer, which is 8 s. */
const outage = { ms: 9_000, lateMs: 500 };

/** An account whose next call for a link meets the outage, and its job, which does not know what came of the call. */
async function breakCall(name: string, type: 'outage-before' | 'outage-after') {
  const account = await seedAccount(service, name);
  const fault: Fault = { method: exportMethod, userId: account.user.id, action: { type, ...outage } };
  service.telegram.faults.inject(fault);
  const id = await accept(service, { account: account.account, peer: account.peer, title: 'once' });
  await reach(service, id, 'waiting');
  return { account, id };
}

function linksOf({ user }: TestAccount): string[] {
  const { links } = service.telegram.ledger;
  return links.filter(({ adminId }) => adminId === user.id.toString()).map(({ link }) => link);
}

test.concurrent('a call that was lost in an outage is not executed when the network is back, and its job ends with one link', async () => {
  const { account, id } = await breakCall('lost', 'outage-before');
  await outlastCalls(service, account, [id]);
  const job = await settle(service, id);
  expect(job).toMatchObject({ status: 'succeeded', attempts: 2 });
  expect(linksOf(account)).toEqual([job.invite?.link]);
});

test.concurrent('a link whose answer was lost in an outage is found, and no other is made', async () => {
  const { account, id } = await breakCall('made', 'outage-after');
  const job = await settle(service, id);
  expect(job).toMatchObject({ status: 'succeeded', attempts: 1 });
  expect(linksOf(account)).toEqual([job.invite?.link]);
});
