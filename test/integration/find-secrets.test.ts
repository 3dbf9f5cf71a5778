import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { formsOfKey, searchSecrets } from './find-secrets.ts';

const key = randomBytes(256);
const secrets = { 'auth key': formsOfKey(key) };

function kindsIn(text: string) {
  return searchSecrets(secrets, [{ name: 'log', text }]).map(({ kind }) => kind);
}

function amid(bytesBefore: number, bytesAfter: number) {
  return Buffer.concat([randomBytes(bytesBefore), key, randomBytes(bytesAfter)]);
}

test.each<[form: string, text: string]>([
  ['base64', key.toString('base64')],
  ['base64url', key.toString('base64url')],
  ['hex', key.toString('hex')],
  ['bytes', key.toString('latin1')],
  ['a Buffer as JSON', JSON.stringify({ authKey: key })],
  ['a Telethon session', `1${amid(7, 0).toString('base64url')}`],
  ['a gramjs session', `1${amid(14, 0).toString('base64')}`],
  ['a Pyrogram session', amid(6, 9).toString('base64url')],
  ['an mtcute session', amid(26, 12).toString('base64url')],
  ['its first 60 characters', key.toString('base64').slice(0, 60)],
  ['its last 60 characters', key.toString('base64').slice(-60)],
  ['a session cut to its first 100 characters', amid(14, 0).toString('base64').slice(0, 100)],
])('a key is found as %s', (_form, text) => {
  expect(kindsIn(`{"message":"${text}"}`)).toEqual(['auth key']);
});

test('another key is not taken for it', () => {
  expect(kindsIn(randomBytes(256).toString('base64') + randomBytes(256).toString('hex'))).toEqual([]);
});

test('a secret is not searched for that would be found by chance', () => {
  expect(() => searchSecrets({ code: ['22222'] }, [])).toThrow('a code of 5 characters');
});
