import { afterAll, beforeAll, expect, test } from 'vitest';
import { createRandom } from '../chaos/random.ts';
import { fetchApi } from './fetch-api.ts';
import { request } from './follow-jobs.ts';
import { type Crowd, openCrowd, toCrowdJoin } from './joins/crowd.ts';
import type { Person } from './joins/people.ts';
import { findTraces, readQueues, readWritten } from './joins/read-written.ts';
import { type LocalService, startLocalService } from './local-service.ts';
import { tellFailure } from './tell-failure.ts';

/** `npm run bench -- joins` lets 300 people come by 50 links. */
const size = { people: 30, asking: 6, links: 6, waves: 2 };
const seed = 18;

/** The tests follow each other. */
let crowd: Crowd;
let service: LocalService;
beforeAll(async () => {
  crowd = await openCrowd(await startLocalService(), size);
  service = crowd.service;
});
afterAll(async () => {
  await crowd.receiver.close();
  await service.close();
});
tellFailure(() => service);

interface Join {
  id: string;
  invite_id?: string;
  user_id: string;
  first_name?: string;
  number?: number;
}

/** All pages of a list. */
async function readAll<T>(path: string): Promise<T[]> {
  const items: T[] = [];
  let cursor = '';
  do {
    const { status, body } = await request<{ items: T[]; next_cursor?: string }>(
      service,
      'GET',
      `${path}limit=25${cursor}`,
    );
    expect(status, JSON.stringify(body)).toBe(200);
    items.push(...body.items);
    cursor = body.next_cursor === undefined ? '' : `&cursor=${encodeURIComponent(body.next_cursor)}`;
  } while (cursor !== '');
  return items;
}

test('workers die while people join: each join is told once, and those of a link in order', async () => {
  const { receiver } = crowd;
  await crowd.makeLinks();
  expect(new Set(crowd.invites.map(({ link }) => link)).size).toBe(size.links);
  await crowd.letEverybodyCome(createRandom(seed, 'joins'), async () => {
    expect(findTraces(await readQueues(service), crowd.people.map(toTraces))).toEqual([]);
  });

  const atTelegram = crowd.joinsAtTelegram();
  expect(atTelegram).toHaveLength(size.people - size.asking);
  expect(await readAll(`/v1/joins?peer=${crowd.chat.peer}&`)).toHaveLength(atTelegram.length);
  await receiver.toldAll('invite.joined', atTelegram.length);
  const told = receiver.told('invite.joined').map(toCrowdJoin);
  expect(crowd.byLink(told)).toEqual(crowd.byLink(atTelegram));
  expect(told).toHaveLength(atTelegram.length);
  expect(receiver.deliveries.recorded.every(({ isGenuine }) => isGenuine)).toBe(true);
  expect(service.telegram.ledger.callsInsideWait()).toBe(0);
});

function toTraces({ user, userId }: Person) {
  return { userId, names: [user.firstName, user.username ?? ''] };
}

test('the lists and the spreadsheet tell the same joins as the events', async () => {
  const events = crowd.receiver.told('invite.joined');
  const listed = await readAll<Join>(`/v1/joins?peer=${crowd.chat.peer}&`);
  expect(byId(listed)).toEqual(byId(events));
  const invite = crowd.invites[2];
  const ofInvite = await readAll<Join>(`/v1/invites/${invite?.id}/joins?`);
  expect(byId(ofInvite)).toEqual(byId(events.filter(({ invite_id: id }) => id === invite?.id)));
  const numbers = ofInvite.map(({ number }) => number);
  expect(numbers).toEqual(numbers.map((_, index) => numbers.length - index));
  const byUser = new Map(crowd.people.map(({ user, userId }) => [userId, user]));
  for (const { user_id: userId, first_name: firstName } of listed) {
    expect(firstName).toBe(byUser.get(userId)?.firstName);
  }

  const rows = await readCsv(`/v1/joins.csv?peer=${crowd.chat.peer}`);
  expect(rows.map(({ id, user_id: userId }) => `${id} ${userId}`).sort()).toEqual(
    events.map(({ id, user_id: userId }) => `${id} ${userId}`).sort(),
  );
});

