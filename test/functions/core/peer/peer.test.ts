import { describe, expect, test } from 'vitest';
import { parsePeer } from '../../../../functions/core/peer/parse-peer.ts';
import { peerKey } from '../../../../functions/core/peer/peer.ts';

const channel = { kind: 'channel', channelId: '1234567890' };
const username = { kind: 'username', username: 'launch_team' };
const inviteHash = { kind: 'inviteHash', hash: 'AbCdEf-Hij_LmNoP' };
const chat = { kind: 'chat', chatId: '4567' };

describe('parsePeer reads', () => {
  test.each([
    ['@Launch_Team', username],
    ['launch_team', username],
    [' t.me/launch_team ', username],
    ['https://t.me/launch_team/', username],
    ['http://telegram.me/launch_team?boost', username],
    ['HTTPS://T.ME/LAUNCH_TEAM', username],
    ['telegram.dog/launch_team', username],
    ['https://t.me/constructor', { kind: 'username', username: 'constructor' }],
    ['tg://resolve?domain=launch_team', username],
    ['tg:resolve?domain=launch_team', username],
    ['https://t.me/+AbCdEf-Hij_LmNoP', inviteHash],
    ['t.me/joinchat/AbCdEf-Hij_LmNoP', inviteHash],
    ['https://telegram.me/joinchat/AbCdEf-Hij_LmNoP', inviteHash],
    ['tg://join?invite=AbCdEf-Hij_LmNoP', inviteHash],
    ['https://t.me/c/1234567890/77', channel],
    ['t.me/c/1234567890', channel],
    ['tg://privatepost?channel=1234567890&post=77', channel],
    ['-1001234567890', channel],
    ['-4567', chat],
    [-1001234567890, channel],
    [-4567, chat],
    ['launch_team.t.me', username],
    ['https://launch_team.t.me/', username],
    ['https://Launch_Team.t.me?start=x', username],
    ['https://www.t.me/launch_team', username],
    ['http://launch_team.telegram.me', username],
  ])('%o', (value, peer) => {
    expect(parsePeer(value)).toEqual(peer);
  });

  test.each([
    [
      { _: 'inputPeerChannel', channel_id: 1234567890, access_hash: '-7' },
      { ...channel, accessHash: '-7' },
    ],
    [
      { _: 'InputPeerChannel', channel_id: 1234567890, access_hash: 7 },
      { ...channel, accessHash: '7' },
    ],
    [
      { _: 'inputPeerChannel', channel_id: '-1001234567890', access_hash: '7' },
      { ...channel, accessHash: '7' },
    ],
    [
      { _: 'InputPeerChannel', channel_id: 1234567890, access_hash: -9223372036854775808n },
      { ...channel, accessHash: '-9223372036854775808' },
    ],
    [{ _: 'peerChannel', channel_id: 1234567890 }, channel],
    [
      { _: 'Channel', id: 1234567890, access_hash: '7', title: 'x' },
      { ...channel, accessHash: '7' },
    ],
    [{ _: 'channel', id: 1234567890, access_hash: '7', min: true }, channel],
    [{ _: 'InputPeerChat', chat_id: 4567 }, chat],
    [{ _: 'peerChat', chat_id: '4567' }, chat],
    [{ _: 'peerChat', chat_id: -4567 }, chat],
    [{ _: 'message', id: 3, message: '@other_chat', peer_id: -1001234567890 }, channel],
    [{ _: 'Message', id: 3, peer_id: { _: 'PeerChannel', channel_id: 1234567890 } }, channel],
    [{ _: 'messageService', id: 3, to_id: { _: 'peerChat', chat_id: 4567 } }, chat],
    [
      {
        _: 'updateNewChannelMessage',
        message: { _: 'message', peer_id: { _: 'peerChannel', channel_id: 1234567890 } },
      },
      channel,
    ],
    [{ _: 'UpdateShortChatMessage', chat_id: 4567, message: 'hello' }, chat],
    [{ _: 'updateChannel', channel_id: 1234567890 }, channel],
    [{ _: 'updateShort', update: { _: 'updateChannel', channel_id: 1234567890 }, date: 1 }, channel],
    [
      {
        update_id: 1,
        message: { message_id: 2, chat: { id: -1001234567890, type: 'supergroup' }, text: 'x' },
      },
      channel,
    ],
    [
      { update_id: 1, channel_post: { message_id: 2, chat: { id: -1001234567890, type: 'channel' } } },
      channel,
    ],
    [{ update_id: 1, callback_query: { id: '9', message: { chat: { id: -4567, type: 'group' } } } }, chat],
    [{ message_id: 2, chat: { id: -4567, type: 'group' } }, chat],
  ])('the object %o', (value, peer) => {
    expect(parsePeer(value)).toEqual(peer);
  });
});

