import { parse } from 'csv-parse/sync';
import { describe, expect, test } from 'vitest';
import { usualScopes } from '../../../functions/core/account/api-key.ts';
import { eventIdOf, watchIdOf } from '../../../functions/core/ids.ts';
import type { ExportedInvite, Job } from '../../../functions/core/job/job.ts';
import { newJob } from '../../../functions/core/job/new-job.ts';
import type { WatchProgress } from '../../../functions/core/job/watch-progress.ts';
import type { JoinedEvent, LinkEvent, TrackedLink } from '../../../functions/core/join/join.ts';
import { createApiWorld, keyOfTenantA, keyOfTenantB, nowMs, validBody } from './api-world.ts';

const link: ExportedInvite = {
  link: 'https://t.me/+abc',
  admin_id: '777',
  date: nowMs / 1000 - 3600,
  permanent: false,
  request_needed: false,
  revoked: false,
};

const chatId = '-1001234567890';
const minuteMs = 60_000;

/** A world with one tracked link of tenant A, made an hour ago. */
async function withTracked(changes: Partial<TrackedLink> = {}) {
  const world = createApiWorld();
  const { body } = await world.post({ ...validBody, track_joins: true });
  const id = String(body.id);
  const [[pk, job] = []] = world.jobs;
  if (pk === undefined || job === undefined) {
    throw new Error('the invite was not stored');
  }
  world.jobs.set(pk, {
    ...job,
    status: 'succeeded',
    finishedAtMs: nowMs - 60 * minuteMs,
    outcome: { kind: 'chatInviteExported', invite: link },
  });
  const tracked: TrackedLink = {
    tenantId: 'ten_a',
    jobId: id,
    accountId: job.accountId,
    account: 'main',
    chatId,
    link: link.link,
    track: true,
    sinceMs: nowMs - 60 * minuteMs,
    events: 0,
    joins: 0,
    fence: 1,
    ...changes,
  };
  world.track(tracked);

  function join(userId: string, minutesAgo: number, fields: Partial<LinkEvent & JoinedEvent> = {}) {
    const number = world.joins.length + 1;
    const event: LinkEvent & JoinedEvent = {
      id: eventIdOf('ten_a', chatId, String(number)),
      number,
      atMs: nowMs - minutesAgo * minuteMs,
      kind: 'joined',
      via: 'link',
      userId,
      ...fields,
    };
    world.joins.push({ tenantId: 'ten_a', inviteId: id, account: 'main', chatId, event });
    return event;
  }

  function joinUnattributed(userId: string, minutesAgo: number) {
    const id = eventIdOf('ten_a', chatId, `u${userId}`);
    const atMs = nowMs - minutesAgo * minuteMs;
    world.joins.push({ tenantId: 'ten_a', chatId, event: { kind: 'joined', id, atMs, userId } });
  }

  /** The job that watches the chat. */
  function watch(progress: Partial<WatchProgress>, fields: Partial<Job> = {}) {
    const jobId = watchIdOf('ten_a', job?.accountId ?? '', chatId);
    const made = newJob(
      {
        tenantId: 'ten_a',
        jobId,
        accountId: job?.accountId ?? '',
        request: { account: 'main', peer: chatId, priority: 'low' },
        operation: { kind: 'watch' },
      },
      nowMs,
    );
    world.jobs.set(`ten_a#${jobId}`, {
      ...made,
      watch: { chatId, sinceMs: tracked.sinceMs, intervalMs: 50_000, ...progress },
      ...fields,
    });
  }

  async function users(path: string, key = keyOfTenantA) {
    const { body: page } = await world.read(path, key);
    return page.items.map(({ user_id }: { user_id: string }) => user_id);
  }
  return { ...world, id, pk, tracked, join, joinUnattributed, watch, users };
}

function erase(
  world: Pick<Awaited<ReturnType<typeof withTracked>>, 'send'>,
  query: string,
  key = keyOfTenantA,
) {
  return world.send({
    method: 'DELETE',
    path: `/v1/joins${query}`,
    headers: { authorization: `Bearer ${key}` },
  });
}

