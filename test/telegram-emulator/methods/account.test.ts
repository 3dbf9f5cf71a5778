import { describe, expect, test } from 'vitest';
import type { TlObject } from '../../../telegram-emulator/tl/parse-schema.ts';
import { startDemo } from '../support/start-demo.ts';

describe('the account’s own name', () => {
  test('is changed and taken away', async () => {
    const { openSession, user } = await startDemo();
    const session = await openSession();
    function rename(username: string) {
      return session.call({ _: 'account.updateUsername', username });
    }
    expect(await rename('ada_new')).toMatchObject({ username: 'ada_new', self: true });
    await expect(rename('ada_new')).rejects.toThrow('USERNAME_NOT_MODIFIED');
    await expect(rename('launch')).rejects.toThrow('USERNAME_OCCUPIED');
    await expect(rename('x')).rejects.toThrow('USERNAME_INVALID');
    await rename('');
    expect(user.username).toBeUndefined();
  });
});

describe('getAuthorizations', () => {
  test('has the present login first and the others by their hashes', async () => {
    const { openSession, world, user } = await startDemo();
    const session = await openSession();
    world.mintAuthKey(user);
    const { authorizations } = await session.call({ _: 'account.getAuthorizations' });
    expect(authorizations).toMatchObject([
      { current: true, hash: 0n, device_model: 'test', api_id: 12345 },
      { api_id: 0 },
    ]);
    expect((authorizations as TlObject[])[1]?.hash).not.toBe(0n);
  });
});

describe('contacts.search', () => {
  test('finds the account’s own chats apart from the public ones of others', async () => {
    const { openSession, other, world, peers } = await startDemo();
    const session = await openSession();
    const elsewhere = world.addChannel({
      title: 'Launches elsewhere',
      username: 'elsewhere',
      creator: other,
    });
    world.addChannel({ title: 'Launches in private', creator: other });
    const found = await session.call({ _: 'contacts.search', q: 'LAUNCH', limit: 10 });
    expect((found.my_results as { channel_id: bigint }[]).map((peer) => peer.channel_id)).toContain(
      peers.launch.id,
    );
    expect(found.results).toMatchObject([{ channel_id: peers.archive.id }, { channel_id: elsewhere.id }]);
  });

  test.each([
    ['', 'SEARCH_QUERY_EMPTY'],
    ['la', 'QUERY_TOO_SHORT'],
  ])('refuses "%s"', async (q, type) => {
    const { openSession } = await startDemo();
    const session = await openSession();
    await expect(session.call({ _: 'contacts.search', q, limit: 10 })).rejects.toThrow(type);
  });
});
