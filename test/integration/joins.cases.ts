import { randomUUID } from 'node:crypto';
import { describe, expect, onTestFinished } from 'vitest';
import { createAccountStore } from '../../functions/aws/account-store.ts';
import { createJobLinks } from '../../functions/aws/job-links.ts';
import { createJobLists } from '../../functions/aws/job-lists.ts';
import { createJobStore } from '../../functions/aws/job-store.ts';
import { createJoinReads, createWatchStore } from '../../functions/aws/join-store.ts';
import { createFileKeyProvider } from '../../functions/aws/key-provider.ts';
import { createPoolStore } from '../../functions/aws/pool-store.ts';
import { createRotationStore } from '../../functions/aws/rotation-store.ts';
import { type DrainDeps, drainAccount } from '../../functions/core/drain/drain-account.ts';
import { watchIdOf } from '../../functions/core/ids.ts';
import type { JobRef } from '../../functions/core/job/job.ts';
import type { Watch } from '../../functions/core/job/watch-transitions.ts';
import { openAccount } from '../../functions/telegram/open-account.ts';
import { createConnect } from '../../functions/worker/connect.ts';
import type { DataCentreEvent } from '../../telegram-emulator/data-centre-event.ts';
import type { User } from '../../telegram-emulator/world/entities.ts';
import { accept, type InviteResource, look, settle } from './follow-jobs.ts';
import { apiHash, type LocalService } from './local-service.ts';
import { passTime } from './pass-time.ts';
import { seedAccount, type TestAccount } from './seed-account.ts';
import { test } from './shared-service.ts';
import { tellFailure } from './tell-failure.ts';

let service: LocalService;
test.beforeAll(({ service: shared }) => {
  service = shared;
});
tellFailure(() => service);

function storesOf() {
  const { dynamoDb, system } = service;
  const { jobs, joins, accounts } = system.tables;
  const { STANDING_TABLE = '' } = system.stack.environmentOf('worker');
  const settings = { retentionDays: 7, now: Date.now };
  return {
    accounts: createAccountStore(dynamoDb, accounts),
    jobs: createJobStore(dynamoDb, jobs),
    lists: createJobLists(dynamoDb, jobs),
    links: createJobLinks(dynamoDb, jobs),
    rotations: createRotationStore(dynamoDb, STANDING_TABLE),
    watches: createWatchStore(dynamoDb, joins, { ...settings, jobsTable: jobs }),
    reads: createJoinReads(dynamoDb, joins, { ...settings, eraseDecision: async () => undefined }),
  };
}

function refOf(jobId: string): JobRef {
  return { tenantId: service.system.demo.tenantId, jobId };
}

function watchOf({ accountId, channel }: TestAccount): JobRef {
  const { tenantId } = service.system.demo;
  return refOf(watchIdOf(tenantId, accountId, `-100${channel.id}`));
}

/** A link whose joins are told. */
async function track({ account, peer }: TestAccount, fields: Record<string, unknown> = {}) {
  const id = await accept(service, { account, peer, track_joins: true, ...fields });
  const invite: InviteResource = await settle(service, id);
  return { id, link: String(invite.invite?.link) };
}

function addUsers(count: number): User[] {
  const { world } = service.telegram;
  return Array.from({ length: count }, () =>
    world.addUser({ phone: `99967${world.users.size}0000`, firstName: `Guest ${world.users.size}` }),
  );
}

function eventOf({ accountId }: TestAccount, { tenantId, jobId }: JobRef) {
  return {
    Records: [
      {
        messageId: randomUUID(),
        receiptHandle: randomUUID(),
        body: JSON.stringify({ tenantId, jobId, accountId }),
        attributes: { ApproximateReceiveCount: '1' },
      },
    ],
  };
}

/** The account in another app. */
async function openApp({ user }: TestAccount) {
  const { telegram } = service;
  const session = {
    dcId: telegram.dcId,
    address: telegram.host,
    port: telegram.port,
    authKey: telegram.world.mintAuthKey(user, telegram.dcId).authKey.toString('base64'),
    apiId: 12345,
    apiHash,
    userId: user.id.toString(),
  };
  const clock = { now: Date.now, untilMs: Number.POSITIVE_INFINITY };
  const app = await openAccount(session, clock);
  onTestFinished(app.close);
  return app;
}

/**
 * A minute later a worker process gets the message that the sweeper sends, and gets it back while another one holds the
 * account.
 */
async function lookAgain(account: TestAccount): Promise<Watch> {
  const ref = watchOf(account);
  const event = eventOf(account, ref);
  for (let left = 5; left > 0; left -= 1) {
    await passTime(service, account, ref.jobId, 900_000);
    const answer = (await service.system.stack.invoke('worker', event)) as { batchItemFailures: unknown[] };
    if (answer.batchItemFailures.length === 0) {
      break;
    }
  }
  return (await storesOf().jobs.getJob(ref)) as Watch;
}