describe('an address of Telegram Web', () => {
  test.each([
    ['https://web.telegram.org/k/#@launch_team', username],
    ['https://web.telegram.org/k/#%40Launch_Team', username],
    ['https://web.telegram.org/k/#@launch_team?thread=42', username],
    ['https://web.telegram.org/k/?account=2#@launch_team', username],
    ['web.telegram.org/a/#@launch_team', username],
    ['https://webk.telegram.org/#@launch_team', username],
    ['https://web.telegram.org/#/im?p=@launch_team', username],
    ['https://web.telegram.org/?legacy=1#/im?p=%40launch_team', username],
    ['https://web.telegram.org/k/#?tgaddr=tg%3A%2F%2Fresolve%3Fdomain%3Dlaunch_team', username],
    ['https://web.telegram.org/k/#?tgaddr=tg://resolve?domain=launch_team', username],
    ['https://web.telegram.org/a/#?tgaddr=https%3A%2F%2Ft.me%2Flaunch_team', username],
    ['https://web.telegram.org/k/?tgaddr=tg%3A%2F%2Fjoin%3Finvite%3DAbCdEf-Hij_LmNoP', inviteHash],
    ['https://web.telegram.org/a/#-1001234567890', channel],
    ['https://web.telegram.org/a/#-1001234567890_42', channel],
    ['https://web.telegram.org/a/#-1001234567890_42_pinned', channel],
    ['https://web.telegram.org/z/#-1001234567890_scheduled', channel],
    ['https://web.telegram.org/k/#-1001234567890', channel],
    ['https://web.telegram.org/#/im?p=c1234567890_12345678901234567890', channel],
    ['https://web.telegram.org/#/im?p=s1234567890_12345678901234567890', channel],
    ['https://web.telegram.org/#/im?p=g4567', chat],
    ['https://web.telegram.org/a/#-4567', chat],
    ['https://weba.telegram.org/#-4567', chat],
  ])('%s is of a chat', (value, peer) => {
    expect(parsePeer(value)).toEqual(peer);
  });

  test.each([
    'https://web.telegram.org/k/#-1500000003',
    'https://web.telegram.org/k/#-1500000003?thread=42',
    'https://web.telegram.org/K/#-1500000003_42',
    'https://webk.telegram.org/#-1500000003',
    'https://web.telegram.org/z/#-1500000003',
    'https://web.telegram.org/#-1500000003',
    'https://web.telegram.org/#/im?p=-1500000003',
  ])('%s may be of a channel or of a basic group, and both are named', (value) => {
    const both = /Write -1001500000003 for a channel or supergroup, or -1500000003 for a basic group\./;
    expect(parsePeer(value)).toEqual({ problem: expect.stringMatching(both) });
  });

  test.each([
    ['https://web.telegram.org/', /shows no chat/],
    ['https://web.telegram.org/a/', /shows no chat/],
    ['https://web.telegram.org/k/#', /shows no chat/],
    ['https://web.telegram.org/k/#/im', /shows no chat/],
    ['https://web.telegram.org/a/#tgWebAuthToken=secret', /shows no chat/],
    ['https://web.telegram.org/k/#?tgaddr=https%3A%2F%2Fexample.org', /shows no chat/],
    ['https://web.telegram.org/k/#%E0%A4%A', /shows no chat/],
    ['https://web.telegram.org/a/#777000', /a user or a bot/],
    ['https://web.telegram.org/#/im?p=u777000_5', /a user or a bot/],
    ['https://web.telegram.org/k/#@abc', /4 to 32/],
    ['https://web.telegram.org/a/#-1999999999999', /secret chat/],
    ['https://web.telegram.org/k/#?tgaddr=tg%3A%2F%2Fresolve%3Fphone%3D49170', /phone number/],
  ])('%s is of none', (value, sentence) => {
    expect(parsePeer(value)).toEqual({ problem: expect.stringMatching(sentence) });
  });
});

