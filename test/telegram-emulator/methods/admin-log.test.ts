import { describe, expect, test } from 'vitest';
import type { TlObject } from '../../../telegram-emulator/tl/parse-schema.ts';
import type { Channel, User } from '../../../telegram-emulator/world/entities.ts';
import { openChat } from '../support/open-chat.ts';

const ALL = { q: '', max_id: 0n, min_id: 0n, limit: 100 };
const ACTION = 'channelAdminLogEventAction';

/** Launch chat: public, `other` is its creator, `user` an administrator with the right to invite. */
async function openLog() {
  const chat = await openChat('launchChat');
  const { world, user, other, guarded } = chat;
  const channel = chat.peer as Channel;
  const before = channel.adminLog.at(-1)?.id ?? 0n;
  const admin = await chat.openAs(user);
  const creator = await chat.openAs(other);
  const stranger = await chat.openAs(guarded);
  function readAs(reader: typeof admin, params: object = {}) {
    return reader.askChannel('getAdminLog', { ...ALL, min_id: before, ...params }) as Promise<Page>;
  }
  function read(params: object = {}) {
    return readAs(admin, params);
  }
  const { link } = world.addInvite(channel, user);
  return { ...chat, channel, admin, creator, stranger, link, read, readAs };
}

type Page = TlObject & { events: (TlObject & { id: bigint; action: TlObject })[]; users: TlObject[] };

function actionsOf({ events }: Page) {
  return events.map(({ action }) => action._.slice(ACTION.length));
}

function only(...names: string[]) {
  return {
    events_filter: {
      _: 'channelAdminLogEventsFilter',
      ...Object.fromEntries(names.map((name) => [name, true])),
    },
  };
}

describe('every way to come and go has its event', () => {
  test('by a link, with the link', async () => {
    const { stranger, link, read, guarded, user, world, clock } = await openLog();
    await stranger.join(link);
    const page = await read();
    expect(page.events).toMatchObject([
      {
        date: Math.floor(clock.now() / 1000),
        user_id: guarded.id,
        action: { _: `${ACTION}ParticipantJoinByInvite`, invite: { link, admin_id: user.id, usage: 1 } },
      },
    ]);
    expect(page.users).toMatchObject([
      { id: guarded.id, access_hash: world.accessHash(user.id, 'user', guarded.id) },
      { id: user.id, self: true },
    ]);
    expect(page.chats).toMatchObject([{ _: 'channel', title: 'Launch chat' }]);
  });

  test('by an approved request, with the link and who approved', async () => {
    const { stranger, creator, channel, user, other, guarded, world, read } = await openLog();
    const { link } = world.addInvite(channel, user, { requestNeeded: true });
    await expect(stranger.join(link)).rejects.toThrow('INVITE_REQUEST_SENT');
    expect(actionsOf(await read())).toEqual([]);
    await creator.ask('hideChatJoinRequest', { user_id: creator.inputUser(guarded), approved: true });
    expect((await read()).events).toMatchObject([
      { user_id: guarded.id, action: { invite: { link, request_needed: true }, approved_by: other.id } },
    ]);
    expect((await read()).users.map(({ id }) => id)).toEqual([guarded.id, other.id, user.id]);
  });

  test('by a request without a link, which has none', async () => {
    const { openAs, world, peer, user, guarded } = await openChat('lounge');
    const stranger = await openAs(guarded);
    await expect(stranger.askChannel('joinChannel')).rejects.toThrow('INVITE_REQUEST_SENT');
    world.decideRequest(peer, guarded, 'approve');
    const admin = await openAs(user);
    expect((await admin.askChannel('getAdminLog', ALL)).events).toMatchObject([
      { action: { _: `${ACTION}ParticipantJoinByRequest`, invite: { _: 'chatInvitePublicJoinRequests' } } },
    ]);
  });

  test('by the Join button, also after a link: Telegram does not tell the link of who comes back', async () => {
    const { stranger, admin, link, read } = await openLog();
    await stranger.join(link);
    await stranger.askChannel('leaveChannel');
    const { invite } = await admin.ask('getExportedChatInvite', { link });
    expect((invite as { usage?: number }).usage).toBeUndefined();
    await stranger.askChannel('joinChannel');
    expect(actionsOf(await read())).toEqual([
      'ParticipantJoin',
      'ParticipantLeave',
      'ParticipantJoinByInvite',
    ]);
    const after = await admin.ask('getExportedChatInvite', { link });
    expect((after.invite as { usage?: number }).usage).toBeUndefined();
  });

  test('added, made an administrator, made a member again, banned and let back', async () => {
    const { creator, guarded, other, read } = await openLog();
    const user_id = creator.inputUser(guarded);
    const participant = { ...user_id, _: 'inputPeerUser' };
    function rights(name: string, flags: object) {
      return { [name]: { _: name === 'admin_rights' ? 'chatAdminRights' : 'chatBannedRights', ...flags } };
    }
    await creator.askChannel('inviteToChannel', { users: [user_id] });
    await creator.askChannel('editAdmin', {
      user_id,
      rank: '',
      ...rights('admin_rights', { ban_users: true }),
    });
    await creator.askChannel('editAdmin', { user_id, rank: '', ...rights('admin_rights', {}) });
    const ban = rights('banned_rights', { view_messages: true, until_date: 0 });
    await creator.askChannel('editBanned', { participant, ...ban });
    await creator.askChannel('editBanned', { participant, ...rights('banned_rights', { until_date: 0 }) });
    const page = await read();
    expect(page.events.map(({ action }) => [action._.slice(ACTION.length), kindOf(action)])).toEqual([
      ['ParticipantToggleBan', 'channelParticipantLeft'],
      ['ParticipantToggleBan', 'channelParticipantBanned'],
      ['ParticipantToggleAdmin', 'channelParticipant'],
      ['ParticipantToggleAdmin', 'channelParticipantAdmin'],
      ['ParticipantInvite', 'channelParticipant'],
    ]);
    expect(page.events.every(({ user_id: by }) => by === other.id)).toBe(true);
    expect(actionsOf(await read(only('kick')))).toEqual(['ParticipantToggleBan']);
    expect(actionsOf(await read(only('promote', 'unban')))).toEqual([
      'ParticipantToggleBan',
      'ParticipantToggleAdmin',
    ]);
  });

  test('without a session: what a test does in the world is told as well', async () => {
    const { world, channel, guarded, addUsers, link, read } = await openLog();
    const [first, second] = addUsers(2) as [User, User];
    world.joinByLink(link, first);
    world.joinByButton(channel, second);
    world.addMember(channel, guarded);
    world.leave(channel, second);
    world.addMember(channel, first, 'banned');
    expect(actionsOf(await read()).reverse()).toEqual([
      'ParticipantJoinByInvite',
      'ParticipantJoin',
      'ParticipantInvite',
      'ParticipantLeave',
      'ParticipantToggleBan',
    ]);
  });

  function kindOf(action: TlObject) {
    return ((action.new_participant ?? action.participant) as TlObject)._;
  }
});

