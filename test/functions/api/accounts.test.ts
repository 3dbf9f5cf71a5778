import { describe, expect, test } from 'vitest';
import type { Account, Chat } from '../../../functions/core/account/account.ts';
import { chatScope, exportMethod, listMethod } from '../../../functions/core/rpc/methods.ts';
import { createApiWorld, keyOfTenantB, nowMs, validBody } from './api-world.ts';

/** An account with everything that is for the service alone. */
const full: Partial<Account> = {
  owner: { userId: '9007199254740993', firstName: 'Ada', lastName: 'Lovelace', username: 'ada' },
  defaultPeer: '@launch',
  dcId: 2,
  loggedInAtMs: nowMs - 5_000,
  loginFence: 3,
  keyFingerprint: 'SECRETfingerprint',
  fence: 4,
  leaseOwner: 'SECRETowner',
  leasedAtMs: nowMs - 1_000,
  leaseUntilMs: nowMs + 1_000,
  unsettled: ['inv_SECRET'],
  recentLinks: ['SECRETmark'],
};

describe('GET /v1/accounts/{name}', () => {
  test('shows an account that may work, who it is, and nothing that is kept for the service alone', async () => {
    const world = createApiWorld();
    world.addAccount('ten_a', 'shop', full);
    const { statusCode, headers, body } = await world.read('/v1/accounts/shop');
    expect(statusCode).toBe(200);
    expect(headers).toMatchObject({ 'cache-control': 'no-store' });
    expect(body).toEqual({
      name: 'shop',
      status: 'active',
      can_export: true,
      waits: [],
      pending: 0,
      user: { id: '9007199254740993', first_name: 'Ada', username: 'ada' },
      default_peer: '@launch',
    });
  });

  test('counts unfinished invites', async () => {
    const world = createApiWorld();
    await world.post(validBody);
    await world.post(validBody);
    expect((await world.read('/v1/accounts/main')).body).toMatchObject({ pending: 2 });
  });

  test('shows until when it makes no links, and the waits for other methods, but not those of one chat', async () => {
    const world = createApiWorld();
    const blockedUntilMs = {
      [listMethod]: nowMs + 1_000,
      [exportMethod]: nowMs + 60_500,
      [chatScope(exportMethod, 'channel:11')]: nowMs + 90_000,
      old: nowMs,
    };
    world.addAccount('ten_a', 'shop', { blockedUntilMs });
    expect((await world.read('/v1/accounts/shop')).body).toMatchObject({
      status: 'active',
      can_export: false,
      blocked_until: '2026-12-01T10:01:00.500Z',
      waits: [
        { method: exportMethod, until: '2026-12-01T10:01:00.500Z' },
        { method: listMethod, until: '2026-12-01T10:00:01.000Z' },
      ],
    });
  });

  test('is not kept from making links by a wait for another method', async () => {
    const world = createApiWorld();
    world.addAccount('ten_a', 'shop', { blockedUntilMs: { [listMethod]: nowMs + 1_000 } });
    const { body } = await world.read('/v1/accounts/shop');
    expect(body).toMatchObject({ can_export: true });
    expect(body).not.toHaveProperty('blocked_until');
  });

  test('says which error put it out of order, since when, and what to do', async () => {
    const world = createApiWorld();
    const error = { type: 'AUTH_KEY_UNREGISTERED', class: 'session_dead' as const, detail: 'Log in again.' };
    world.addAccount('ten_a', 'shop', { status: 'dead', trouble: { ...error, code: 401, atMs: nowMs } });
    expect((await world.read('/v1/accounts/shop')).body).toMatchObject({
      status: 'dead',
      can_export: false,
      error: { ...error, at: '2026-12-01T10:00:00.000Z' },
    });
  });

  test('says that its operator has halted it', async () => {
    const world = createApiWorld();
    world.addAccount('ten_a', 'shop', { status: 'halted' });
    expect((await world.read('/v1/accounts/shop')).body).toMatchObject({
      status: 'halted',
      can_export: false,
      error: { type: 'ACCOUNT_HALTED', class: 'account', detail: expect.stringMatching(/\w/) },
    });
  });

  test("answers 404 for another tenant's account, an unknown one and a malformed name alike", async () => {
    const world = createApiWorld();
    world.addAccount('ten_b', 'shop');
    const names = ['shop', 'nobody', 'con%00', '..', 'x'.repeat(5_000)];
    const paths = names.flatMap((name) => [`/v1/accounts/${name}`, `/v1/accounts/${name}/chats`]);
    const answers = await Promise.all(paths.map((path) => world.read(path)));
    expect(new Set(answers.map(({ statusCode }) => statusCode))).toEqual(new Set([404]));
    expect(new Set(answers.map(({ body }) => JSON.stringify(body))).size).toBe(1);
    expect(answers[0]?.body).toMatchObject({ type: 'urn:invite-spool:problem:account-not-found' });
  });
});