describe('GET /v1/invites/{id}/joins', () => {
  test('tells who came in by the link, newest first', async () => {
    const { id, join, read } = await withTracked({ joins: 2 });
    const first = join('101', 20);
    const second = join('102', 10, { via: 'request', approvedBy: '777', firstName: 'Ada', username: 'ada' });
    const { statusCode, body } = await read(`/v1/invites/${id}/joins`);
    expect(statusCode).toBe(200);
    expect(body).toEqual({
      track_joins: true,
      since: '2026-12-01T09:00:00.000Z',
      joins: 2,
      items: [
        {
          id: second.id,
          joined_at: '2026-12-01T09:50:00.000Z',
          invite_id: id,
          account: 'main',
          chat_id: chatId,
          user_id: '102',
          first_name: 'Ada',
          username: 'ada',
          via: 'request',
          approved_by: '777',
          number: 2,
        },
        {
          id: first.id,
          joined_at: '2026-12-01T09:40:00.000Z',
          invite_id: id,
          account: 'main',
          chat_id: chatId,
          user_id: '101',
          via: 'link',
          number: 1,
        },
      ],
    });
  });

  test('comes in pages that a new join does not shift', async () => {
    const { id, join, read, users } = await withTracked();
    for (const minutes of [5, 4, 3, 2, 1]) {
      join(`10${minutes}`, minutes);
    }
    const { body } = await read(`/v1/invites/${id}/joins?limit=2`);
    expect(body.items).toHaveLength(2);
    join('200', 0);
    expect(await users(`/v1/invites/${id}/joins?limit=10&cursor=${body.next_cursor}`)).toEqual([
      '103',
      '104',
      '105',
    ]);
  });

  test('says when the chat was last looked at, and how many joins Telegram does not name', async () => {
    const { id, watch, read } = await withTracked({ joins: 3, missing: 1 });
    watch({ lookedAtMs: nowMs - minuteMs });
    expect((await read(`/v1/invites/${id}/joins`)).body).toMatchObject({
      joins: 3,
      missing: 1,
      as_of: '2026-12-01T09:59:00.000Z',
    });
  });

  test('says nothing of a look that came before the link was tracked', async () => {
    const { id, watch, read } = await withTracked();
    watch({ lookedAtMs: nowMs - 61 * minuteMs });
    expect((await read(`/v1/invites/${id}/joins`)).body).not.toHaveProperty('as_of');
  });

  test.each<[string, Partial<WatchProgress>, Partial<Job>, string]>([
    [
      'the last look failed',
      { trouble: { type: 'CHAT_ADMIN_REQUIRED', detail: 'Grant it.', atMs: nowMs - minuteMs } },
      {},
      'CHAT_ADMIN_REQUIRED',
    ],
    [
      'the account needs its operator',
      {},
      { status: 'blocked', error: { type: 'ACCOUNT_HALTED', class: 'account', detail: 'Repair it.' } },
      'ACCOUNT_HALTED',
    ],
  ])('says why nobody can see who comes in: %s', async (_title, progress, fields, type) => {
    const { id, watch, read } = await withTracked();
    watch(progress, fields);
    const { body } = await read(`/v1/invites/${id}/joins`);
    expect(body.trouble).toMatchObject({ type, detail: expect.any(String), at: expect.any(String) });
  });

  test('says of a link that is not tracked that it is not', async () => {
    const { read, post } = createApiWorld();
    const { body } = await post(validBody);
    const answer = await read(`/v1/invites/${body.id}/joins`);
    expect(answer).toMatchObject({ statusCode: 200, body: { track_joins: false, joins: 0, items: [] } });
  });

  test('outlives the row of the invite, which goes 30 days after its link was made', async () => {
    const { id, join, jobs, pk, users } = await withTracked();
    join('101', 1);
    jobs.delete(pk);
    expect(await users(`/v1/invites/${id}/joins`)).toEqual(['101']);
  });

  test('of another tenant, or of an account that the key may not use, is not there', async () => {
    const { id, read, addKey, jobs, pk } = await withTracked();
    addKey('isk_shop-only-000001', 'ten_a', { accounts: ['shop'] });
    for (const key of [keyOfTenantB, 'isk_shop-only-000001']) {
      expect((await read(`/v1/invites/${id}/joins`, key)).statusCode).toBe(404);
    }
    jobs.delete(pk);
    expect((await read(`/v1/invites/${id}/joins`, 'isk_shop-only-000001')).statusCode).toBe(404);
  });
});

