import { Api } from 'telegram';
import type { StringSession } from 'telegram/sessions/index.js';
import { expect, onTestFinished, test } from 'vitest';
import { DEMO_LOGIN_CODE, DEMO_PHONES } from '../../../../../infra/local/telegram/demo-world.ts';
import { createGramjsClient, gramjsHandshake } from '../support/gramjs-client.ts';
import { startDemo } from '../support/start-demo.ts';

test('gramjs logs in, resolves a channel, exports a link and lists it', gramjsHandshake, async () => {
  const { dataCentre } = await startDemo();
  const client = createGramjsClient(dataCentre, onTestFinished);
  await client.connect();
  await client.start({
    phoneNumber: async () => `+${DEMO_PHONES.user}`,
    phoneCode: async () => DEMO_LOGIN_CODE,
    onError: (error) => {
      throw error;
    },
  });

  const request = { peer: 'launch_chat', title: 'order 4711', usageLimit: 3 };
  const invite = await client.invoke(new Api.messages.ExportChatInvite(request));
  const listed = await client.invoke(
    new Api.messages.GetExportedChatInvites({ peer: 'launch_chat', adminId: 'me', limit: 10 }),
  );

  expect(invite).toMatchObject({ title: 'order 4711', usageLimit: 3 });
  expect(listed.invites.map((listedInvite) => 'link' in listedInvite && listedInvite.link)).toEqual([
    'link' in invite && invite.link,
  ]);
  expect(dataCentre.ledger.parallelSends).toEqual([]);
});

test('gramjs with a key minted for it needs no login', async () => {
  const { dataCentre, world, user } = await startDemo();
  const client = createGramjsClient(dataCentre, onTestFinished);
  const { AuthKey } = await import('telegram/crypto/AuthKey.js');
  const authKey = new AuthKey();
  await authKey.setKey(world.mintAuthKey(user).authKey);
  (client.session as StringSession).setAuthKey(authKey);
  await client.connect();
  const me = await client.getMe();
  expect(me.id.toString()).toBe(user.id.toString());
});