describe('GET /v1/accounts', () => {
  test("lists the caller's own accounts by name, and no other tenant's", async () => {
    const world = createApiWorld();
    world.addAccount('ten_a', 'shop', { status: 'halted' });
    world.addAccount('ten_a', 'club');
    world.addAccount('ten_b', 'theirs');
    const { statusCode, body } = await world.read('/v1/accounts');
    expect(statusCode).toBe(200);
    expect(body.accounts.map(({ name }: { name: string }) => name)).toEqual(['club', 'main', 'shop']);
    expect((await world.read('/v1/accounts', keyOfTenantB)).body.accounts).toHaveLength(1);
  });

  test('shows each account as it is shown by itself, more of them than are counted side by side', async () => {
    const world = createApiWorld();
    for (let number = 0; number < 24; number++) {
      world.addAccount('ten_a', `shop-${number}`, number % 2 ? full : { status: 'halted' });
    }
    await world.post(validBody);
    const { accounts } = (await world.read('/v1/accounts')).body;
    expect(accounts).toHaveLength(25);
    for (const account of accounts) {
      expect((await world.read(`/v1/accounts/${account.name}`)).body).toEqual(account);
    }
  });

  test('is an empty list for a tenant without accounts', async () => {
    const world = createApiWorld();
    expect((await world.read('/v1/accounts', keyOfTenantB)).body).toEqual({ accounts: [] });
  });
});

function createChat(number: number, overrides: Partial<Chat> = {}): Chat {
  return {
    chatId: `-${number}`,
    title: `Chat ${number}`,
    kind: 'group',
    role: 'member',
    canExport: false,
    inputPeer: { kind: 'chat', chatId: String(number) },
    ...overrides,
  };
}

function createChatsWorld(chats: Chat[]) {
  const world = createApiWorld();
  world.listings.set(world.addAccount('ten_a', 'shop'), { chats, savedAtMs: nowMs });
  return world;
}

