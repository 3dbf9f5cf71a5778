import { expect, test } from 'vitest';
import {
  type ApiKey,
  allScopes,
  hashApiKey,
  isLive,
  keyIdOf,
  mayUseAccount,
  newApiKey,
} from '../../../../functions/core/account/api-key.ts';

const nowMs = Date.UTC(2026, 11, 1, 10);

function createKey(fields: Partial<ApiKey> = {}): ApiKey {
  return {
    keyHash: hashApiKey('isk_0000'),
    tenantId: 'ten_a',
    name: 'ci',
    scopes: allScopes,
    ratePerMinute: 60,
    createdAtMs: nowMs,
    ...fields,
  };
}

test('a key’s text holds its randomness, and its id is part of its hash', () => {
  const text = newApiKey(new Uint8Array(24).fill(255));
  expect(text).toBe(`isk_${'_'.repeat(32)}`);
  expect(keyIdOf(hashApiKey(text))).toBe(`key_${hashApiKey(text).slice(0, 12)}`);
});

test('a key is live until the very millisecond it expires, and never once it is revoked', () => {
  expect(isLive(createKey(), nowMs)).toBe(true);
  expect(isLive(createKey({ expiresAtMs: nowMs + 1 }), nowMs)).toBe(true);
  expect(isLive(createKey({ expiresAtMs: nowMs }), nowMs)).toBe(false);
  expect(isLive(createKey({ revokedAtMs: nowMs - 1, expiresAtMs: nowMs + 1 }), nowMs)).toBe(false);
});

test('a key may use every account unless some are named, and none when none are', () => {
  expect(mayUseAccount(createKey(), 'main')).toBe(true);
  expect(mayUseAccount(createKey({ accounts: ['main'] }), 'main')).toBe(true);
  expect(mayUseAccount(createKey({ accounts: ['main'] }), 'Main')).toBe(false);
  expect(mayUseAccount(createKey({ accounts: [] }), 'main')).toBe(false);
});