describe('what nobody sees in a name', () => {
  test.each([
    '@launch_team\u200b',
    '\u200e@launch_team',
    '\ufeff@launch_team\u2060 ',
    '\u00a0launch_team\ufe0f',
  ])('is dropped at its ends: %j', (value) => {
    expect(parsePeer(value)).toEqual(username);
  });

  test.each([
    ['@launch\u200b_team', /invisible character in it \(U\+200B, the character at place 8\)/],
    ['@\u200elaunch_team', /invisible character.*U\+200E/],
    ['https://t.me/\u00adlaunch_team', /invisible character.*U\+00AD/],
    ['@launch\nteam', /invisible character.*U\+000A/],
    ['-1001234567\u200b890', /invisible character/],
  ])('is told of in its midst: %j', (value, sentence) => {
    expect(parsePeer(value)).toEqual({ problem: expect.stringMatching(sentence) });
  });

  test('is looked for in a moment, however much of it there is', () => {
    const startedMs = performance.now();
    expect(parsePeer(`@${'\u200b '.repeat(300_000)}launch`)).toHaveProperty('problem');
    expect(performance.now() - startedMs).toBeLessThan(2_000);
  });

  test('does not matter in what is not read', () => {
    expect(parsePeer('https://t.me/launch_team?text=a\u200bb')).toEqual(username);
  });

  test('is half a character, which nothing can store', () => {
    expect(parsePeer('https://t.me/launch_team?text=\ud83d')).toEqual({
      problem: expect.stringMatching(/half a character/),
    });
  });
});

