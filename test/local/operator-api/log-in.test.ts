import { beforeAll, expect, test } from 'vitest';
import { DEMO_LOGIN_CODE, DEMO_PASSWORD, DEMO_PHONES } from '../../../telegram-emulator/demo-world.ts';
import { app, openOperatorSystem } from './operator-system.ts';

let service: Awaited<ReturnType<typeof openOperatorSystem>>;
beforeAll(async () => {
  service = await openOperatorSystem();
});

function ask(...request: Parameters<typeof service.ask>) {
  return service.ask(...request);
}

test('a QR code is shown and renewed, and scanned it ends with the chats in which links may be made', async () => {
  service.world.loginRules.tokenLifetimeMs = 300;
  const { started, path } = await service.logIn('scanned', { method: 'qr' });
  expect(started).toMatchObject({
    status: 201,
    body: { account: 'scanned', state: 'qr', url: expect.stringMatching(/^tg:\/\/login\?token=/) },
  });
  service.world.loginRules.tokenLifetimeMs = 30_000;
  const renewed = await ask('GET', `${path}?after=${started.body.version}`);
  expect(renewed.body.state).toBe('qr');
  expect(renewed.body.url).not.toBe(started.body.url);
  service.world.acceptLoginToken(renewed.body.url, service.user);
  const done = await ask('GET', `${path}?after=${renewed.body.version}`);
  expect(done.body).toMatchObject({
    state: 'done',
    user: { id: service.user.id.toString(), first_name: 'Ada', username: 'ada_demo' },
  });
  const peers = done.body.chats.map(({ peer }: { peer: string }) => peer);
  expect(peers).toContain('@launch');
  expect(peers).not.toContain('@press_room');
  expect(await service.openSession('scanned')).toMatchObject({ userId: service.user.id.toString() });

  expect(await ask('POST', '/operator/accounts/scanned/check')).toMatchObject({
    status: 200,
    body: { works: true, data_centre: 2, user: { username: 'ada_demo' } },
  });
});

test('a phone number, a wrong code, the code sent again, a wrong password and the right one log in', async () => {
  service.guarded.passwordHint = 'horse';
  const { started, path } = await service.logIn('guarded', { method: 'phone', phone: DEMO_PHONES.guarded });
  expect(started.body).toMatchObject({ state: 'code', length: 5, how: expect.stringContaining('app') });
  expect(Date.parse(started.body.resend_at)).toBeGreaterThan(Date.now());
  const wrongCode = await ask('POST', `${path}/code`, { body: { code: '99999' } });
  expect(wrongCode.body).toMatchObject({ state: 'code', problem: expect.stringContaining('not the code') });
  expect((await ask('POST', `${path}/resend`)).body).toMatchObject({ state: 'code', how: 'by SMS' });
  const early = await ask('POST', `${path}/password`, { body: { password: DEMO_PASSWORD } });
  expect(early).toMatchObject({ status: 409, body: { state: 'code' } });
  const entered = await ask('POST', `${path}/code`, { body: { code: DEMO_LOGIN_CODE } });
  expect(entered.body).toMatchObject({ state: 'password', hint: 'horse' });
  const wrongPassword = await ask('POST', `${path}/password`, { body: { password: 'battery staple' } });
  expect(wrongPassword.body).toMatchObject({
    state: 'password',
    problem: expect.stringContaining('not the two-step password'),
  });
  const done = await ask('POST', `${path}/password`, { body: { password: DEMO_PASSWORD } });
  expect(done.body).toMatchObject({ state: 'done', user: { first_name: 'Edsger' }, chats: [] });
  expect(service.countSessions(service.guarded.id)).toBe(1);

  const said = JSON.stringify(service.said);
  for (const secret of [DEMO_PASSWORD, 'battery', DEMO_PHONES.guarded, '99999', app.api_hash]) {
    expect(said).not.toContain(secret);
  }
});

test('three wrong codes end the login', async () => {
  const { path } = await service.logIn('wrong', { method: 'phone', phone: DEMO_PHONES.other });
  const bodies = [];
  for (const code of ['11111', '11112', '11113']) {
    bodies.push((await ask('POST', `${path}/code`, { body: { code } })).body);
  }
  expect(bodies.at(-1)).toMatchObject({ state: 'failed', type: 'PHONE_CODE_INVALID' });
  expect(await service.getAccount('wrong')).toBeUndefined();
});

