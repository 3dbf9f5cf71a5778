import { describe, expect, test } from 'vitest';
import type { TlObject } from '../../../telegram-emulator/tl/parse-schema.ts';
import type { User } from '../../../telegram-emulator/world/entities.ts';
import { openChat } from '../support/open-chat.ts';

const FROM_START = { offset_date: 0, offset_user: { _: 'inputUserEmpty' }, limit: 100 };

/** A basic group of `user` with a link. */
async function openWithLink() {
  const chat = await openChat('crew');
  const { link } = chat.world.addInvite(chat.peer, chat.user);
  const admin = await chat.openAs(chat.user);
  function list(params: object = {}) {
    return admin.ask('getChatInviteImporters', { ...FROM_START, link, ...params });
  }
  return { ...chat, link, admin, list };
}

function idsOf(page: TlObject) {
  return (page.importers as { user_id: bigint }[]).map(({ user_id: id }) => id);
}

describe('getChatInviteImporters', () => {
  test('lists who joined by the link and is still in, newest first', async () => {
    const { list, addUsers, world, link, clock, peer } = await openWithLink();
    const users = addUsers(3);
    for (const each of users) {
      clock.advance(1000);
      world.joinByLink(link, each);
    }
    const page = await list();
    expect(idsOf(page)).toEqual(users.map(({ id }) => id).reverse());
    expect(page).toMatchObject({ count: 3, importers: [{ date: Math.floor(clock.now() / 1000) }, {}, {}] });
    world.leave(peer, users[1] as User);
    expect(idsOf(await list())).toEqual([users[2]?.id, users[0]?.id]);
  });

  test('is paged by the last user and their date, without gaps or repeats, also inside one second', async () => {
    const { list, addUsers, admin, world, link, clock } = await openWithLink();
    const users = addUsers(7);
    for (const [i, each] of users.entries()) {
      clock.advance(i % 3 === 0 ? 1000 : 0);
      world.joinByLink(link, each);
    }
    const seen: bigint[] = [];
    let page = await list({ limit: 2 });
    while (idsOf(page).length > 0) {
      seen.push(...idsOf(page));
      const last = (page.importers as TlObject[]).at(-1);
      const user = users.find(({ id }) => id === last?.user_id) as User;
      page = await list({ limit: 2, offset_date: last?.date, offset_user: admin.inputUser(user) });
    }
    expect(seen).toEqual(users.map(({ id }) => id).reverse());
  });

  test('lists who asks to join, with their bio, and finds them by name', async () => {
    const { list, addUsers, world, user, peer } = await openWithLink();
    const { link } = world.addInvite(peer, user, { requestNeeded: true });
    const [first, second] = addUsers(2) as [User, User];
    world.joinByLink(link, first);
    world.joinByLink(link, second);
    const asking = await list({ link: undefined, requested: true });
    expect(asking).toMatchObject({ count: 2, importers: [{ requested: true, about: 'bio 1' }, {}] });
    expect(idsOf(await list({ link: undefined, requested: true, q: 'user 0' }))).toEqual([first.id]);
    await expect(list({ link, requested: true, q: 'user' })).rejects.toThrow(
      'SEARCH_WITH_LINK_NOT_SUPPORTED',
    );
  });

  test('names who approved, and gives the accounts with the viewer’s access hashes', async () => {
    const { list, addUsers, world, user, other, peer } = await openWithLink();
    world.addMember(peer, other, 'admin', { inviteUsers: true });
    const { link } = world.addInvite(peer, user, { requestNeeded: true });
    const [asking] = addUsers(1) as [User];
    world.joinByLink(link, asking);
    world.decideRequest(peer, asking, 'approve', other);
    const page = await list({ link });
    expect(page.importers).toMatchObject([{ user_id: asking.id, approved_by: other.id }]);
    expect((page.importers as TlObject[])[0]?.requested).toBeUndefined();
    expect(page.users).toMatchObject([
      { id: asking.id, access_hash: world.accessHash(user.id, 'user', asking.id) },
      { id: other.id },
    ]);
  });

  test('still lists a member who became an administrator', async () => {
    const { list, addUsers, world, user, peer } = await openWithLink();
    const { link } = world.addInvite(peer, user, { requestNeeded: true });
    const [asking] = addUsers(1) as [User];
    world.joinByLink(link, asking);
    world.decideRequest(peer, asking, 'approve');
    world.addMember(peer, asking, 'admin', { inviteUsers: true });
    const { importers } = await list({ link });
    expect(importers).toMatchObject([{ user_id: asking.id, approved_by: user.id }]);
  });

  test('is refused for an unknown link, and for another administrator’s to all but the creator', async () => {
    const { list, openAs, world, peer, other, link } = await openWithLink();
    await expect(list({ link: 'https://t.me/+none' })).rejects.toThrow('INVITE_HASH_EXPIRED');
    world.addMember(peer, other, 'admin', { inviteUsers: true });
    const second = await openAs(other);
    const ofCreator = second.ask('getChatInviteImporters', { ...FROM_START, link });
    await expect(ofCreator).rejects.toThrow('CHAT_ADMIN_REQUIRED');
    const own = world.addInvite(peer, other);
    expect((await list({ link: own.link })).count).toBe(0);
  });
});
