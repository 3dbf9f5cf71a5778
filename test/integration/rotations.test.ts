import { SetQueueAttributesCommand } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createJobStore } from '../../functions/aws/job-store.ts';
import { createQueue } from '../../functions/aws/queue.ts';
import { createRotationStore } from '../../functions/aws/rotation-store.ts';
import { tendingIdOf } from '../../functions/core/ids.ts';
import type { Job } from '../../functions/core/job/job.ts';
import type { Rotation } from '../../functions/core/rotation/rotation.ts';
import { exportMethod } from '../../functions/core/rpc/methods.ts';
import type { DataCentreEvent } from '../../telegram-emulator/data-centre-event.ts';
import { request } from './follow-jobs.ts';
import { killWorkers } from './kill-workers.ts';
import { type FunctionLine, type LocalService, startLocalService } from './local-service.ts';
import { passTime } from './pass-time.ts';
import { seedAccount, type TestAccount } from './seed-account.ts';
import { tellFailure } from './tell-failure.ts';

/** As GET /v1/rotations/{name} shows it. */
interface RotationResource {
  status: string;
  current?: { link: string };
  ending: { link: string }[];
  history: { link: string; revoked_at?: string }[];
  making?: { invite_id: string };
  error?: { type: string };
}

const generous = { capacity: 1000, refillPerMinute: 1000, penaltySeconds: 5 };
/** A little more, or the period would begin when the first one did, and be taken for it. */
const periodMs = 24 * 3_600_000 + 1;
/** Longer than any lease. */
const leaseMs = 60_000;

let service: LocalService;
beforeAll(async () => {
  service = await startLocalService({ 'messages.editExportedChatInvite': generous });
  await service.sqs.send(
    new SetQueueAttributesCommand({
      QueueUrl: service.system.stack.environmentOf('worker').JOBS_QUEUE_URL,
      // A killed worker's messages come back soon.
      Attributes: { VisibilityTimeout: '5' },
    }),
  );
});
afterAll(() => service.close());
tellFailure(() => service);

/** One rotation of an account of its own, and what becomes of it. */
async function startRotation(name: string) {
  const account = await seedAccount(service, name.replace('-', '_'));
  const { tenantId } = service.system.demo;
  const {
    JOBS_TABLE = '',
    STANDING_TABLE = '',
    JOBS_QUEUE_URL = '',
  } = service.system.stack.environmentOf('worker');
  const jobs = createJobStore(service.dynamoDb, JOBS_TABLE);
  const rotations = createRotationStore(service.dynamoDb, STANDING_TABLE);
  const tending = { tenantId, jobId: tendingIdOf(tenantId, account.accountId, 'rotation', name) };
  const body = JSON.stringify({
    name,
    account: account.account,
    peer: account.peer,
    every: 'P1D',
    overlap: 'PT1H',
    template: { title: name },
    slug: name,
  });
  const { status } = await request(service, 'POST', '/v1/rotations', { body });
  expect(status).toBe(201);
  let sends = 100;

  async function show(): Promise<RotationResource> {
    return (await request<RotationResource>(service, 'GET', `/v1/rotations/${name}`)).body;
  }

  function isTended(line: FunctionLine): line is FunctionLine {
    return line.name === 'worker' && line.entry.jobId === tending.jobId;
  }

  /** Resolves with the rotation once it is so. A worker writes a line each time that it tends it. */
  async function reach(isReached: (shown: RotationResource) => boolean): Promise<RotationResource> {
    for (;;) {
      const seen = service.lines.recorded.filter(isTended).length;
      const shown = await show();
      if (isReached(shown)) {
        return shown;
      }
      await service.lines.waitFor(isTended, seen + 1);
    }
  }

  /** Lets time pass for the rotation, and has a worker look at it, as the sweeper would. */
  async function pass(ms: number): Promise<void> {
    const stored = (await rotations.getRotation({ tenantId, name })) as Rotation;
    const { nextAtMs = 0, ending } = stored;
    const aged = {
      ...stored,
      version: stored.version + 1,
      nextAtMs: nextAtMs - ms,
      ending: ending.map((each) => ({ ...each, revokeAtMs: each.revokeAtMs - ms })),
    };
    expect(await rotations.saveRotation(aged)).toBe(true);
    await tend();
  }

  async function tend(): Promise<void> {
    sends += 1;
    const job = (await jobs.getJob(tending)) as Job;
    await createQueue(service.sqs, JOBS_QUEUE_URL).sendJob({ ...job, sends });
  }
  return { account, tending, jobs, show, reach, pass, tend };
}