describe('GET /v1/joins', () => {
  test('tells of all links, and who came in by none', async () => {
    const { join, joinUnattributed, read } = await withTracked();
    join('101', 3);
    joinUnattributed('102', 2);
    const { body } = await read('/v1/joins');
    expect(body.items).toMatchObject([{ user_id: '102', chat_id: chatId }, { user_id: '101' }]);
    for (const name of ['invite_id', 'number', 'via', 'account']) {
      expect(body.items[0]).not.toHaveProperty(name);
    }
  });

  test.each([
    ['', ['104', '103', '102', '101']],
    ['?since=2026-12-01T09:58:00Z', ['104', '103', '102']],
    ['?since=2026-12-01T10:58:00%2B01:00', ['104', '103', '102']],
    ['?account=main', ['103', '101']],
    ['?account=shop', ['104']],
    [`?peer=${chatId}`, ['103', '102', '101']],
    ['?peer=@launch', ['103', '102', '101']],
    ['?peer=https://t.me/launch&account=main', ['103', '101']],
    ['?peer=@launch&account=shop', []],
    ['?peer=@nowhere', []],
  ])('with %s tells of %j', async (query, expected) => {
    const { join, joinUnattributed, joins, addAccount, peerNames, users } = await withTracked();
    addAccount('ten_a', 'shop');
    peerNames.set('@launch', [chatId]);
    join('101', 4);
    joinUnattributed('102', 2);
    join('103', 1);
    joins.push({
      tenantId: 'ten_a',
      inviteId: 'inv_01HF7YAT00000000000000000A',
      account: 'shop',
      chatId: '-5',
      event: {
        kind: 'joined',
        id: eventIdOf('ten_a', '-5', '1'),
        number: 1,
        atMs: nowMs,
        via: 'link',
        userId: '104',
      },
    });
    expect(await users(`/v1/joins${query}`)).toEqual(expected);
  });

  test('has a cursor on a short page: those of other accounts were passed over', async () => {
    const { join, joins, read, addKey, users } = await withTracked();
    join('101', 300);
    for (let index = 0; index < 100; index++) {
      join(`2${index}`, index);
    }
    for (const each of joins.slice(1)) {
      each.account = 'shop';
    }
    addKey('isk_main-only-000001', 'ten_a', { accounts: ['main'] });
    const first = await read('/v1/joins?limit=1', 'isk_main-only-000001');
    expect(first.body).toEqual({ items: [], next_cursor: expect.any(String) });
    expect(
      await users(`/v1/joins?limit=100&cursor=${first.body.next_cursor}`, 'isk_main-only-000001'),
    ).toEqual(['101']);
  });

  test('shows a key of some accounts only their links', async () => {
    const { join, joinUnattributed, addKey, users } = await withTracked();
    join('101', 2);
    joinUnattributed('102', 1);
    addKey('isk_main-only-000001', 'ten_a', { accounts: ['main'] });
    addKey('isk_shop-only-000001', 'ten_a', { accounts: ['shop'] });
    expect(await users('/v1/joins', 'isk_main-only-000001')).toEqual(['101']);
    expect(await users('/v1/joins', 'isk_shop-only-000001')).toEqual([]);
    expect(await users('/v1/joins', keyOfTenantB)).toEqual([]);
  });

  test.each([
    ['since=yesterday', /since takes a time/],
    ['peer=', /peer/],
    ['account=%2F', /account takes/],
    ['limit=0', /1 to 100/],
    ['cursor=%C3%A4', /cursor takes/],
    ['user_id=5', /no such parameter/],
  ])('refuses %s', async (query, detail) => {
    const { read } = createApiWorld();
    for (const path of ['/v1/joins', ...(/^limit/.test(query) ? [] : ['/v1/joins.csv'])]) {
      const { statusCode, body } = await read(`${path}?${query}`);
      expect(statusCode).toBe(422);
      expect(body.detail).toMatch(detail);
    }
  });
});