test('a wait that Telegram asks for at the login is told in seconds', async () => {
  service.dataCentres.at(2).faults.inject({
    method: 'auth.sendCode',
    times: 1,
    action: { type: 'rpc-error', code: 420, message: 'FLOOD_WAIT_77' },
  });
  const { started } = await service.logIn('flooded', { method: 'phone', phone: DEMO_PHONES.other });
  expect(started.body).toMatchObject({
    state: 'failed',
    type: 'FLOOD_WAIT',
    retry_after: 77,
    detail: expect.stringContaining('77 s'),
  });
});

test('a phone number that Telegram refuses ends the login, for another number begins another', async () => {
  const { started } = await service.logIn('refused', { method: 'phone', phone: '+0 00000' });
  expect(started.body).toMatchObject({ state: 'failed', type: 'PHONE_NUMBER_INVALID' });
});

test('one login of an account at a time: another is told the first, which goes on or is cancelled', async () => {
  const { started } = await service.logIn('busy', { method: 'qr' });
  const { started: second } = await service.logIn('busy', { method: 'qr' });
  expect(second).toMatchObject({ status: 409, body: { login_id: started.body.id } });
  const path = `/operator/accounts/busy/login/${started.body.id}`;
  expect((await ask('GET', path)).body).toMatchObject({ state: 'qr' });
  expect((await ask('GET', path.replace('busy', 'other'))).status).toBe(404);
  expect((await ask('DELETE', path)).body).toMatchObject({ state: 'failed', type: 'CANCELLED' });
  const { started: third } = await service.logIn('busy', { method: 'qr' });
  expect(third.status).toBe(201);
  await ask('DELETE', `/operator/accounts/busy/login/${third.body.id}`);
});

test('a login that is cancelled after the code leaves no account and no session', async () => {
  const { path } = await service.logIn('left', { method: 'phone', phone: DEMO_PHONES.other });
  expect((await ask('DELETE', path)).body.type).toBe('CANCELLED');
  expect(await ask('POST', `${path}/code`, { body: { code: DEMO_LOGIN_CODE } })).toMatchObject({
    status: 409,
  });
  expect(await service.getAccount('left')).toBeUndefined();
  expect(service.countSessions(service.other.id)).toBe(0);
});

test('one Telegram user is one account: under a second name the login is refused, and ended again', async () => {
  const user = service.world.addUser({ phone: '9996620005', firstName: 'Hedy' });
  const { started, path } = await service.logIn('hedy', { method: 'qr' });
  service.world.acceptLoginToken(started.body.url, user);
  expect((await ask('GET', `${path}?after=${started.body.version}`)).body.state).toBe('done');
  const again = await service.logIn('lamarr', { method: 'qr' });
  service.world.acceptLoginToken(again.started.body.url, user);
  const refused = await ask('GET', `${again.path}?after=${again.started.body.version}`);
  expect(refused.body).toMatchObject({ state: 'failed', type: 'REFUSED' });
  expect(refused.body.detail).toContain('is "hedy" already');
  expect(service.countSessions(user.id)).toBe(1);
});

test('an account of another data centre goes on there, and is removed and logged out at Telegram', async () => {
  const user = service.world.addUser({ phone: '9996640007', firstName: 'Barbara', dcId: 4 });
  const { started, path } = await service.logIn('moved', { method: 'phone', phone: '+999 66 4 0007' });
  expect(started.body.state).toBe('code');
  const done = await ask('POST', `${path}/code`, { body: { code: '44444' } });
  expect(done.body.state).toBe('done');
  expect(await service.openSession('moved')).toMatchObject({ dcId: 4 });
  const removed = await ask('DELETE', '/operator/accounts/moved', { body: { log_out: true } });
  expect(removed).toMatchObject({ status: 200, body: { ended: 0, maybe_made: 0 } });
  expect(await service.getAccount('moved')).toBeUndefined();
  expect(service.countSessions(user.id)).toBe(0);
});

test('a session that Telegram has ended does not work, and is not resumed before another login', async () => {
  const user = service.world.addUser({ phone: '9996620006', firstName: 'Alice' });
  const first = await service.logIn('alice', { method: 'qr' });
  service.world.acceptLoginToken(first.started.body.url, user);
  await ask('GET', `${first.path}?after=${first.started.body.version}`);
  for (const [id, key] of service.world.authKeys) {
    if (key.userId === user.id) {
      service.world.authKeys.delete(id);
    }
  }
  const checked = await ask('POST', '/operator/accounts/alice/check');
  expect(checked.body).toMatchObject({ works: false, error: { type: expect.stringMatching(/AUTH_KEY/) } });
  expect(await service.getAccount('alice')).toMatchObject({ status: 'dead' });
  expect(await ask('POST', '/operator/accounts/alice/resume')).toMatchObject({ status: 409 });
});