describe('GET /v1/accounts/{name}/chats', () => {
  test('shows each chat with how to address it, as of when, and without its access hash', async () => {
    const channel = createChat(1, {
      chatId: '-1001234567890',
      kind: 'channel',
      username: 'launch',
      role: 'administrator',
      canExport: true,
      inputPeer: { kind: 'channel', channelId: '1234567890', accessHash: '77665544' },
    });
    const world = createChatsWorld([channel, createChat(45)]);
    expect((await world.read('/v1/accounts/shop/chats')).body).toEqual({
      chats: [
        {
          peer: '@launch',
          chat_id: '-1001234567890',
          title: 'Chat 1',
          kind: 'channel',
          role: 'administrator',
          can_export: true,
          username: 'launch',
        },
        {
          peer: '-45',
          chat_id: '-45',
          title: 'Chat 45',
          kind: 'group',
          role: 'member',
          can_export: false,
        },
      ],
      as_of: '2026-12-01T10:00:00.000Z',
    });
  });

  test('comes in pages of 50 unless told otherwise, each with the cursor of the next', async () => {
    const world = createChatsWorld(Array.from({ length: 120 }, (_, index) => createChat(index + 1)));
    const titles: string[] = [];
    let query = '';
    const sizes: number[] = [];
    do {
      const { body } = await world.read(`/v1/accounts/shop/chats${query}`);
      titles.push(...body.chats.map(({ title }: Chat) => title));
      sizes.push(body.chats.length);
      query = body.next_cursor === undefined ? '' : `?cursor=${body.next_cursor}`;
    } while (query !== '');
    expect(sizes).toEqual([50, 50, 20]);
    expect(new Set(titles).size).toBe(120);
    expect((await world.read('/v1/accounts/shop/chats?limit=100')).body.chats).toHaveLength(100);
    expect((await world.read('/v1/accounts/shop/chats?limit=1&cursor=119')).body.chats).toHaveLength(1);
  });

  test('has no chats and no time for an account whose chats were never listed', async () => {
    const world = createApiWorld();
    expect((await world.read('/v1/accounts/main/chats')).body).toEqual({ chats: [] });
  });

  test.each([
    ['limit=0', ['limit']],
    ['limit=101', ['limit']],
    ['limit=x', ['limit']],
    ['limit=', ['limit']],
    ['limit=1e1', ['limit']],
    ['cursor=-1', ['cursor']],
    ['cursor=chat%23', ['cursor']],
    ['page=2', ['page']],
    ['page=2&limit=500&cursor=x', ['page', 'limit', 'cursor']],
  ])('refuses ?%s, and names every parameter at fault', async (query, fields) => {
    const world = createChatsWorld([]);
    const { statusCode, body } = await world.read(`/v1/accounts/shop/chats?${query}`);
    expect(statusCode).toBe(422);
    expect(body.errors.map(({ field }: { field: string }) => field)).toEqual(fields);
  });

  test("is not there for another tenant's account", async () => {
    const world = createChatsWorld([createChat(1)]);
    expect((await world.read('/v1/accounts/shop/chats', keyOfTenantB)).statusCode).toBe(404);
  });
});

describe('GET /v1/accounts/{name}/activity', () => {
  test('shows the pace, the waits of the last hours, and how many requests wait', async () => {
    const world = createApiWorld();
    world.addAccount('ten_a', 'main', {
      pace: { perMinute: 30, burst: 4 },
      recentWaits: [
        { method: exportMethod, atMs: nowMs - 7 * 3_600_000, untilMs: nowMs - 7 * 3_600_000 + 1_000 },
        { method: exportMethod, atMs: nowMs - 60_000, untilMs: nowMs - 30_000 },
      ],
      madeLinks: { firstStep: Math.floor(nowMs / 300_000) - 1, counts: [7] },
    });
    await world.post(validBody);
    await world.cancel((await world.post(validBody)).body.id);
    const { body } = await world.read('/v1/accounts/main/activity');
    expect(body).toMatchObject({
      account: 'main',
      as_of: '2026-12-01T10:00:00.000Z',
      pace: { per_minute: 30, at_once: 4 },
      waits: [
        {
          method: exportMethod,
          at: '2026-12-01T09:59:00.000Z',
          until: '2026-12-01T09:59:30.000Z',
          seconds: 30,
        },
      ],
      from: '2026-12-01T04:05:00.000Z',
      step: 300,
    });
    expect(body.made.slice(-3)).toEqual([null, 7, 0]);
    expect(body.queue.at(-1)).toBe(1);
  });
});

test.each(['/v1/accounts', '/v1/accounts/main', '/v1/accounts/main/chats', '/v1/accounts/main/activity'])(
  'GET %s needs a key, and takes no other method',
  async (path) => {
    const world = createApiWorld();
    expect((await world.send({ path })).statusCode).toBe(401);
    const post = await world.send({ method: 'POST', path });
    expect(post).toMatchObject({ statusCode: 405, headers: { allow: 'GET, HEAD' } });
  },
);

test('a request for an account is logged by its route, not by its name', async () => {
  const world = createApiWorld();
  await world.read('/v1/accounts/main/chats?limit=3');
  expect(world.logLines.map(({ fields }) => fields.route)).toEqual(['/v1/accounts/{name}/chats']);
  expect(JSON.stringify(world.logLines)).not.toContain('limit');
});
