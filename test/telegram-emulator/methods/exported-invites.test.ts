import { describe, expect, test } from 'vitest';
import type { TlObject } from '../../../telegram-emulator/tl/parse-schema.ts';
import { createClock, startDemo } from '../support/start-demo.ts';

const SELF = { _: 'inputUserSelf' };

async function openWithLinks(count: number) {
  const clock = createClock();
  const demo = await startDemo({ now: clock.now });
  const session = await demo.openSession();
  const peer = demo.inputPeer(demo.peers.launchChat);
  const links: string[] = [];
  for (let i = 0; i < count; i += 1) {
    clock.advance(1000);
    links.unshift(
      (await session.call({ _: 'messages.exportChatInvite', peer, title: `link ${i}` })).link as string,
    );
  }

  function list(params: Record<string, unknown> = {}) {
    return session.call({
      _: 'messages.getExportedChatInvites',
      peer,
      admin_id: SELF,
      limit: 100,
      ...params,
    });
  }
  return { ...demo, clock, session, peer, links, list };
}

function linksOf(page: TlObject) {
  return (page.invites as { link: string }[]).map(({ link }) => link);
}

describe('getExportedChatInvites', () => {
  test('lists the account’s links, newest first, with their number', async () => {
    const { links, list } = await openWithLinks(3);
    const page = await list();
    expect(linksOf(page)).toEqual(links);
    expect(page.count).toBe(3);
  });

  test('lists the permanent link that works first, whenever it was made, and once', async () => {
    const { session, inputPeer, peers } = await openWithLinks(0);
    const peer = inputPeer(peers.launch);
    const titles = ['a', 'b', 'c'];
    for (const title of titles) {
      await session.call({ _: 'messages.exportChatInvite', peer, title });
    }
    const request = { _: 'messages.getExportedChatInvites', peer, admin_id: SELF, limit: 2 };
    const first = (await session.call(request)).invites as TlObject[];
    const last = first.at(-1);
    const rest = await session.call({ ...request, offset_date: last?.date, offset_link: last?.link });
    const listed = [...first, ...(rest.invites as TlObject[])];
    expect(listed.map(({ permanent }) => permanent === true)).toEqual([true, false, false, false]);
    expect(listed.map(({ title }) => title).slice(1)).toEqual(titles.toReversed());
  });

  test('is paged by the last link and its date, without gaps or repeats', async () => {
    const { links, list } = await openWithLinks(5);
    const seen: string[] = [];
    let page = await list({ limit: 2 });
    while ((page.invites as TlObject[]).length > 0) {
      seen.push(...linksOf(page));
      const last = (page.invites as TlObject[]).at(-1);
      page = await list({ limit: 2, offset_date: last?.date, offset_link: last?.link });
    }
    expect(seen).toEqual(links);
  });

  test('without a known offset link gives what is older than the offset date', async () => {
    const { links, list, clock } = await openWithLinks(3);
    const newest = Math.floor(clock.now() / 1000);
    expect(linksOf(await list({ offset_date: newest, offset_link: 'https://t.me/+gone' }))).toEqual(
      links.slice(1),
    );
  });

  test('lists revoked links apart', async () => {
    const { session, peer, links, list } = await openWithLinks(2);
    await session.call({ _: 'messages.editExportedChatInvite', peer, link: links[0], revoked: true });
    expect(linksOf(await list())).toEqual(links.slice(1));
    expect(linksOf(await list({ revoked: true }))).toEqual(links.slice(0, 1));
  });

  test('gives another administrator’s links to the creator only', async () => {
    const { openSession, inputPeer, peers, user, other, world, links, list } = await openWithLinks(1);
    function adminId(viewer: typeof user, id: bigint) {
      return {
        _: 'inputUser',
        user_id: id,
        access_hash: world.accessHash(viewer.id, 'user', id),
      };
    }
    await expect(list({ admin_id: adminId(user, other.id) })).rejects.toThrow('CHAT_ADMIN_REQUIRED');
    const creator = await openSession({ user: other });
    const page = await creator.call({
      _: 'messages.getExportedChatInvites',
      peer: inputPeer(peers.launchChat, other),
      admin_id: adminId(other, user.id),
      limit: 10,
    });
    expect(linksOf(page)).toEqual(links);
  });

  test('refuses an unknown administrator', async () => {
    const { list } = await openWithLinks(0);
    await expect(list({ admin_id: { _: 'inputUserEmpty' } })).rejects.toThrow('ADMIN_ID_INVALID');
  });

  test('never gives more than 100', async () => {
    const { list, peers } = await openWithLinks(1);
    const link = peers.launchChat.invites.at(-1);
    if (link === undefined) {
      throw new Error('no link');
    }
    for (let i = 0; i < 150; i += 1) {
      peers.launchChat.invites.push({ ...link, link: `https://t.me/+${i}` });
    }
    const page = await list({ limit: 1000 });
    expect([linksOf(page).length, page.count]).toEqual([100, 151]);
  });
});

describe('one link', () => {
  test('is read back as it was made', async () => {
    const { session, peer, links } = await openWithLinks(1);
    const { invite } = await session.call({ _: 'messages.getExportedChatInvite', peer, link: links[0] });
    expect(invite).toMatchObject({ link: links[0], title: 'link 0' });
  });

  test('is edited by what is given and keeps the rest', async () => {
    const { session, peer, links, clock } = await openWithLinks(1);
    const expireDate = Math.floor(clock.now() / 1000) + 60;
    function edit(params: object) {
      return session.call({ _: 'messages.editExportedChatInvite', peer, link: links[0], ...params });
    }
    await edit({ usage_limit: 7 });
    const { invite } = await edit({ expire_date: expireDate });
    expect(invite).toMatchObject({ title: 'link 0', usage_limit: 7, expire_date: expireDate });
    await expect(edit({ request_needed: true })).rejects.toThrow('USAGE_LIMIT_INVALID');
    await expect(edit({ expire_date: 1 })).rejects.toThrow('EXPIRE_DATE_INVALID');
  });

  test('once revoked cannot be edited', async () => {
    const { session, peer, links } = await openWithLinks(1);
    const edit = { _: 'messages.editExportedChatInvite', peer, link: links[0], revoked: true };
    const { invite } = await session.call(edit);
    expect(invite).toMatchObject({ revoked: true });
    await expect(session.call(edit)).rejects.toThrow('INVITE_HASH_EXPIRED');
  });

  test('that does not exist is expired', async () => {
    const { session, peer } = await openWithLinks(0);
    const query = { _: 'messages.getExportedChatInvite', peer, link: 'https://t.me/+none' };
    await expect(session.call(query)).rejects.toThrow('INVITE_HASH_EXPIRED');
  });

  test('that is permanent can be revoked but not limited', async () => {
    const { session, peer } = await openWithLinks(0);
    const { link } = await session.call({
      _: 'messages.exportChatInvite',
      peer,
      legacy_revoke_permanent: true,
    });
    const edit = { _: 'messages.editExportedChatInvite', peer, link };
    await expect(session.call({ ...edit, usage_limit: 1 })).rejects.toThrow('CHAT_INVITE_PERMANENT');
    expect((await session.call({ ...edit, revoked: true })).invite).toMatchObject({ revoked: true });
  });
});