/** Who came in by the link as the API's store tells it, the oldest first. */
async function joinedBy(jobId: string): Promise<string[]> {
  const { items } = await storesOf().reads.listJoins(service.system.demo.tenantId, {
    inviteId: jobId,
    limit: 1_000,
  });
  return items.map(({ event }) => event.userId).toReversed();
}

function idsOf(users: User[]): string[] {
  return users.map(({ id }) => id.toString());
}

function callsOf({ user }: TestAccount, method: string): number {
  const events = service.events.recorded as { type: string }[];
  return events.filter(
    (event) =>
      event.type === 'call' &&
      (event as Extract<DataCentreEvent, { type: 'call' }>).method === method &&
      (event as Extract<DataCentreEvent, { type: 'call' }>).userId === user.id.toString(),
  ).length;
}

describe('those who join by links of one chat', () => {
  test('are told by link, more than a page of the log holds, and not twice', async () => {
    const account = await seedAccount(service, 'joins_pages');
    const first = await track(account);
    const second = await track(account);
    const users = addUsers(130);
    for (const [index, user] of users.entries()) {
      service.telegram.world.joinByLink(index % 13 === 0 ? second.link : first.link, user);
    }
    await lookAgain(account);
    await lookAgain(account);
    const ofSecond = users.filter((_, index) => index % 13 === 0);
    expect(await joinedBy(second.id)).toEqual(idsOf(ofSecond));
    expect(await joinedBy(first.id)).toEqual(idsOf(users.filter((user) => !ofSecond.includes(user))));
    expect(callsOf(account, 'channels.getAdminLog')).toBe(3);
    expect(await look(service, first.id)).toMatchObject({ usage: 120 });
  });

  test('and before tracking began are told to nobody', async () => {
    const account = await seedAccount(service, 'joins_before');
    const id = await accept(service, { account: account.account, peer: account.peer });
    const untracked = await settle(service, id);
    const [early, late] = addUsers(2) as [User, User];
    service.telegram.world.joinByLink(String(untracked.invite?.link), early);
    const { id: tracked, link } = await track(account);
    service.telegram.world.joinByLink(link, late);
    await lookAgain(account);
    expect(await joinedBy(tracked)).toEqual(idsOf([late]));
    expect(await joinedBy(id)).toEqual([]);
  });

  test('by a link for one person: it is revoked with the first', async () => {
    const account = await seedAccount(service, 'joins_single');
    const { id, link } = await track(account, { single_use: true });
    const [user] = addUsers(1) as [User];
    service.telegram.world.joinByLink(link, user);
    const watch = await lookAgain(account);
    expect(service.telegram.ledger.isRevoked(link)).toBe(true);
    expect(await look(service, id)).toMatchObject({ link_status: 'revoked' });
    expect(await joinedBy(id)).toEqual(idsOf([user]));
    expect(watch.watch).not.toHaveProperty('toRevoke');
  });

  test('are looked for again when the wait of the log is over, while links are made', async () => {
    const account = await seedAccount(service, 'joins_flood');
    const { id, link } = await track(account);
    const [user] = addUsers(1) as [User];
    service.telegram.world.joinByLink(link, user);
    service.telegram.faults.inject({
      method: 'channels.getAdminLog',
      userId: account.user.id,
      times: 1,
      action: { type: 'rpc-error', code: 420, message: 'FLOOD_WAIT_120' },
    });
    const waiting = await lookAgain(account);
    expect(waiting).toMatchObject({ status: 'waiting', wait: { reason: 'FLOOD_WAIT' } });
    await track(account);
    expect(callsOf(account, 'channels.getAdminLog')).toBe(1);
    await lookAgain(account);
    expect(await joinedBy(id)).toEqual(idsOf([user]));
  });

  test('are found after the rights were lost and given back', async () => {
    const account = await seedAccount(service, 'joins_rights');
    const { id, link } = await track(account);
    const [user] = addUsers(1) as [User];
    service.telegram.faults.inject({
      method: 'channels.getAdminLog',
      userId: account.user.id,
      times: 1,
      action: { type: 'rpc-error', code: 403, message: 'CHAT_ADMIN_REQUIRED' },
    });
    expect((await lookAgain(account)).watch.trouble).toMatchObject({ type: 'CHAT_ADMIN_REQUIRED' });
    service.telegram.world.joinByLink(link, user);
    await passTime(service, account, watchOf(account).jobId, 3_600_000);
    expect((await lookAgain(account)).watch).not.toHaveProperty('trouble');
    expect(await joinedBy(id)).toEqual(idsOf([user]));
  });
});

