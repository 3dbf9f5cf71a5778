import { tl } from '@mtcute/node';
import { type TestContext, test } from 'vitest';
import { startDataCentre } from '../../../telegram-emulator/data-centre.ts';
import {
  createDemoWorld,
  DEMO_LOGIN_CODE,
  DEMO_PASSWORD,
  DEMO_PHONES,
} from '../../../telegram-emulator/demo-world.ts';
import { createMtcuteClient } from '../support/mtcute-client.ts';

/** Its clients wait a second before they first send, so the tests run side by side. */
type OnTestFinished = TestContext['onTestFinished'];

async function startDemo(onTestFinished: OnTestFinished) {
  const demo = createDemoWorld();
  const dataCentre = await startDataCentre({ world: demo.world });
  onTestFinished(dataCentre.close);
  return { demo, dataCentre };
}

test.concurrent('mtcute signs a new phone up, creates a channel and exports a link', async ({
  expect,
  onTestFinished,
}) => {
  const { dataCentre } = await startDemo(onTestFinished);
  const client = await createMtcuteClient(dataCentre, onTestFinished);
  const phone = '9996621234';

  const sent = await client.sendCode({ phone });
  if (!('phoneCodeHash' in sent)) {
    throw new Error('logged in without a code');
  }
  const { phoneCodeHash } = sent;
  await expect(client.signIn({ phone, phoneCodeHash, phoneCode: '22222' })).rejects.toThrow();
  const authorization = await client.call({
    _: 'auth.signUp',
    phoneNumber: phone,
    phoneCodeHash,
    firstName: 'Barbara',
    lastName: '',
  });
  expect(authorization._).toBe('auth.authorization');

  const channel = await client.createChannel({ title: 'Announcements', description: 'what is new' });
  const peer = await client.resolvePeer(channel.inputPeer);
  const invite = await client.call({
    _: 'messages.exportChatInvite',
    peer,
    title: 'order 4711',
    usageLimit: 1,
  });

  expect(invite).toMatchObject({ _: 'chatInviteExported', title: 'order 4711', usageLimit: 1 });
  expect(dataCentre.ledger.linksMade()).toBe(1);
  expect(dataCentre.ledger.parallelSends).toEqual([]);
});

test.concurrent('mtcute logs in with the cloud password and reads its dialogs', async ({
  expect,
  onTestFinished,
}) => {
  const { dataCentre, demo } = await startDemo(onTestFinished);
  demo.world.addMember(demo.peers.launch, demo.guarded, 'admin', { inviteUsers: true });
  const client = await createMtcuteClient(dataCentre, onTestFinished);

  const self = await client.start({
    phone: DEMO_PHONES.guarded,
    code: DEMO_LOGIN_CODE,
    password: DEMO_PASSWORD,
    codeSentCallback: () => undefined,
  });
  const titles: string[] = [];
  for await (const dialog of client.iterDialogs()) {
    titles.push(dialog.peer.displayName);
  }
  const link = await client.createInviteLink('launch', { usageLimit: 5 });

  expect(self.firstName).toBe('Edsger');
  expect(titles).toEqual(['Launch']);
  expect(link.usageLimit).toBe(5);
});

test.concurrent('mtcute is refused with a wrong password', async ({ expect, onTestFinished }) => {
  const { dataCentre } = await startDemo(onTestFinished);
  const client = await createMtcuteClient(dataCentre, onTestFinished);
  const phone = DEMO_PHONES.guarded;
  const sent = await client.sendCode({ phone });
  if (!('phoneCodeHash' in sent)) {
    throw new Error('logged in without a code');
  }
  const { phoneCodeHash } = sent;

  await expect(client.signIn({ phone, phoneCodeHash, phoneCode: DEMO_LOGIN_CODE })).rejects.toSatisfy(
    (error) => tl.RpcError.is(error, 'SESSION_PASSWORD_NEEDED'),
  );
  await expect(client.checkPassword('battery staple')).rejects.toSatisfy((error) =>
    tl.RpcError.is(error, 'PASSWORD_HASH_INVALID'),
  );
});

test.concurrent('mtcute with perfect forward secrecy works on a temporary key', async ({
  expect,
  onTestFinished,
}) => {
  const { dataCentre, demo } = await startDemo(onTestFinished);
  const client = await createMtcuteClient(dataCentre, onTestFinished, { usePfs: true });

  await client.start({ phone: DEMO_PHONES.user, code: DEMO_LOGIN_CODE, codeSentCallback: () => undefined });
  const link = await client.createInviteLink('launch', { usageLimit: 5 });
  const full = await client.getFullChat('launch');
  const primary = await client.getPrimaryInviteLink('launch');
  const revoked = await client.revokeInviteLink('launch', full.inviteLink?.link ?? '');
  await client.joinChat(
    demo.world.addChannel({ title: 'News', username: 'news_of_today', creator: demo.other }).username ?? '',
  );
  const members = await client.getChatMembers('launch_chat');

  expect(link.usageLimit).toBe(5);
  expect(primary.link).toBe(full.inviteLink?.link);
  expect(revoked).toMatchObject({ isPrimary: true, isRevoked: false });
  expect(members.map(({ user }) => user.firstName)).toEqual(['Grace', 'Ada']);
  const keys = [...demo.world.authKeys.values()];
  expect(keys.filter(({ boundTo }) => boundTo !== undefined)).toHaveLength(1);
  expect(keys.find(({ userId }) => userId === demo.user.id)?.temporaryKeys.size).toBe(1);
  expect(dataCentre.ledger.parallelSends).toEqual([]);
});
