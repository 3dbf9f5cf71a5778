import { describe, expect, test } from 'vitest';
import { sha1 } from '../../../telegram-emulator/crypto/hashes.ts';
import { saltAt } from '../../../telegram-emulator/session/salts.ts';
import { authKeyIndex } from '../../../telegram-emulator/world/world.ts';
import { GET_CONFIG, openUsedSession } from '../support/open-used-session.ts';

const HALF_HOUR_MS = 1800_000;

describe('salt', () => {
  test('a message with a wrong salt is not executed and told the right one', async () => {
    const { session, dataCentre, authKeyOf } = await openWithKey();
    const calls = dataCentre.ledger.calls.length;
    const msgId = session.sendCall(GET_CONFIG, { salt: 7n });
    const { object } = await session.next('bad_server_salt');
    expect(object).toMatchObject({ bad_msg_id: msgId, error_code: 48, new_server_salt: authKeyOf() });
    expect(dataCentre.ledger.calls).toHaveLength(calls);
  });

  async function openWithKey() {
    const used = await openUsedSession();
    const index = authKeyIndex(2, sha1(used.session.authKey).toString('hex', 12));
    const authKey = used.world.authKeys.get(index);
    if (authKey === undefined) {
      throw new Error('no key');
    }
    return { ...used, authKeyOf: () => saltAt(authKey, used.clock.now()) };
  }

  test('a salt is good for the half hour after its own, and no longer', async () => {
    const { session, clock } = await openUsedSession();
    clock.advance(HALF_HOUR_MS);
    expect(await session.call(GET_CONFIG)).toMatchObject({ _: 'config' });
    clock.advance(HALF_HOUR_MS);
    session.sendCall(GET_CONFIG);
    expect((await session.next('bad_server_salt')).object.error_code).toBe(48);
  });

  test('future salts are given in order and become valid in their time', async () => {
    const { session, clock } = await openUsedSession();
    session.sendCall({ _: 'get_future_salts', num: 3 });
    const { object } = await session.next('future_salts');
    const salts = object.salts as { valid_since: number; valid_until: number; salt: bigint }[];
    expect(salts).toHaveLength(3);
    expect(salts[0]?.salt).toBe(session.salt());
    clock.advance((salts[2]?.valid_since ?? 0) * 1000 - clock.now());
    session.useSalt(salts[2]?.salt ?? 0n);
    expect(await session.call(GET_CONFIG)).toMatchObject({ _: 'config' });
  });

  test('at most 64 salts are given, each good for an hour, a new one every half hour', async () => {
    const { session, clock } = await openUsedSession();
    session.sendCall({ _: 'get_future_salts', num: 100 });
    const { object } = await session.next('future_salts');
    const salts = object.salts as { valid_since: number; valid_until: number }[];
    expect(salts).toHaveLength(64);
    const first = Math.floor(clock.now() / HALF_HOUR_MS) * 1800;
    expect(salts.map((salt) => [salt.valid_since, salt.valid_until])).toEqual(
      salts.map((_, i) => [first + i * 1800, first + (i + 2) * 1800]),
    );
  });
});
