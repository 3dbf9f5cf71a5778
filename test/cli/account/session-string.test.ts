import { randomBytes } from 'node:crypto';
import {
  convertToMtkrutoSession,
  serializeGramjsSession,
  serializePyrogramSession,
  serializeTelethonSession,
} from '@mtcute/convert';
import { writeStringSession } from '@mtcute/node/utils.js';
import { expect, test } from 'vitest';
import { parseSessionString } from '../../../cli/account/session-string.ts';

const authKey = randomBytes(256);
const main = { id: 4, ipAddress: '149.154.167.91', port: 443 };
const direct = { dcId: 4, ipAddress: main.ipAddress, ipv6: false, port: 443, authKey };
const mtcute = { version: 3 as const, primaryDcs: { main, media: main }, authKey };
const pyrogram = { dcId: 4, isTest: false, authKey, userId: 5_000_000_001, isBot: false };

/** The oldest form of Pyrogram's, which nothing writes any more: the user's id has 32 bits. */
function writeOldPyrogram(): string {
  return Buffer.concat([Buffer.from([4, 0]), authKey, Buffer.from([0, 0, 19, 136, 0])]).toString('base64url');
}

test.for([
  ['Telethon', serializeTelethonSession(direct)],
  ['Telethon', serializeTelethonSession({ ...direct, ipAddress: '2001:67c:4e8:f004::a', ipv6: true })],
  ['GramJS', serializeGramjsSession(direct)],
  ['GramJS', serializeGramjsSession({ ...direct, ipAddress: '2001:67c:4e8:f004::a', ipv6: true })],
  ['GramJS', serializeGramjsSession({ ...direct, ipAddress: 'vesta.web.telegram.org' })],
  ['Pyrogram', writeOldPyrogram()],
  ['Pyrogram', serializePyrogramSession(pyrogram)],
  ['Pyrogram', serializePyrogramSession({ ...pyrogram, apiId: 12_345 })],
  ['mtcute', writeStringSession(mtcute)],
  [
    'mtcute',
    writeStringSession({ ...mtcute, self: { userId: 5, isBot: false, isPremium: false, usernames: [] } }),
  ],
  ['MTKruto', convertToMtkrutoSession(mtcute)],
] as const)('a session string of %s is read', ([library, text]) => {
  expect(parseSessionString(` ${text}\n`)).toMatchObject({ library, dcId: 4, authKey, isBot: false });
});

test('every kind of string that is read may have lost its padding on the way', () => {
  for (const text of [serializeTelethonSession(direct), serializeGramjsSession(direct)]) {
    expect(parseSessionString(text.replace(/=+$/, ''))).toMatchObject({ dcId: 4, authKey });
  }
});

test('a session of the test servers is known by its flag', () => {
  const text = serializePyrogramSession({ ...pyrogram, isTest: true });
  expect(parseSessionString(text)).toMatchObject({ isTest: true });
});

const telethon = serializeTelethonSession(direct);

test.for([
  ['', /the input is empty/],
  ['SQLite format 3\0\u0010', /session file \(an SQLite database\)/],
  ['123456789:AAE_fakefakefakefakefakefakefakefake', /token of a bot/],
  ['+44 7700 900123', /use the command login/],
  ['{"dc_id": 2}', /has characters that none has/],
  ['hello', /a part of it is missing/],
  [telethon.slice(0, 300), /a part of it is missing/],
  [serializePyrogramSession({ ...pyrogram, isBot: true }), /BOT_SESSION/],
  [serializeTelethonSession({ ...direct, authKey: Buffer.alloc(256) }), /exported before the login/],
] as const)(
  'unreadable input %# is refused with what it is instead, and is not quoted',
  ([text, sentence]) => {
    function read() {
      return parseSessionString(text);
    }
    expect(read).toThrow(sentence);
    if (text.length > 20) {
      expect(read).not.toThrow(text.slice(0, 20));
    }
  },
);
