import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { accept, make, request, settle } from './follow-jobs.ts';
import { type LocalService, startLocalService } from './local-service.ts';
import { seedAccount } from './seed-account.ts';
import { tellFailure } from './tell-failure.ts';

let service: LocalService;
beforeAll(async () => {
  service = await startLocalService({
    'messages.editExportedChatInvite': { capacity: 1000, refillPerMinute: 1000, penaltySeconds: 5 },
  });
});
afterAll(() => service.close());
tellFailure(() => service);

interface OperationResource {
  id: string;
  kind: string;
  status: string;
  invite_id: string;
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

describe('beside a campaign whose account waits for Telegram', () => {
  test('a revocation is done at once', async () => {
    const { account, peer, user } = await seedAccount(service, 'shop');
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