test('those who ask to join are told, and are events of the link', async () => {
  const account = await seedAccount(service, 'joins_asked');
  const { id, link } = await track(account, { request_needed: true });
  const [user] = addUsers(1) as [User];
  expect(service.telegram.world.joinByLink(link, user)).toBe('requested');
  await lookAgain(account);
  await lookAgain(account);
  const place = { tenantId: service.system.demo.tenantId, accountId: account.accountId };
  const chatId = `-100${account.channel.id}`;
  expect(await storesOf().reads.listRequests({ ...place, chatId })).toMatchObject([
    { userId: user.id.toString(), inviteId: id, isTold: true },
  ]);
  expect(await storesOf().reads.getTracked(refOf(id))).toMatchObject({ events: 1, joins: 0, requested: 1 });
});

/** A worker in this process, on the real parts, which dies before its nth write of what a look stores. */
async function dieBeforeWrite(account: TestAccount, nth: number): Promise<boolean> {
  const { accounts, jobs, lists, links, watches, rotations } = storesOf();
  let writes = 0;
  let isDead = false;
  function dying<Given extends unknown[], T>(write: (...given: Given) => Promise<T>) {
    return async (...given: Given): Promise<T> => {
      writes += 1;
      isDead ||= writes >= nth;
      if (isDead) {
        throw new Error('killed');
      }
      return write(...given);
    };
  }
  const { telegram } = service;
  const deps: DrainDeps = {
    ...accounts,
    ...jobs,
    ...watches,
    ...rotations,
    keepInviteUntil: links.keepInviteUntil,
    listJobsOf: lists.listJobsOf,
    saveLink: dying(links.saveLink),
    saveOperationIds: dying(links.saveOperationIds),
    saveJob: dying(jobs.saveJob),
    createJob: dying(jobs.createJob),
    saveLook: dying(watches.saveLook),
    trackLink: dying(watches.trackLink),
    releaseLease: async (...given) => {
      if (!isDead) {
        await accounts.releaseLease(...given);
      }
    },
    now: Date.now,
    random: Math.random,
    sleep: () => Promise.resolve(),
    watchPauses: { minMs: 50_000, maxMs: 900_000 },
    noteLookFault: () => {},
    noteTendingFault: () => {},
    sendJobs: () => Promise.resolve(),
    ...createPoolStore(service.dynamoDb, service.system.stack.environmentOf('worker').STANDING_TABLE ?? ''),
    saveTaken: links.saveTaken,
    connect: createConnect({
      getSession: accounts.getSession,
      keys: createFileKeyProvider(service.keyFile),
      now: Date.now,
      telegram: { dcId: telegram.dcId, address: { host: telegram.host, port: telegram.port } },
    }),
  };
  const ref = watchOf(account);
  await passTime(service, account, ref.jobId, 900_000);
  const given = {
    accountId: account.accountId,
    refs: [ref],
    owner: 'dying',
    deadlineMs: Date.now() + 30_000,
  };
  // The worker dies, so its pass may fail.
  await drainAccount(deps, given).catch(() => undefined);
  return isDead;
}

test('a worker that dies between any two writes of a look loses and doubles no join, and the link for one person is revoked', async () => {
  const account = await seedAccount(service, 'joins_killed');
  const { id, link } = await track(account);
  const joined: User[] = [];
  for (let nth = 1; nth <= 12; nth += 1) {
    const single = await track(account, { single_use: true });
    const users = addUsers(4);
    const [only, ...others] = users as [User, ...User[]];
    for (const user of others) {
      service.telegram.world.joinByLink(link, user);
    }
    service.telegram.world.joinByLink(single.link, only);
    joined.push(...others);
    await dieBeforeWrite(account, nth);
    await lookAgain(account);
    expect(await joinedBy(id), `killed before write ${nth}`).toEqual(idsOf(joined));
    expect(await joinedBy(single.id), `killed before write ${nth}`).toEqual(idsOf([only]));
    expect(service.telegram.ledger.isRevoked(single.link), `killed before write ${nth}`).toBe(true);
  }
});

test('a link that is revoked in an app is revoked for its invite, and ends for the watch of its chat', async () => {
  const account = await seedAccount(service, 'joins_by_hand');
  const { id, link } = await track(account);
  const [guest] = addUsers(1) as [User];
  service.telegram.world.joinByLink(link, guest);
  const app = await openApp(account);
  const { channel } = account;
  const accessHash = service.telegram.world.accessHash(account.user.id, 'channel', channel.id).toString();
  await app.revokeLink({ kind: 'channel', channelId: channel.id.toString(), accessHash }, link);
  await lookAgain(account);
  expect(await joinedBy(id)).toEqual(idsOf([guest]));
  expect((await storesOf().jobs.getJob(refOf(id)))?.link).toMatchObject({ isRevoked: true });
  expect((await storesOf().reads.getTracked(refOf(id)))?.endsAtMs).toBeLessThanOrEqual(Date.now());
});