test('a single-use link is revoked after its first join, and lets nobody else in when that member leaves', async () => {
  const [single] = crowd.invites;
  const [first, other] = crowd.people;
  const { body } = await request<{ link_status: string }>(service, 'GET', `/v1/invites/${single?.id}`);
  expect(body.link_status).toBe('revoked');
  const { telegram, demo } = service;
  expect(telegram.ledger.changesOf(single?.link ?? '').map(({ type }) => type)).toEqual(['revoked']);
  if (first !== undefined) {
    demo.world.leave(crowd.chat.chat, first.user);
  }
  await expect(other?.join(single?.link ?? '')).rejects.toThrow('INVITE_HASH_EXPIRED');
});

test('requests to join are told and decided over HTTP, and joins by request name who approved them', async () => {
  const guarded = crowd.invites[1];
  const asking = crowd.people.slice(1, size.asking + 1).map(({ userId }) => userId);
  const [approved = '', declined = '', ...others] = asking;
  expect(
    crowd.receiver
      .told('invite.join_requested')
      .map(({ user_id: userId }) => userId)
      .sort(),
  ).toEqual(asking.toSorted());
  const path = `/v1/invites/${guarded?.id}/requests`;
  const { body } = await request<{ items: { user_id: string }[] }>(service, 'GET', path);
  expect(body.items.map(({ user_id: userId }) => userId).sort()).toEqual(asking.toSorted());

  await decide(`${path}/${approved}/approve`);
  await decide(`${path}/${declined}/decline`);
  await decide(`${path}/approve`);
  await crowd.chat.look();
  await crowd.receiver.toldAll('invite.joined', size.people - 1);
  const byRequest = crowd.receiver.told('invite.joined').filter(({ invite_id: id }) => id === guarded?.id);
  expect(byRequest.map(({ user_id: userId }) => userId).sort()).toEqual([approved, ...others].sort());
  for (const join of byRequest) {
    expect(join).toMatchObject({ via: 'request', approved_by: crowd.chat.account.user.id.toString() });
  }
  expect((await request<{ items: unknown[] }>(service, 'GET', path)).body.items).toEqual([]);
});

test('of people who are erased no table, no log and no queue holds a trace', async () => {
  const erased = [0, 1, 2, 3, size.asking + 1, size.asking + 2, size.people - 1].flatMap((index) => {
    const person = crowd.people[index];
    return person === undefined ? [] : [toTraces(person)];
  });
  const before = await readWritten(service);
  for (const person of erased) {
    expect(findTraces(before, [person]).length).toBeGreaterThan(0);
  }
  for (const { userId } of erased) {
    const { status, body } = await request<{ erased: number }>(
      service,
      'DELETE',
      `/v1/joins?user_id=${userId}`,
    );
    expect(status, JSON.stringify(body)).toBe(200);
    expect(body.erased).toBeGreaterThan(0);
  }
  expect(findTraces(await readWritten(service), erased)).toEqual([]);
  // The counts of Telegram are more than what is stored now: a look does not bring anybody back.
  await crowd.chat.look({ countsAgain: true });
  expect(findTraces(await readWritten(service), erased)).toEqual([]);
  expect(await readAll(`/v1/joins?peer=${crowd.chat.peer}&`)).toHaveLength(
    size.people - 1 - (erased.length - 1),
  );
});

function byId(joins: Join[]) {
  return joins.map(({ id, invite_id: inviteId, user_id: userId }) => `${id} ${inviteId} ${userId}`).sort();
}

/** Decides, and waits for the end of the operation. */
async function decide(path: string): Promise<void> {
  const { status, body } = await request<{ status: string }>(service, 'POST', path, {
    headers: { prefer: 'wait=20' },
  });
  expect([status, body], JSON.stringify(body)).toMatchObject([202, { status: 'succeeded' }]);
}

/** All pages of a spreadsheet, each row by the names of its columns. */
async function readCsv(path: string): Promise<Record<string, string>[]> {
  const rows: Record<string, string>[] = [];
  let next: string | undefined = path;
  while (next !== undefined) {
    const answer: Response = await fetchApi(`${service.system.baseUrl}${next}`, {
      headers: { authorization: `Bearer ${service.system.demo.apiKey}` },
    });
    expect(answer.status).toBe(200);
    const [header = '', ...lines] = (await answer.text()).replace('\ufeff', '').trim().split('\r\n');
    const columns = header.split(',');
    rows.push(
      ...lines.map((line) =>
        Object.fromEntries(line.split(',').map((cell, index) => [columns[index], cell])),
      ),
    );
    next = answer.headers.get('link')?.match(/<([^>]+)>/)?.[1];
  }
  return rows;
}
