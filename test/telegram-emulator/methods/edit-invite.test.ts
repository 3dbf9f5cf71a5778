import { describe, expect, test } from 'vitest';
import type { TlObject } from '../../../telegram-emulator/tl/parse-schema.ts';
import type { Channel, User } from '../../../telegram-emulator/world/entities.ts';
import { createClock, startDemo } from '../support/start-demo.ts';

/** Launch chat: `other` is its creator, `user` an administrator. */
async function openLaunchChat() {
  const clock = createClock();
  const demo = await startDemo({ now: clock.now });
  const { peers, user, other, inputPeer, openSession, world } = demo;
  const chat = peers.launchChat;
  const admin = await openManager(user);
  const creator = await openManager(other);
  return { ...demo, clock, chat, admin, creator, openManager, birthLink: chat.invites[0]?.link ?? '' };

  async function openManager(manager: User) {
    const session = await openSession({ user: manager });
    const peer = inputPeer(chat, manager);
    return {
      call: (method: string, params: object = {}) =>
        session.call({ _: `messages.${method}`, peer, ...params }),
      inputUser: (id: bigint) => ({
        _: 'inputUser',
        user_id: id,
        access_hash: world.accessHash(manager.id, 'user', id),
      }),
    };
  }
}

type Manager = Awaited<ReturnType<typeof openLaunchChat>>['admin'];

async function makeLink({ call }: Manager, params: object = {}): Promise<string> {
  return (await call('exportChatInvite', params)).link as string;
}

function revoke({ call }: Manager, link: string) {
  return call('editExportedChatInvite', { link, revoked: true });
}

describe('a new chat', () => {
  test('has the permanent link of its creator, who reads it in the list and in the full chat', async () => {
    const { openSession } = await startDemo();
    const session = await openSession();
    const updates = await session.call({ _: 'channels.createChannel', title: 'News', about: '' });
    const [channel] = updates.chats as Channel[] & { access_hash: bigint }[];
    const input = { channel_id: channel?.id, access_hash: channel?.access_hash };
    const { invites } = await session.call({
      _: 'messages.getExportedChatInvites',
      peer: { _: 'inputPeerChannel', ...input },
      admin_id: { _: 'inputUserSelf' },
      limit: 1,
    });
    expect(invites).toMatchObject([{ permanent: true }]);
    const full = await session.call({
      _: 'channels.getFullChannel',
      channel: { _: 'inputChannel', ...input },
    });
    expect(full.full_chat).toMatchObject({ exported_invite: (invites as TlObject[])[0] });
  });
});

describe('revoking', () => {
  test('the permanent link makes a new one and answers with both', async () => {
    const { creator, birthLink, chat, dataCentre } = await openLaunchChat();
    const replaced = await revoke(creator, birthLink);
    expect(replaced).toMatchObject({
      _: 'messages.exportedChatInviteReplaced',
      invite: { link: birthLink, revoked: true },
      new_invite: { permanent: true },
    });
    const newLink = (replaced.new_invite as { link: string }).link;
    expect(chat.invites.map(({ link, revoked }) => [link, revoked])).toEqual([
      [birthLink, true],
      [newLink, false],
    ]);
    expect(dataCentre.ledger.changesOf(birthLink)).toMatchObject([{ type: 'revoked', replacedBy: newLink }]);
    expect(dataCentre.ledger.linksMade()).toBe(0);
  });

  test('the link of another administrator is for the creator', async () => {
    const { admin, creator, birthLink, dataCentre, other, user } = await openLaunchChat();
    const link = await makeLink(admin);
    await expect(revoke(admin, birthLink)).rejects.toThrow('CHAT_ADMIN_REQUIRED');
    await revoke(creator, link);
    expect([dataCentre.ledger.isRevoked(link), dataCentre.ledger.isRevoked(birthLink)]).toEqual([
      true,
      false,
    ]);
    expect(dataCentre.ledger.changesOf(link)).toMatchObject([
      { adminId: user.id.toString(), byUserId: other.id.toString() },
    ]);
  });

  test('a bot’s link is forbidden to people', async () => {
    const { creator, chat, world, openManager } = await openLaunchChat();
    const bot = world.addUser({ phone: '1', firstName: 'Bot', isBot: true });
    world.addMember(chat, bot, 'admin', { inviteUsers: true });
    const asBot = await openManager(bot);
    const link = await makeLink(asBot);
    const edit = creator.call('editExportedChatInvite', { link, title: 'mine' });
    await expect(edit).rejects.toMatchObject({ code: 403, message: 'EDIT_BOT_INVITE_FORBIDDEN' });
    await expect(asBot.call('deleteExportedChatInvite', { link })).rejects.toThrow('BOT_METHOD_INVALID');
    expect(await asBot.call('editExportedChatInvite', { link, title: 'mine' })).toMatchObject({
      invite: { title: 'mine' },
    });
  });
});

