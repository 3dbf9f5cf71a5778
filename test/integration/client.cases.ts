import { expect } from 'vitest';
import { type Client, createClient } from '../../client/create-client.ts';
import { exportMethod } from '../../functions/core/rpc/methods.ts';
import type { LocalService } from './local-service.ts';
import { seedAccount, type TestAccount } from './seed-account.ts';
import { test } from './shared-service.ts';
import { tellFailure } from './tell-failure.ts';

let service: LocalService;
let account: TestAccount;
let client: Client;
test.beforeAll(async ({ service: shared }) => {
  service = shared;
  account = await seedAccount(service, 'typed_client');
  client = createClient({ baseUrl: service.system.baseUrl, apiKey: service.system.demo.apiKey });
});
tellFailure(() => service);

test('the client waits for a link across a flood wait, edits it, revokes it and finds it again', async () => {
  service.telegram.floodPolicy.imposeWait(account.user.id, exportMethod, 3);
  const job = await client.invites.create({ account: account.account, peer: account.peer, title: 'first' });
  const made = await job.wait();
  expect(made.invite?.link).toMatch(/^https:\/\/t\.me\/\+/);
  expect(made.attempts).toBe(2);
  await (await client.invites.edit(made.id, { title: 'second' })).wait();
  await (await client.invites.revoke(made.id)).wait();
  const found = [];
  for await (const invite of client.invites.list({ account: account.account, link_status: 'revoked' })) {
    found.push([invite.id, invite.invite?.title]);
  }
  expect(found).toEqual([[made.id, 'second']]);
});

test('the client ends a batch that it waits for, and tells by type why a request is refused', async () => {
  const item = { account: account.account, peer: account.peer };
  const batch = await client.batches.create({ item, count: 3 });
  const done = await batch.wait();
  expect(done.counts.succeeded).toBe(3);
  await expect(client.invites.create({ ...item, usage_limit: 100_000 })).rejects.toMatchObject({
    type: 'invalid-request',
    problem: { errors: [{ field: 'usage_limit' }] },
  });
});