describe('links', () => {
  test('that are edited, revoked and deleted have their events', async () => {
    const { admin, link, read } = await openLog();
    await admin.ask('editExportedChatInvite', { link, usage_limit: 7 });
    await admin.ask('editExportedChatInvite', { link, revoked: true });
    await admin.ask('deleteExportedChatInvite', { link });
    const { events } = await read(only('invites'));
    expect(events.map(({ action }) => action)).toMatchObject([
      { _: `${ACTION}ExportedInviteDelete`, invite: { link, revoked: true } },
      { _: `${ACTION}ExportedInviteRevoke`, invite: { link, revoked: true } },
      { _: `${ACTION}ExportedInviteEdit`, prev_invite: { link }, new_invite: { link, usage_limit: 7 } },
    ]);
    expect((events[2]?.action.prev_invite as TlObject | undefined)?.usage_limit).toBeUndefined();
  });

  test('of another administrator are cut, but not for the creator', async () => {
    const { stranger, creator, world, channel, other, link, read, readAs, addUsers } = await openLog();
    await stranger.join(world.addInvite(channel, other).link);
    world.joinByLink(link, addUsers(1)[0] as User);
    function linksOf({ events }: Page) {
      return events.map(({ action }) => (action.invite as { link: string }).link);
    }
    expect(linksOf(await read())).toEqual([link, expect.stringMatching(/^https:\/\/t\.me\/\+[\w-]+\.\.\.$/)]);
    expect(linksOf(await readAs(creator)).map((each) => each.endsWith('...'))).toEqual([false, false]);
  });
});

