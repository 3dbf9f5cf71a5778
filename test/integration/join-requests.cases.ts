import { randomBytes } from 'node:crypto';
import { expect } from 'vitest';
import { createKeyStore } from '../../functions/aws/api-key-store.ts';
import { allScopes, hashApiKey, newApiKey } from '../../functions/core/account/api-key.ts';
import type { User } from '../../telegram-emulator/world/entities.ts';
import { make, request } from './follow-jobs.ts';
import type { LocalService } from './local-service.ts';
import { test } from './shared-service.ts';
import { tellFailure } from './tell-failure.ts';

let service: LocalService;
test.beforeAll(async ({ service: started }) => {
  const { system, dynamoDb } = started;
  const apiKey = newApiKey(randomBytes(24));
  await createKeyStore(dynamoDb, system.tables.keys).putKey({
    keyHash: hashApiKey(apiKey),
    tenantId: system.demo.tenantId,
    name: 'doorkeeper',
    scopes: allScopes,
    ratePerMinute: 6_000,
    createdAtMs: Date.now(),
  });
  service = { ...started, system: { ...system, demo: { ...system.demo, apiKey } } };
});
tellFailure(() => service);

interface Operation {
  id: string;
  kind: string;
  status: string;
  decided?: string;
  user_id?: string;
  error?: { type: string };
}

interface Asking {
  items: { user_id: string; invite_id?: string }[];
  as_of?: string;
}

let phones = 0;

/** New people, who ask to join by the link. */
function askToJoin(link: string, count: number): User[] {
  const { world } = service.telegram;
  return Array.from({ length: count }, () => {
    phones += 1;
    const user = world.addUser({ phone: `9996640${100 + phones}`, firstName: `Guest ${phones}` });
    expect(world.joinByLink(link, user)).toBe('requested');
    return user;
  });
}

async function decide(path: string, body: object = {}): Promise<Operation> {
  const answer = await request<Operation>(service, 'POST', path, {
    headers: { prefer: 'wait=20' },
    body: JSON.stringify(body),
  });
  expect(answer.status, JSON.stringify(answer.body)).toBe(202);
  return answer.body;
}

async function read<T = Asking>(path: string) {
  return request<T>(service, 'GET', path);
}

function decisionsOf({ id }: User): string[] {
  return service.telegram.ledger.joinRequests
    .filter(({ userId }) => userId === id.toString())
    .map(({ type }) => type);
}

test('people ask to join by a link, are seen, and are let in or turned away', async () => {
  const made = await make(service, { account: 'main', peer: '@launch', request_needed: true });
  const path = `/v1/invites/${made.id}/requests`;
  const [ada, bob, cy] = askToJoin(String(made.invite?.link), 3) as [User, User, User];
  expect((await read(path)).body).toEqual({ items: [] });

  const { status, body } = await read(`${path}?refresh=true`);
  expect(status).toBe(200);
  expect(body.items.map(({ user_id }) => user_id).toSorted()).toEqual(
    [ada, bob, cy].map(({ id }) => id.toString()).toSorted(),
  );
  expect(body.items.every(({ invite_id }) => invite_id === made.id)).toBe(true);
  expect(body.as_of).toBeDefined();

  expect(await decide(`${path}/${ada.id}/approve`)).toMatchObject({
    kind: 'approve',
    status: 'succeeded',
    decided: 'approved',
    user_id: ada.id.toString(),
  });
  expect(await decide(`${path}/${bob.id}/decline`)).toMatchObject({ decided: 'declined' });
  expect([ada, bob].map(decisionsOf)).toEqual([
    ['sent', 'approved'],
    ['sent', 'declined'],
  ]);
  expect((await read(path)).body.items).toMatchObject([{ user_id: cy.id.toString() }]);

  expect(await decide(`${path}/${ada.id}/approve`)).toMatchObject({ decided: 'missing' });
  const listed = await read<{ items: Operation[] }>(`/v1/operations?kind=approve&invite=${made.id}`);
  expect(listed.body.items.map(({ decided }) => decided)).toEqual(['missing', 'approved']);
});

test('all who ask in a chat are decided by one call, and who cannot come in still asks', async () => {
  const made = await make(service, { account: 'main', peer: '@launch', request_needed: true });
  const people = askToJoin(String(made.invite?.link), 4);
  const [full] = people as [User];
  full.hasTooManyChannels = true;
  const path = '/v1/accounts/main/requests';
  expect(await decide(`${path}/approve`, { peer: '@launch' })).toMatchObject({ decided: 'approved' });
  const { body } = await read(`${path}?peer=@launch&refresh=true`);
  expect(body.items).toMatchObject([{ user_id: full.id.toString() }]);
  const refused = await decide(`${path}/${full.id}/approve`, { peer: '@launch' });
  expect(refused).toMatchObject({ status: 'failed', error: { type: 'USER_CHANNELS_TOO_MUCH' } });
  expect(await decide(`${path}/decline`, { peer: '@launch' })).toMatchObject({ decided: 'declined' });
  expect((await read(`${path}?peer=@launch&refresh=true`)).body.items).toEqual([]);
});

test('a decision whose answer is lost is made once, and told as what it was', async () => {
  const made = await make(service, { account: 'main', peer: '@launch', request_needed: true });
  const [ada] = askToJoin(String(made.invite?.link), 1) as [User];
  const path = `/v1/invites/${made.id}/requests`;
  await read(`${path}?refresh=true`);
  service.telegram.faults.inject({
    method: 'messages.hideChatJoinRequest',
    times: 1,
    action: { type: 'close-after' },
  });
  const operation = await decide(`${path}/${ada.id}/approve`);
  expect(operation).toMatchObject({ status: 'succeeded', decided: 'already_member' });
  expect(decisionsOf(ada)).toEqual(['sent', 'approved']);
});

test('no line of a log names who asks to join', async () => {
  const made = await make(service, { account: 'main', peer: '@launch', request_needed: true });
  const [ada] = askToJoin(String(made.invite?.link), 1) as [User];
  await read(`/v1/invites/${made.id}/requests?refresh=true`);
  await decide(`/v1/invites/${made.id}/requests/${ada.id}/approve`);
  expect(service.lines.recorded.filter(({ text }) => text.includes(ada.id.toString()))).toEqual([]);
  expect(service.lines.recorded.filter(({ text }) => text.includes(ada.firstName))).toEqual([]);
});
