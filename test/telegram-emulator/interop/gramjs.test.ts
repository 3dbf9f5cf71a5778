import { Api } from 'telegram';
import { RequestState } from 'telegram/network/RequestState.js';
import type { StringSession } from 'telegram/sessions/index.js';
import { expect, onTestFinished, test } from 'vitest';
import { DEMO_LOGIN_CODE, DEMO_PHONES } from '../../../telegram-emulator/demo-world.ts';
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
  const { user, client } = await connectWithMintedKey();
  const me = await client.getMe();
  expect(me.id.toString()).toBe(user.id.toString());
});

test('a chain as gramjs makes it is executed in order and falls with its first refusal', async () => {
  const { dataCentre, client } = await connectWithMintedKey();
  const peer = await client.getInputEntity('launch_chat');
  const usageLimits = [1, 2, -1, 4];
  const states = usageLimits.map(
    (usageLimit) => new RequestState(new Api.messages.ExportChatInvite({ peer, usageLimit })),
  );
  states.forEach((state, i) => {
    state.after = states[i - 1];
    client._sender?.addStateToQueue(state);
  });
  // The answer behind an error is not awaited: gramjs drops what follows an error in one container.
  const answers = await Promise.allSettled(states.slice(0, 3).map((state) => state.promise));
  expect(answers).toMatchObject([
    { value: { usageLimit: 1 } },
    { value: { usageLimit: 2 } },
    { reason: { code: 400, errorMessage: 'USAGE_LIMIT_INVALID' } },
  ]);
  const exports = dataCentre.ledger.calls.filter(({ method }) => method === 'messages.exportChatInvite');
  expect(exports.map(({ outcome }) => outcome)).toEqual([
    'ok',
    'ok',
    'USAGE_LIMIT_INVALID',
    'MSG_WAIT_FAILED',
  ]);
});

async function connectWithMintedKey() {
  const demo = await startDemo();
  const client = createGramjsClient(demo.dataCentre, onTestFinished);
  const { AuthKey } = await import('telegram/crypto/AuthKey.js');
  const authKey = new AuthKey();
  await authKey.setKey(demo.world.mintAuthKey(demo.user).authKey);
  (client.session as StringSession).setAuthKey(authKey);
  await client.connect();
  return { ...demo, client };
}