describe('a file of joins', () => {
  function rowsOf(body: string): Record<string, string>[] {
    return parse(body, { bom: true, columns: true });
  }

  test.each(['=HYPERLINK("https://e.eu")', '+1', '-1', '@SUM(A1)', '\t=1'])(
    'holds the name %j as text: whoever comes in chooses it',
    async (firstName) => {
      const { id, join, read } = await withTracked();
      join('101', 1, { firstName, username: 'ada' });
      for (const path of ['/v1/joins.csv', `/v1/invites/${id}/joins.csv`]) {
        const { headers, body } = await read(path);
        expect(headers['content-disposition']).toBe('attachment; filename="joins.csv"');
        expect(rowsOf(body)).toMatchObject([
          { invite_id: id, user_id: '101', first_name: `'${firstName}`, username: 'ada', via: 'link' },
        ]);
      }
    },
  );

  test('leads to the next one', async () => {
    const { id, join, read } = await withTracked();
    for (let number = 0; number < 5_001; number++) {
      join(String(number + 1), 0, { atMs: nowMs - number * 1000 });
    }
    const first = await read(`/v1/invites/${id}/joins.csv`);
    expect(rowsOf(first.body)).toHaveLength(5_000);
    const [, next = ''] = /^<(.+)>; rel="next"$/.exec(String(first.headers.link)) ?? [];
    const second = await read(next);
    expect(rowsOf(second.body).map(({ user_id }) => user_id)).toEqual(['5001']);
    expect(second.headers).not.toHaveProperty('link');
  });
});

describe('DELETE /v1/joins', () => {
  test('forgets a person, and may be repeated', async () => {
    const world = await withTracked({ joins: 2 });
    world.join('101', 2);
    world.join('102', 1);
    expect(await erase(world, '?user_id=101')).toMatchObject({
      statusCode: 200,
      body: { user_id: '101', erased: 1 },
    });
    expect(await world.users('/v1/joins')).toEqual(['102']);
    expect((await erase(world, '?user_id=101')).body).toEqual({ user_id: '101', erased: 0 });
    expect((await world.read(`/v1/invites/${world.id}/joins`)).body.joins).toBe(2);
  });

  test('does not touch another tenant', async () => {
    const world = await withTracked();
    world.join('101', 1);
    expect((await erase(world, '?user_id=101', keyOfTenantB)).body.erased).toBe(0);
    expect(await world.users('/v1/joins')).toEqual(['101']);
  });

  test.each([
    '',
    '?user_id=',
    '?user_id=@ada',
    '?user_id=-5',
    '?user_id=1,2',
    '?user=5',
    '?user_id=1&all=true',
  ])('refuses %s, and forgets nobody', async (query) => {
    const world = await withTracked();
    world.join('1', 1);
    expect((await erase(world, query)).statusCode).toBe(422);
    expect(await world.users('/v1/joins')).toEqual(['1']);
  });

  test('refuses a key of some accounts: it could forget a person by half', async () => {
    const world = await withTracked();
    world.join('101', 1);
    world.addKey('isk_main-only-000001', 'ten_a', { accounts: ['main'] });
    expect(await erase(world, '?user_id=101', 'isk_main-only-000001')).toMatchObject({
      statusCode: 403,
      body: { type: 'urn:invite-spool:problem:limited-key' },
    });
    expect(await world.users('/v1/joins')).toEqual(['101']);
  });

  test('leaves no user id in the log', async () => {
    const world = await withTracked();
    world.join('987654321', 1, { firstName: 'Zuleika' });
    await world.read('/v1/joins');
    await erase(world, '?user_id=987654321');
    expect(JSON.stringify([world.logLines, world.recorded])).not.toMatch(/987654321|Zuleika/);
  });
});

test.each([
  ['GET', '/v1/joins', 'joins:read'],
  ['GET', '/v1/joins.csv', 'joins:read'],
  ['GET', '/v1/invites/inv_01HF7YAT00000000000000000A/joins', 'joins:read'],
  ['GET', '/v1/invites/inv_01HF7YAT00000000000000000A/joins.csv', 'joins:read'],
  ['DELETE', '/v1/joins?user_id=5', 'joins:write'],
])('%s %s needs the scope %s, which no key has unless it is asked for', async (method, path, scope) => {
  const { send, addKey } = createApiWorld();
  addKey(keyOfTenantA, 'ten_a', { scopes: usualScopes });
  const { statusCode, body } = await send({
    method,
    path,
    headers: { authorization: `Bearer ${keyOfTenantA}` },
  });
  expect(statusCode).toBe(403);
  expect(body.scope).toBe(scope);
});
