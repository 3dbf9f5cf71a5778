import { expect, onTestFinished, test } from 'vitest';
import { startDataCentres } from '../../telegram-emulator/data-centres.ts';
import type { TlObject } from '../../telegram-emulator/tl/parse-schema.ts';
import { startTelegram } from './support/start-telegram.ts';

const GET_CONFIG = { _: 'help.getConfig' };

test('each data centre tells where all of them are', async () => {
  const { telegram, openLoggedOut } = await startTelegram([2, 4]);
  const config = await (await openLoggedOut(4)).call(GET_CONFIG);
  expect(config.this_dc).toBe(4);
  expect(config.dc_options).toMatchObject([
    { id: 2, ip_address: '127.0.0.1', port: telegram.at(2).port },
    { id: 4, ip_address: '127.0.0.1', port: telegram.at(4).port },
  ]);
});

test('one that was closed is told of no more', async () => {
  const { telegram, openLoggedOut } = await startTelegram([2, 4]);
  const session = await openLoggedOut(2);
  await telegram.at(4).close();
  const { dc_options: options } = await session.call(GET_CONFIG);
  expect((options as TlObject[]).map(({ id }) => id)).toEqual([2]);
});

test('all of them have one key', async () => {
  const telegram = await startDataCentres([2, 4]);
  onTestFinished(telegram.close);
  expect(telegram.at(2).publicKeyPem).toBe(telegram.publicKeyPem);
  expect(telegram.at(4).publicKeyPem).toBe(telegram.publicKeyPem);
});

test('a key of one is unknown to the others', async () => {
  const { openSession, world, user } = await startTelegram([2, 4]);
  const session = await openSession(world.mintAuthKey(user, 2).authKey, 4);
  await expect(session.call(GET_CONFIG)).rejects.toThrow('transport error -404');
});

test('one that was not started is not to be had', async () => {
  const { telegram } = await startTelegram([2]);
  expect(() => telegram.at(3)).toThrow(RangeError);
});
