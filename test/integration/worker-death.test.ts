import { PurgeQueueCommand, SetQueueAttributesCommand } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { exportMethod } from '../../functions/core/rpc/methods.ts';
import type { DataCentreEvent } from '../../telegram-emulator/data-centre-event.ts';
import { findSecrets } from './find-secrets.ts';
import { accept, requestIdsOf, settle } from './follow-jobs.ts';
import { killWorkers } from './kill-workers.ts';
import { type LocalService, startLocalService } from './local-service.ts';
import { outlastCalls, passTime } from './pass-time.ts';
import { holdAccount, seedAccount, type TestAccount } from './seed-account.ts';
import { tellFailure } from './tell-failure.ts';

/** In place of what the template says: a worker's messages come back this long after it got them. */
const visibilitySeconds = 5;
/** Longer than any lease. */
const leaseMs = 60_000;

let service: LocalService;
beforeAll(async () => {
  service = await startLocalService();
  await service.sqs.send(
    new SetQueueAttributesCommand({
      QueueUrl: service.system.stack.environmentOf('worker').JOBS_QUEUE_URL,
      Attributes: { VisibilityTimeout: String(visibilitySeconds) },
    }),
  );
});
afterAll(() => service.close());
tellFailure(() => service);

type CallEvent = Extract<DataCentreEvent, { type: 'call' }>;

/** Resolves when so many calls of the account's have met a fault: its worker waits for answers that never come. */
async function stuck({ user }: TestAccount, count = 1): Promise<void> {
  function isStuck(event: { type: string }): event is CallEvent {
    return (
      event.type === 'call' &&
      (event as CallEvent).userId === user.id.toString() &&
      (event as CallEvent).fault === 'silence'
    );
  }
  await service.events.waitFor(isStuck, count);
}

function silence({ user }: TestAccount, isExecuted: boolean, times = 1): void {
  const action = { type: 'silence', isExecuted } as const;
  service.telegram.faults.inject({ method: exportMethod, userId: user.id, times, action });
}

function linksOf({ user }: TestAccount): string[] {
  const { links } = service.telegram.ledger;
  return links.filter(({ adminId }) => adminId === user.id.toString()).map(({ link }) => link);
}

test('workers killed amid a call: the message comes back, and each job ends with one link, called or not', async () => {
  const called = await seedAccount(service, 'called');
  const uncalled = await seedAccount(service, 'uncalled');
  silence(called, true);
  silence(uncalled, false);
  function ask({ account, peer }: TestAccount) {
    return accept(service, { account, peer, title: 'once' });
  }
  const ids = [await ask(called), await ask(uncalled)] as const;
  await Promise.all([stuck(called), stuck(uncalled)]);
  await killWorkers(service);
  await passTime(service, called, ids[0], leaseMs);
  await passTime(service, uncalled, ids[1], leaseMs);
  await outlastCalls(service, uncalled, [ids[1]]);

  const [adopted, made] = await Promise.all(ids.map((id) => settle(service, id)));
  expect(adopted).toMatchObject({ status: 'succeeded', attempts: 1, invite: { title: 'once' } });
  expect(linksOf(called)).toEqual([adopted?.invite?.link]);
  expect(made).toMatchObject({ status: 'succeeded', attempts: 2, invite: { title: 'once' } });
  expect(linksOf(uncalled)).toEqual([made?.invite?.link]);
});

test('a worker killed amid five equal calls, some executed: each job ends with a link of its own', async () => {
  const account = await seedAccount(service, 'five');
  const giveBack = await holdAccount(service, account.accountId, 2000);
  silence(account, true, 3);
  // The fifth waits for the fourth, which is never executed.
  silence(account, false);
  const ids = await Promise.all(
    Array.from({ length: 5 }, () => accept(service, { account: account.account, peer: account.peer })),
  );
  await giveBack();
  await stuck(account, 4);
  await killWorkers(service);
  for (const id of ids) {
    await passTime(service, account, id, leaseMs);
  }
  // Three of the five were executed: for two of the jobs no link is found.
  await outlastCalls(service, account, ids, 2);

  const jobs = await Promise.all(ids.map((id) => settle(service, id)));
  expect(jobs.map(({ status }) => status)).toEqual(Array(5).fill('succeeded'));
  expect(jobs.map(({ invite }) => invite?.link).sort()).toEqual(linksOf(account).sort());
});

test('a worker killed and its message lost: the sweeper sends another, and the job ends with one link', async () => {
  const account = await seedAccount(service, 'lost');
  silence(account, true);
  const id = await accept(service, { account: account.account, peer: account.peer });
  await stuck(account);
  await service.sqs.send(
    new PurgeQueueCommand({ QueueUrl: service.system.stack.environmentOf('worker').JOBS_QUEUE_URL }),
  );
  await killWorkers(service);
  await passTime(service, account, id, 10 * leaseMs);
  await service.system.stack.runSchedules();
  const job = await settle(service, id);
  expect(job).toMatchObject({ status: 'succeeded', attempts: 1 });
  expect(linksOf(account)).toEqual([job.invite?.link]);
  // The request's line, the repair's and those of the work before and after it.
  const { api: [asked] = [], ...others } = requestIdsOf(service, id);
  expect(others).toEqual({ sweeper: [asked], worker: [asked] });
});

test('no line that a function wrote holds a secret', () => {
  expect(findSecrets(service)).toEqual([]);
});
