import { readFileSync } from 'node:fs';
import { crc32 } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { parseDefinition, parseLines } from '../../../telegram-emulator/tl/parse-schema.ts';
import { readCall, readObject, TlReadError } from '../../../telegram-emulator/tl/read.ts';
import { loadSchema } from '../../../telegram-emulator/tl/schema.ts';
import { TlWriteError, writeCall, writeObject } from '../../../telegram-emulator/tl/write.ts';

const schema = loadSchema();

const invite = {
  _: 'chatInviteExported',
  request_needed: true,
  link: 'https://t.me/+abc',
  admin_id: 5_000_000_001n,
  date: 1_790_000_000,
  title: 'grüße 🚀',
  subscription_pricing: { _: 'starsSubscriptionPricing', period: 2_592_000, amount: 9_007_199_254_740_993n },
};

describe('codec', () => {
  test('an object with flags, strings, 64-bit numbers and nested objects survives a round trip', () => {
    expect(readObject(schema, writeObject(schema, invite))).toEqual(invite);
  });

  test('a wrapped call survives a round trip', () => {
    const call = {
      _: 'invokeWithLayer',
      layer: 198,
      query: {
        _: 'messages.exportChatInvite',
        peer: { _: 'inputPeerChannel', channel_id: 1n, access_hash: -(2n ** 63n) },
        usage_limit: 99_999,
      },
    };
    expect(readCall(schema, writeCall(schema, call))).toEqual(call);
  });

  test('a string of 254 bytes takes the long length form', () => {
    const object = { _: 'rpc_error', error_code: 400, error_message: 'x'.repeat(254) };
    const bytes = writeObject(schema, object);
    expect(bytes[8]).toBe(254);
    expect(readObject(schema, bytes)).toEqual(object);
  });

  test('Bool, true, bytes, int128 and bare vectors survive a round trip', () => {
    const salts = {
      _: 'future_salts',
      req_msg_id: 4n,
      now: 1,
      salts: [{ _: 'future_salt', valid_since: 1, valid_until: 2, salt: -3n }],
    };
    const hash = {
      _: 'dh_gen_ok',
      nonce: Buffer.alloc(16, 1),
      server_nonce: Buffer.alloc(16, 2),
      new_nonce_hash1: Buffer.alloc(16, 3),
    };
    const settings = { _: 'peerNotifySettings', silent: false, show_previews: true };
    for (const object of [salts, hash, settings]) {
      expect(readObject(schema, writeObject(schema, object))).toEqual(object);
    }
  });

  test('a client of an older or newer layer is sent the constructor its layer knows', () => {
    const user = { _: 'user', id: 1n };
    expect(writeObject(schema, user, 198).readUInt32LE()).toBe(0x4b46c37e);
    expect(writeObject(schema, user, 193).readUInt32LE()).toBe(0x83314fca);
    expect(writeObject(schema, user, 229).readUInt32LE()).toBe(0xb1b8cc83);
  });

  test('every constructor id in the layer differences is the checksum of its definition', () => {
    const path = new URL('../../../telegram-emulator/tl/layers.tl', import.meta.url);
    const lines = readFileSync(path, 'utf8')
      .split('\n')
      .filter((line) => /^[\w.]+#/.test(line));
    expect(lines.length).toBeGreaterThan(0);
    for (const line of lines) {
      const [definition] = parseLines([line], false);
      const canonical = line
        .replace(/#[0-9a-f]+/, '')
        .replace(';', '')
        .replace(/ \w+:flags\d?\.\d+\?true/g, '')
        .replace(/([:?])bytes /g, '$1string ')
        .replace(/</g, ' ')
        .replace(/>/g, '');
      expect(crc32(canonical), definition?.name).toBe(definition?.id);
    }
  });

  test('fields of a definition carry their conditions', () => {
    const [line] = parseLines(['a#1 flags:# b:flags.3?Vector<long> = A;'], false);
    if (line === undefined) {
      throw new Error('no line');
    }
    expect(parseDefinition(line).fields).toEqual([
      { name: 'flags', type: { kind: 'flags' } },
      {
        name: 'b',
        type: { kind: 'vector', boxed: true, item: { kind: 'bare', name: 'long' } },
        condition: { flags: 'flags', bit: 3 },
      },
    ]);
  });
});

describe('hostile input', () => {
  const call = writeCall(schema, { _: 'users.getUsers', id: [{ _: 'inputUserSelf' }] });

  function reasonOf(bytes: Buffer): string {
    try {
      readCall(schema, bytes);
    } catch (error) {
      if (error instanceof TlReadError) {
        return error.reason;
      }
      throw error;
    }
    return 'read';
  }

  test('an unknown method is refused by its number', () => {
    expect(reasonOf(Buffer.from([1, 0, 0, 0]))).toBe('INPUT_METHOD_INVALID_1');
  });

  test('every truncation of a call is refused', () => {
    for (let length = 0; length < call.length; length += 1) {
      expect(reasonOf(call.subarray(0, length))).toMatch(/^INPUT_FETCH_ERROR/);
    }
  });

  test('bytes behind a call are refused', () => {
    expect(reasonOf(Buffer.concat([call, Buffer.alloc(4)]))).toBe('INPUT_REQUEST_TOO_LONG');
  });

  test('a constructor of another type is refused', () => {
    const wrong = Buffer.from(call);
    writeObject(schema, { _: 'inputPeerSelf' }).copy(wrong, 12);
    expect(reasonOf(wrong)).toBe('INPUT_CONSTRUCTOR_INVALID');
  });

  test('a vector that claims more items than there are bytes is refused', () => {
    const lying = Buffer.from(call);
    lying.writeUInt32LE(0x7fffffff, 8);
    expect(reasonOf(lying)).toBe('INPUT_FETCH_ERROR');
  });

  test('endless nesting is refused', () => {
    const wrapper = Buffer.from([0xb7, 0x75, 0x94, 0xbf].reverse());
    const id = schema.functionByName('invokeWithoutUpdates')?.id ?? 0;
    wrapper.writeUInt32LE(id);
    expect(reasonOf(Buffer.concat(Array.from({ length: 10_000 }, () => wrapper)))).toBe('INPUT_FETCH_ERROR');
  });
});

describe('writing', () => {
  test('a missing field is named', () => {
    expect(() => writeObject(schema, { _: 'rpc_error', error_code: 1 })).toThrow(
      'rpc_error.error_message is missing',
    );
  });

  test('an object of another type is refused', () => {
    const wrong = { _: 'messages.exportedChatInvite', invite: { _: 'inputPeerSelf' }, users: [] };
    expect(() => writeObject(schema, wrong)).toThrow(TlWriteError);
  });
});