function linksOf({ user }: TestAccount): string[] {
  const { links } = service.telegram.ledger;
  return links.filter(({ adminId }) => adminId === user.id.toString()).map(({ link }) => link);
}

function isRevoked(link: string | undefined): boolean {
  return service.telegram.ledger.isRevoked(String(link));
}

function follow(slug: string): Promise<Response> {
  return fetch(`${service.system.baseUrl}/j/${slug}`, { redirect: 'manual' });
}

test('a link is replaced in its period, and revoked after the overlap; its address leads to the new one', async () => {
  const rotation = await startRotation('rota-poster');
  const { current: first } = await rotation.reach(({ status }) => status === 'active');
  await rotation.pass(periodMs);
  const { current, ending } = await rotation.reach((shown) => shown.current?.link !== first?.link);
  expect(ending).toMatchObject([{ link: first?.link }]);
  expect(isRevoked(first?.link)).toBe(false);
  const followed = await follow('rota-poster');
  expect(followed.status).toBe(302);
  expect(followed.headers.get('location')).toBe(current?.link);
  await rotation.pass(3_600_000);
  const { history } = await rotation.reach((shown) => shown.history.length === 1);
  expect(history).toMatchObject([{ link: first?.link, revoked_at: expect.any(String) }]);
  expect(isRevoked(first?.link)).toBe(true);
  expect(isRevoked(current?.link)).toBe(false);
  expect(linksOf(rotation.account)).toHaveLength(2);
});

test('unknown slugs are not found, whatever they look like', async () => {
  const answers = await Promise.all(['nowhere', 'No%20slug', 'x'].map(follow));
  expect(answers.map(({ status }) => status)).toEqual([404, 404, 404]);
  expect(new Set(await Promise.all(answers.map((each) => each.text()))).size).toBe(1);
});

test('a worker killed while it rotates leaves one link for the period, and the old one until then', async () => {
  const rotation = await startRotation('rota-killed');
  const { account } = rotation;
  const { current: first } = await rotation.reach(({ status }) => status === 'active');
  service.telegram.faults.inject({
    method: exportMethod,
    userId: account.user.id,
    times: 1,
    action: { type: 'silence', isExecuted: true },
  });
  await rotation.pass(periodMs);
  await service.events.waitFor(
    (event): event is Extract<DataCentreEvent, { type: 'call' }> =>
      event.type === 'call' &&
      (event as Extract<DataCentreEvent, { type: 'call' }>).fault === 'silence' &&
      (event as Extract<DataCentreEvent, { type: 'call' }>).userId === account.user.id.toString(),
  );
  await killWorkers(service);
  expect(isRevoked(first?.link)).toBe(false);
  const { making } = await rotation.show();
  await passTime(service, account, String(making?.invite_id), leaseMs);
  await rotation.tend();
  const { current } = await rotation.reach((shown) => shown.current?.link !== first?.link);
  expect(linksOf(account)).toEqual([first?.link, current?.link]);
  expect(isRevoked(first?.link)).toBe(false);
});

test('a dead account is told, and keeps the old link', async () => {
  const rotation = await startRotation('rota-dead');
  const { account } = rotation;
  const { current } = await rotation.reach(({ status }) => status === 'active');
  service.telegram.faults.inject({
    method: exportMethod,
    userId: account.user.id,
    times: 1,
    action: { type: 'rpc-error', code: 401, message: 'AUTH_KEY_UNREGISTERED' },
  });
  await rotation.pass(periodMs);
  await service.lines.waitFor(
    (line): line is FunctionLine =>
      line.entry.accountId === account.accountId && line.entry.status === 'blocked',
  );
  expect(await rotation.show()).toMatchObject({
    status: 'failing',
    current,
    ending: [],
    error: { type: 'AUTH_KEY_UNREGISTERED' },
  });
  expect(isRevoked(current?.link)).toBe(false);
});
