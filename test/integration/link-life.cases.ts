import { describe, expect } from 'vitest';
import { accept, make, request, settle } from './follow-jobs.ts';
import type { LocalService } from './local-service.ts';
import { seedAccount } from './seed-account.ts';
import { test } from './shared-service.ts';
import { tellFailure } from './tell-failure.ts';

let service: LocalService;
test.beforeAll(({ service: shared }) => {
  service = shared;
});
tellFailure(() => service);

interface OperationResource {
  id: string;
  kind: string;
  status: string;
  invite_id?: string;
  progress?: { links: number; adopted: number; updated: number; left: number };
  usage?: number;
  error?: { type: string };
  wait?: { reason: string };
}

/** Asks for an operation and waits for its end. */
async function operate(method: string, path: string, body?: Record<string, unknown>) {
  const answer = await request<OperationResource>(service, method, path, {
    headers: { prefer: 'wait=20' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  expect(answer.status, JSON.stringify(answer.body)).toBe(202);
  return answer.body;
}

async function lookAtInvite(id: string) {
  const { body } = await request<Record<string, unknown>>(service, 'GET', `/v1/invites/${id}`);
  return body;
}

test('the whole life of a link: made, edited, used, looked at, revoked, deleted', async () => {
  const made = await make(service, { account: 'main', peer: '@launch', title: 'spring', usage_limit: 2 });
  const link = String(made.invite?.link);
  const path = `/v1/invites/${made.id}`;
  expect(await lookAtInvite(made.id)).toMatchObject({ link_status: 'active' });

  expect(await operate('PATCH', path, { title: 'autumn', expire_in: 3600 })).toMatchObject({
    status: 'succeeded',
  });
  expect(await lookAtInvite(made.id)).toMatchObject({
    title: 'spring',
    invite: { link, title: 'autumn', usage_limit: 2 },
  });

  const { world } = service.telegram;
  for (const firstName of ['Bea', 'Cid']) {
    const user = world.addUser({ phone: `99966${Math.floor(Math.random() * 90_000 + 10_000)}`, firstName });
    expect(world.joinByLink(link, user)).toBe('joined');
  }
  expect(await operate('POST', `${path}/refresh`)).toMatchObject({ status: 'succeeded', usage: 2 });
  expect(await lookAtInvite(made.id)).toMatchObject({ link_status: 'used_up', usage: 2 });

  expect(await operate('POST', `${path}/revoke`)).toMatchObject({ kind: 'revoke', status: 'succeeded' });
  expect(service.telegram.ledger.isRevoked(link)).toBe(true);
  expect(await lookAtInvite(made.id)).toMatchObject({ status: 'succeeded', link_status: 'revoked' });

  expect(await operate('DELETE', path)).toMatchObject({ status: 'succeeded' });
  expect(await lookAtInvite(made.id)).toMatchObject({ link_status: 'deleted' });
  expect(service.telegram.ledger.changesOf(link).map(({ type }) => type)).toEqual([
    'edited',
    'revoked',
    'deleted',
  ]);

  const { body } = await request<{ items: OperationResource[] }>(service, 'GET', `${path}/operations`);
  expect(body.items.map(({ kind }) => kind)).toEqual(['delete', 'revoke', 'refresh', 'edit']);
  const all = await request<{ items: OperationResource[] }>(
    service,
    'GET',
    `/v1/operations?invite=${made.id}&kind=revoke`,
  );
  expect(all.body.items.map(({ kind }) => kind)).toEqual(['revoke']);
});

test('the permanent link of an account is replaced when it is revoked', async () => {
  const made = await make(service, { account: 'main', peer: '@launch', legacy_revoke_permanent: true });
  await operate('POST', `/v1/invites/${made.id}/revoke`);
  expect(await lookAtInvite(made.id)).toMatchObject({
    link_status: 'revoked',
    replaced_by: { permanent: true, revoked: false },
  });
});

test('a link that was deleted in an app is found deleted', async () => {
  const made = await make(service, { account: 'main', peer: '@launch', title: 'elsewhere' });
  const link = String(made.invite?.link);
  for (const channel of service.telegram.world.channels.values()) {
    channel.invites = channel.invites.filter((each) => each.link !== link);
  }
  expect(await operate('POST', `/v1/invites/${made.id}/revoke`)).toMatchObject({ status: 'succeeded' });
  expect(await lookAtInvite(made.id)).toMatchObject({ link_status: 'deleted' });
});

describe('links that were made elsewhere', () => {
  interface Listed {
    id: string;
    invite: { link: string; title?: string };
    link_status: string;
    usage?: number;
  }

  async function listAdopted(account: string) {
    const path = `/v1/invites?origin=adopted&account=${account}`;
    return (await request<{ items: Listed[] }>(service, 'GET', path)).body.items;
  }

  test('a sync makes invites of them, which can be revoked and edited like any other', async () => {
    const { account, peer, user, channel } = await seedAccount(service, 'elsewhere');
    const made = await make(service, { account, peer, title: 'ours' });
    const byHand = service.telegram.world.addInvite(channel, user, { title: 'by hand' });
    const gone = service.telegram.world.addInvite(channel, user, { title: 'gone' });
    gone.revoked = true;
    const path = `/v1/accounts/${account}/links/sync`;
    const operation = await operate('POST', path, { peer, revoked: true });
    // The chat has the permanent link of its creator from birth.
    expect(operation).toMatchObject({
      kind: 'sync',
      status: 'succeeded',
      progress: { links: 4, adopted: 3, updated: 1, left: 0 },
    });
    expect(operation).not.toHaveProperty('invite_id');
    const adopted = await listAdopted(account);
    expect(adopted.map(({ invite, link_status: status }) => [invite.title, status])).toEqual(
      expect.arrayContaining([
        ['by hand', 'active'],
        ['gone', 'revoked'],
        [undefined, 'active'],
      ]),
    );
    const found = adopted.find(({ invite }) => invite.link === byHand.link);
    await operate('PATCH', `/v1/invites/${found?.id}`, { title: 'ours now' });
    expect(byHand.title).toBe('ours now');
    await operate('POST', `/v1/invites/${found?.id}/revoke`);
    expect(service.telegram.ledger.isRevoked(byHand.link)).toBe(true);

    const again = await operate('POST', path, { peer, revoked: true });
    expect(again.progress).toEqual({ links: 4, adopted: 0, updated: 4, left: 0 });
    expect(await listAdopted(account)).toHaveLength(3);
    expect(await lookAtInvite(made.id)).toMatchObject({ usage: 0, link_status: 'active' });
  });

  test("the chat's creator adopts the links of all administrators, and revokes them; only their makers edit them", async () => {
    const { account, peer, channel } = await seedAccount(service, 'owner');
    const { world } = service.telegram;
    const other = world.addUser({ phone: '9996612345', firstName: 'Other' });
    world.addMember(channel, other, 'admin', { inviteUsers: true });
    const theirs = world.addInvite(channel, other, { title: 'theirs' });
    // The same chat by another name.
    await make(service, { account, peer: `-100${channel.id}`, title: 'theirs, by its id' });
    const operation = await operate('POST', `/v1/accounts/${account}/links/sync`, { peer, admins: 'all' });
    expect(operation).toMatchObject({ status: 'succeeded', progress: { links: 3, adopted: 2, updated: 1 } });
    const found = (await listAdopted(account)).find(({ invite }) => invite.link === theirs.link);
    const edited = await request<{ detail: string }>(service, 'PATCH', `/v1/invites/${found?.id}`, {
      body: JSON.stringify({ title: 'mine' }),
    });
    expect(edited.status).toBe(409);
    expect(edited.body.detail).toContain('only its maker may edit it');
    const { body } = await request<{ matched: number; operations: string[] }>(
      service,
      'POST',
      '/v1/invites/revoke',
      { body: JSON.stringify({ account, peer, title_prefix: 'theirs' }) },
    );
    expect(body.matched).toBe(2);
    for (const id of body.operations) {
      const { body: ended } = await request<OperationResource>(service, 'GET', `/v1/operations/${id}`, {
        headers: { prefer: 'wait=20' },
      });
      expect(ended.status).toBe('succeeded');
    }
    expect(service.telegram.ledger.isRevoked(theirs.link)).toBe(true);
  });

  test('a sync by someone who may not see the links of others says what is missing', async () => {
    const { account, peer, user, channel } = await seedAccount(service, 'helper');
    service.telegram.world.addMember(channel, user, 'admin', { inviteUsers: true });
    const operation = await operate('POST', `/v1/accounts/${account}/links/sync`, { peer, admins: 'all' });
    expect(operation).toMatchObject({ status: 'failed', error: { type: 'CHAT_ADMIN_REQUIRED' } });
  });
});

describe('beside a campaign whose account waits for Telegram', () => {
  test('a revocation is done at once', async () => {
    const { account, peer, user } = await seedAccount(service, 'waiting_shop');
    const made = await make(service, { account, peer, title: 'member' });
    service.telegram.floodPolicy.imposeWait(user.id, 'messages.exportChatInvite', 600);
    const waiting = await accept(service, { account, peer, title: 'next' });
    const operation = await operate('POST', `/v1/invites/${made.id}/revoke`);
    expect(operation.status).toBe('succeeded');
    expect(service.telegram.ledger.isRevoked(String(made.invite?.link))).toBe(true);
    expect(service.telegram.ledger.callsInsideWait()).toBe(0);
    expect(await lookAtInvite(waiting)).toMatchObject({ status: 'waiting' });
  });

  test('a revocation of a link that is not made yet follows it', async () => {
    const { account, peer } = await seedAccount(service, 'club');
    const id = await accept(service, { account, peer, title: 'soon' });
    const operation = await operate('POST', `/v1/invites/${id}/revoke`);
    const made = await settle(service, id);
    expect(made.status).toBe('succeeded');
    expect(operation.status).toBe('succeeded');
    expect(service.telegram.ledger.isRevoked(String(made.invite?.link))).toBe(true);
  });
});
