import { MemoryStorage, TelegramClient, tl } from '@mtcute/node';
import { addPublicKey, NodeCryptoProvider } from '@mtcute/node/utils.js';
import { type TestContext, test } from 'vitest';
import { type DataCentre, startDataCentre } from '../../../../../infra/local/telegram/data-centre.ts';
import {
  createDemoWorld,
  DEMO_LOGIN_CODE,
  DEMO_PASSWORD,
  DEMO_PHONES,
} from '../../../../../infra/local/telegram/demo-world.ts';

/** Its clients wait a second before they first send, so the tests run side by side. */
type OnTestFinished = TestContext['onTestFinished'];

async function startDemo(onTestFinished: OnTestFinished) {
  const demo = createDemoWorld();
  const dataCentre = await startDataCentre({ world: demo.world });
  onTestFinished(dataCentre.close);
  return { demo, dataCentre };
}

/** mtcute as its users set it up, but for the address and the key of the server. */
async function createClient(
  { host, port, dcId, publicKeyPem }: DataCentre,
  onTestFinished: OnTestFinished,
): Promise<TelegramClient> {
  const crypto = new NodeCryptoProvider();
  await crypto.initialize();
  const dc = { id: dcId, ipAddress: host, port };
  const client = new TelegramClient({
    apiId: 12345,
    apiHash: '0123456789abcdef0123456789abcdef',
    storage: new MemoryStorage(),
    crypto,
    defaultDcs: { main: dc, media: dc },
    disableUpdates: true,
    logLevel: 0,
  });
  addPublicKey(crypto, publicKeyPem);
  onTestFinished(() => client.destroy());
  return client;
}

test.concurrent('mtcute signs a new phone up, creates a channel and exports a link', async ({
  expect,
  onTestFinished,
}) => {
  const { dataCentre } = await startDemo(onTestFinished);
  const client = await createClient(dataCentre, onTestFinished);
  const phone = '9996621234';

  const sent = await client.sendCode({ phone });
  if (!('phoneCodeHash' in sent)) throw new Error('logged in without a code');
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
  const client = await createClient(dataCentre, onTestFinished);

  const self = await client.start({
    phone: DEMO_PHONES.guarded,
    code: DEMO_LOGIN_CODE,
    password: DEMO_PASSWORD,
    codeSentCallback: () => undefined,
  });
  const titles: string[] = [];
  for await (const dialog of client.iterDialogs()) titles.push(dialog.peer.displayName);
  const link = await client.createInviteLink('launch', { usageLimit: 5 });

  expect(self.firstName).toBe('Edsger');
  expect(titles).toEqual(['Launch']);
  expect(link.usageLimit).toBe(5);
});

test.concurrent('mtcute is refused with a wrong password', async ({ expect, onTestFinished }) => {
  const { dataCentre } = await startDemo(onTestFinished);
  const client = await createClient(dataCentre, onTestFinished);
  const phone = DEMO_PHONES.guarded;
  const sent = await client.sendCode({ phone });
  if (!('phoneCodeHash' in sent)) throw new Error('logged in without a code');
  const { phoneCodeHash } = sent;

  await expect(client.signIn({ phone, phoneCodeHash, phoneCode: DEMO_LOGIN_CODE })).rejects.toSatisfy(
    (error) => tl.RpcError.is(error, 'SESSION_PASSWORD_NEEDED'),
  );
  await expect(client.checkPassword('battery staple')).rejects.toSatisfy((error) =>
    tl.RpcError.is(error, 'PASSWORD_HASH_INVALID'),
  );
});