describe('parsePeer refuses', () => {
  test.each([
    ['', /empty/],
    [null, /null is not a peer/],
    [true, /A peer is a string/],
    [[], /A peer is a string/],
    [4567, /positive id/],
    ['4567', /positive id/],
    [0, /positive id/],
    [1.5, /whole number/],
    [-(2 ** 60), /beyond 2\^53/],
    ['-123456789012345678901234', /decimal digits/],
    [-1000000000000, /outside the ranges/],
    [-1999999999999, /secret chat/],
    [-3000000000000, /monoforum/],
    [-5000000000000, /outside the ranges/],
    ['+49 170 1234567', /phone number/],
    ['t.me/+491701234567', /phone number/],
    ['tg://resolve?phone=491701234567', /phone number/],
    ['me', /account itself/],
    ['@self', /account itself/],
    ['@abc', /4 to 32/],
    [`@${'a'.repeat(33)}`, /4 to 32/],
    ['@4launch', /starts with a letter/],
    ['@launch_', /single underscores/],
    ['@lau__nch', /single underscores/],
    ['@läunch', /names no chat/],
    ['https://t.me/', /no chat in it/],
    ['https://t.me/launch/77', /message/],
    ['https://t.me/launch/s/3', /story/],
    ['tg://resolve?domain=launch&story=3', /story/],
    ['https://t.me/s/launch', /web preview/],
    ['https://t.me/addlist/AbCdEfGhIj', /folder/],
    ['https://t.me/some_bot/app', /app of a bot/],
    ['https://t.me/+short', /no valid hash/],
    ['t.me/joinchat/', /no valid hash/],
    ['https://example.com/launch', /does not lead to Telegram/],
    ['123456789:AAabcdefghijklmnopqrstuvwxyz0123456', /token of a bot/],
    ['tg://user?id=5', /user/],
    ['tg://settings?x', /only resolve, join and privatepost/],
    ['x'.repeat(300), /names no chat/],
    ['launch.t.me/77', /links to a message/],
    ['https://launch.t.me/s/3', /story/],
    ['www.t.me', /no chat in it/],
    ['web.t.me', /address of Telegram itself/],
    ['https://k.t.me/#@launch', /address of Telegram itself/],
    ['https://Joinchat.t.me/AbCdEf-Hij_LmNoP', /address of Telegram itself/],
    ['https://abc.t.me', /4 to 32/],
    ['https://a.launch.t.me', /does not lead to Telegram/],
    ['https://launch.t.me.example.org', /does not lead to Telegram/],
  ])('%o with its own sentence', (value, sentence) => {
    expect(parsePeer(value)).toEqual({ problem: expect.stringMatching(sentence) });
  });

  test.each([
    [{}, /names no chat/],
    [{ _: 'inputPeerSelf' }, /account itself/],
    [{ _: 'InputPeerUser', user_id: 5, access_hash: '7' }, /user or a bot/],
    [{ _: 'user', id: 5, bot: true }, /user or a bot/],
    [{ _: 'peerUser', user_id: 5 }, /user or a bot/],
    [{ _: 'inputPeerEmpty' }, /inputPeerEmpty/],
    [{ _: 'inputPeerChannelFromMessage', channel_id: 5, msg_id: 1 }, /no access hash/],
    [{ _: 'inputPeerChannel', channel_id: 5 }, /needs its access_hash/],
    [{ _: 'inputPeerChannel', channel_id: 5, access_hash: 2 ** 63 }, /beyond 2\^53/],
    [{ _: 'inputPeerChannel', channel_id: 5, access_hash: 2n ** 63n }, /64 bits/],
    [{ _: 'peerChannel', channel_id: 0 }, /outside the range/],
    [{ _: 'encryptedChat', id: 5 }, /secret chat/],
    [{ _: 'message', peer_id: { _: 'peerUser', user_id: 5 } }, /user or a bot/],
    [{ _: 'updateShortMessage', user_id: 5, message: 'x' }, /user or a bot/],
    [{ _: 'updates', updates: [] }, /list of updates/],
    [{ _: 'messageEmpty', id: 1 }, /messageEmpty/],
    [{ _: 'chatForbidden', id: 5 }, /not in the chat/],
    [{ _: 'photo', id: 5 }, /photo names no chat/],
    [{ chat: { id: 5, type: 'private' } }, /private chat/],
    [
      { update: { update: { update: { update: { update: { update: { update: { chat: -5 } } } } } } } },
      /names no chat/,
    ],
  ])('the object %o with its own sentence', (value, sentence) => {
    expect(parsePeer(value)).toEqual({ problem: expect.stringMatching(sentence) });
  });
});

describe('peerKey', () => {
  test.each([
    ['@Launch', '@launch'],
    ['t.me/joinchat/AbCdEf-Hij_LmNoP', '+AbCdEf-Hij_LmNoP'],
    ['-4567', '-4567'],
    ['t.me/c/1234567890/3', '-1001234567890'],
    ['t.me/c/5', '-1000000000005'],
  ])('gives %o the key %o', (value, key) => {
    const peer = parsePeer(value);
    expect('problem' in peer ? peer.problem : peerKey(peer)).toBe(key);
  });

  test('leaves the access hash out, for it belongs to one account', () => {
    expect(peerKey({ kind: 'channel', channelId: '5', accessHash: '7' })).toBe(
      peerKey({ kind: 'channel', channelId: '5' }),
    );
  });
});