describe('the log', () => {
  test('is paged from the newest to the oldest without gaps, and read on from the last seen', async () => {
    const { world, link, addUsers, read } = await openLog();
    const users = addUsers(5);
    for (const each of users) {
      world.joinByLink(link, each);
    }
    const seen: bigint[] = [];
    let page = await read({ limit: 2 });
    while (page.events.length > 0) {
      seen.push(...page.events.map(({ user_id: id }) => id as bigint));
      page = await read({ limit: 2, max_id: page.events.at(-1)?.id });
    }
    expect(seen).toEqual(users.map(({ id }) => id).reverse());
    const newest = (await read({ limit: 1 })).events[0]?.id;
    expect((await read({ min_id: newest })).events).toEqual([]);
  });

  test('gives 100 events at most', async () => {
    const { world, link, addUsers, read } = await openLog();
    for (const each of addUsers(101)) {
      world.joinByLink(link, each);
    }
    expect((await read({ limit: 1000 })).events).toHaveLength(100);
  });

  test('keeps an event for 48 hours', async () => {
    const { stranger, link, read, clock } = await openLog();
    await stranger.join(link);
    clock.advance(48 * 3_600_000 - 1);
    expect((await read()).events).toHaveLength(1);
    clock.advance(1);
    expect((await read()).events).toEqual([]);
  });

  test('is filtered by kind, by who did it and by name', async () => {
    const { stranger, admin, link, read, user, guarded } = await openLog();
    await stranger.join(link);
    await stranger.askChannel('leaveChannel');
    await admin.ask('editExportedChatInvite', { link, title: 'other' });
    expect(actionsOf(await read(only('leave')))).toEqual(['ParticipantLeave']);
    expect(actionsOf(await read(only('join')))).toEqual(['ParticipantJoinByInvite']);
    expect(actionsOf(await read(only('invites')))).toEqual(['ExportedInviteEdit']);
    expect(actionsOf(await read(only('invites', 'join')))).toEqual([
      'ExportedInviteEdit',
      'ParticipantJoinByInvite',
    ]);
    expect(actionsOf(await read({ admins: [admin.inputUser(user)] }))).toEqual(['ExportedInviteEdit']);
    expect(actionsOf(await read({ q: guarded.firstName.toLowerCase() }))).toEqual([
      'ParticipantLeave',
      'ParticipantJoinByInvite',
    ]);
  });

  test('is shown to administrators alone', async () => {
    const { stranger, admin, inputChannel, peers, guarded, readAs, user } = await openLog();
    await expect(readAs(stranger)).rejects.toMatchObject({ code: 403, message: 'CHAT_ADMIN_REQUIRED' });
    const ofPrivate = readAs(stranger, { channel: inputChannel(peers.backstage, guarded) });
    await expect(ofPrivate).rejects.toMatchObject({ code: 406, message: 'CHANNEL_PRIVATE' });
    const ofArchive = readAs(admin, { channel: inputChannel(peers.archive) });
    await expect(ofArchive).rejects.toThrow('CHANNEL_PRIVATE');
    const foreign = { ...inputChannel(peers.launch, user), access_hash: 1n };
    await expect(readAs(admin, { channel: foreign })).rejects.toThrow('CHANNEL_INVALID');
    await expect(readAs(admin, { max_id: -1n })).rejects.toThrow('MSG_ID_INVALID');
  });

  test('is not shown to bots', async () => {
    const { world, channel, openAs, readAs } = await openLog();
    const bot = world.addUser({ phone: '9996640001', firstName: 'Bot', isBot: true });
    world.addMember(channel, bot, 'admin', { inviteUsers: true });
    await expect(readAs(await openAs(bot))).rejects.toThrow('BOT_METHOD_INVALID');
  });
});

test('the ledger has each join with the id of its event', async () => {
  const { stranger, world, channel, link, addUsers, ledger, read, peers } = await openLog();
  const known = ledger.joins.length;
  await stranger.join(link);
  world.joinByButton(channel, addUsers(1)[0] as User);
  world.addMember(peers.crew, addUsers(1)[0] as User);
  const joins = ledger.joins.slice(known);
  expect(joins).toMatchObject([
    { via: 'link', link, peer: { kind: 'channel', id: channel.id.toString() } },
    { via: 'button', link: undefined },
    { via: 'added', peer: { kind: 'chat' }, eventId: undefined },
  ]);
  const told = (await read()).events.map(({ id }) => id.toString()).reverse();
  expect(joins.slice(0, 2).map(({ eventId }) => eventId)).toEqual(told);
});
