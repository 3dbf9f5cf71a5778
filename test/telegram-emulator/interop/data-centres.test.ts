import { Api } from 'telegram';
import { AuthKey } from 'telegram/crypto/AuthKey.js';
import type { StringSession } from 'telegram/sessions/index.js';
import { type TestContext, test } from 'vitest';
import { startDataCentres } from '../../../telegram-emulator/data-centres.ts';
import {
  createDemoWorld,
  DEMO_LOGIN_CODE,
  DEMO_PASSWORD,
  DEMO_PHONES,
} from '../../../telegram-emulator/demo-world.ts';
import { tokenOfLoginUrl } from '../../../telegram-emulator/world/login-tokens.ts';
import { createGramjsClient, gramjsHandshake } from '../support/gramjs-client.ts';
import { createMtcuteClient } from '../support/mtcute-client.ts';

/** Data centres 2 and 4 over the demo world. */
async function startTwo(onTestFinished: TestContext['onTestFinished']) {
  const demo = createDemoWorld();
  const telegram = await startDataCentres([2, 4], { world: demo.world });
  onTestFinished(telegram.close);
  return { ...demo, telegram };
}

test.concurrent('mtcute follows a phone to its home and logs in there', async ({
  expect,
  onTestFinished,
}) => {
  const { telegram, world, user } = await startTwo(onTestFinished);
  world.moveUser(user, 4);
  const client = await createMtcuteClient(telegram.at(2), onTestFinished);

  const self = await client.start({
    phone: DEMO_PHONES.user,
    code: DEMO_LOGIN_CODE,
    codeSentCallback: () => undefined,
  });

  expect(self.firstName).toBe('Ada');
  expect(telegram.at(2).ledger.calls.map(({ outcome }) => outcome)).toContain('PHONE_MIGRATE_4');
  const { calls } = telegram.at(4).ledger;
  expect(calls.filter(({ outcome }) => outcome === 'ok').map(({ method }) => method)).toContain(
    'auth.signIn',
  );
});

test.concurrent('mtcute logs in by QR code, at the home of who scans it and with the cloud password', async ({
  expect,
  onTestFinished,
}) => {
  const { telegram, world, guarded } = await startTwo(onTestFinished);
  world.moveUser(guarded, 4);
  const client = await createMtcuteClient(telegram.at(2), onTestFinished, { disableUpdates: false });

  let shownUrl = '';
  const self = await client.signInQr({
    onUrlUpdated: (url) => {
      shownUrl = url;
      world.acceptLoginToken(url, guarded);
    },
    password: DEMO_PASSWORD,
  });

  expect(self.firstName).toBe('Edsger');
  expect(telegram.at(4).ledger.callsMade('auth.importLoginToken')).toBe(1);
  expect(() => world.loginTokens.findLive(tokenOfLoginUrl(shownUrl), Date.now())).toThrow(
    'AUTH_TOKEN_ALREADY_ACCEPTED',
  );
});

test.concurrent(
  'gramjs logs in by a QR code that another of its clients accepts',
  gramjsHandshake,
  async ({ expect, onTestFinished }) => {
    const { telegram, world, user } = await startTwo(onTestFinished);
    const app = createGramjsClient(telegram.at(2), onTestFinished);
    const authKey = new AuthKey();
    await authKey.setKey(world.mintAuthKey(user).authKey);
    (app.session as StringSession).setAuthKey(authKey);
    await app.connect();
    const waiting = createGramjsClient(telegram.at(2), onTestFinished);
    await waiting.connect();

    const self = await waiting.signInUserWithQrCode(
      { apiId: 12345, apiHash: '0123456789abcdef0123456789abcdef' },
      {
        qrCode: async ({ token }) => {
          await app.invoke(new Api.auth.AcceptLoginToken({ token }));
        },
        onError: (error) => {
          throw error;
        },
      },
    );

    expect(self.id.toString()).toBe(user.id.toString());
    expect((await waiting.getMe()).id.toString()).toBe(user.id.toString());
  },
);

test.concurrent(
  'gramjs takes a login from one data centre to another',
  gramjsHandshake,
  async ({ expect, onTestFinished }) => {
    const { telegram, world, user } = await startTwo(onTestFinished);
    const old = createGramjsClient(telegram.at(2), onTestFinished);
    const authKey = new AuthKey();
    await authKey.setKey(world.mintAuthKey(user, 2).authKey);
    (old.session as StringSession).setAuthKey(authKey);
    await old.connect();
    world.moveUser(user, 4);

    const { id, bytes } = await old.invoke(new Api.auth.ExportAuthorization({ dcId: 4 }));
    const atHome = createGramjsClient(telegram.at(4), onTestFinished);
    await atHome.connect();
    await atHome.invoke(new Api.auth.ImportAuthorization({ id, bytes }));

    expect((await atHome.getMe()).id.toString()).toBe(user.id.toString());
  },
);