test('the ledger has each edit in order: what it asked for, and what came of it', async () => {
  const { admin, dataCentre } = await openLaunchChat();
  const link = await makeLink(admin, { title: 'a', usage_limit: 5 });
  await admin.call('editExportedChatInvite', { link, title: 'b' });
  await admin.call('editExportedChatInvite', { link, usage_limit: 0, request_needed: true });
  await expect(admin.call('editExportedChatInvite', { link, usage_limit: -1 })).rejects.toThrow();
  expect(dataCentre.ledger.changesOf(link)).toMatchObject([
    { type: 'edited', asked: { title: 'b', usageLimit: undefined }, after: { title: 'b', usageLimit: 5 } },
    { asked: { usageLimit: 0, requestNeeded: true }, after: { usageLimit: undefined, requestNeeded: true } },
  ]);
});

describe('deleting', () => {
  test('takes a revoked link out of every list', async () => {
    const { admin, chat, dataCentre } = await openLaunchChat();
    const link = await makeLink(admin);
    await revoke(admin, link);
    expect(await admin.call('deleteExportedChatInvite', { link })).toBe(true);
    expect(chat.invites.some((invite) => invite.link === link)).toBe(false);
    expect(dataCentre.ledger.changesOf(link).map(({ type }) => type)).toEqual(['revoked', 'deleted']);
    await expect(admin.call('deleteExportedChatInvite', { link })).rejects.toThrow('INVITE_HASH_EXPIRED');
  });

  test('a link that is not revoked is refused', async () => {
    const { admin } = await openLaunchChat();
    const link = await makeLink(admin);
    await expect(admin.call('deleteExportedChatInvite', { link })).rejects.toThrow('INVITE_REVOKED_MISSING');
  });

  test('all revoked links leaves the others, and is the creator’s right for other administrators', async () => {
    const { admin, creator, user, other, chat, dataCentre } = await openLaunchChat();
    const links = [await makeLink(admin), await makeLink(admin), await makeLink(admin)];
    for (const link of links.slice(1)) {
      await revoke(admin, link);
    }
    const asAdmin = admin.call('deleteRevokedExportedChatInvites', { admin_id: admin.inputUser(other.id) });
    await expect(asAdmin).rejects.toThrow('ADMIN_ID_INVALID');
    await creator.call('deleteRevokedExportedChatInvites', { admin_id: creator.inputUser(user.id) });
    const left = chat.invites.filter(({ adminId }) => adminId === user.id);
    expect(left.map(({ link }) => link)).toEqual(links.slice(0, 1));
    expect(dataCentre.ledger.linkChanges.filter(({ type }) => type === 'deleted')).toHaveLength(2);
  });
});

test('getAdminsWithInvites counts for the creator whose links there are', async () => {
  const { admin, creator, user, other } = await openLaunchChat();
  await revoke(admin, await makeLink(admin));
  await makeLink(admin);
  await expect(admin.call('getAdminsWithInvites')).rejects.toThrow('CHAT_ADMIN_REQUIRED');
  expect((await creator.call('getAdminsWithInvites')).admins).toMatchObject([
    { admin_id: other.id, invites_count: 1, revoked_invites_count: 0 },
    { admin_id: user.id, invites_count: 1, revoked_invites_count: 1 },
  ]);
});
