import { Api } from 'telegram';
import type { StringSession } from 'telegram/sessions/index.js';
import { expect, onTestFinished, test } from 'vitest';
import { createGramjsClient } from '../support/gramjs-client.ts';
import { openMtcuteSession } from '../support/mtcute-client.ts';
import { startDemo } from '../support/start-demo.ts';

test('mtcute joins by a link, asks by another, is approved, and reads who came by which link', async () => {
  const demo = await startDemo();
  const { world, user, peers, dataCentre } = demo;
  const barbara = world.addUser({ phone: '9996621234', firstName: 'Barbara', about: 'a bio' });
  const edith = world.addUser({ phone: '9996621235', firstName: 'Edith' });
  const open = world.addInvite(peers.launch, user);
  const guarded = world.addInvite(peers.launch, user, { requestNeeded: true });
  const [admin, first, second] = await Promise.all([
    openMtcuteSession(demo, user, onTestFinished),
    openMtcuteSession(demo, edith, onTestFinished),
    openMtcuteSession(demo, barbara, onTestFinished),
  ]);

  expect((await first.joinChat(open.link)).title).toBe('Launch');
  await expect(second.joinChat(guarded.link)).rejects.toThrow('INVITE_REQUEST_SENT');
  const asking = await admin.getInviteLinkMembers('launch', { requested: true });
  expect(asking.map((each) => [each.user.firstName, each.bio, each.isPendingRequest])).toEqual([
    ['Barbara', 'a bio', true],
  ]);
  await admin.hideJoinRequest({
    chatId: 'launch',
    user: asking[0]?.user.inputPeer ?? 'me',
    action: 'approve',
  });
  const came = await admin.getInviteLinkMembers('launch', { link: guarded.link });
  expect(came.map((each) => [each.user.firstName, each.approvedBy?.firstName])).toEqual([['Barbara', 'Ada']]);
  await first.leaveChat('launch');

  const events = await admin.getChatEventLog('launch', {
    filters: ['user_joined_invite', 'user_joined_approved', 'user_left'],
  });
  expect(events.map(({ actor, action }) => [actor.displayName, action?.type])).toEqual([
    ['Edith', 'user_left'],
    ['Barbara', 'user_joined_approved'],
    ['Edith', 'user_joined_invite'],
  ]);
  const links = events.map(({ action }) => action && 'link' in action && action.link.link);
  expect(links).toEqual([false, guarded.link, open.link]);
  const told = events.filter(({ action }) => action?.type !== 'user_left').map(({ id }) => id.toString());
  expect(told.reverse()).toEqual(dataCentre.ledger.joins.slice(-2).map(({ eventId }) => eventId));
});

test('gramjs reads the admin log and decides requests', async () => {
  const demo = await startDemo();
  const { world, user, peers, dataCentre } = demo;
  const client = createGramjsClient(dataCentre, onTestFinished);
  const { AuthKey } = await import('telegram/crypto/AuthKey.js');
  const authKey = new AuthKey();
  await authKey.setKey(world.mintAuthKey(user).authKey);
  (client.session as StringSession).setAuthKey(authKey);
  await client.connect();
  const asking = ['Barbara', 'Edith'].map((firstName, i) =>
    world.addUser({ phone: `999662123${i}`, firstName }),
  );
  const { link } = world.addInvite(peers.launch, user, { requestNeeded: true });
  for (const each of asking) {
    world.joinByLink(link, each);
  }

  const request = { peer: 'launch', link, requested: true, limit: 100, offsetDate: 0 };
  const found = await client.invoke(
    new Api.messages.GetChatInviteImporters({ ...request, offsetUser: new Api.InputUserEmpty() }),
  );
  expect(found.count).toBe(2);
  const [edith] = found.users as Api.User[];
  const userId = new Api.InputUser({ userId: edith?.id, accessHash: edith?.accessHash } as Api.InputUser);
  await client.invoke(new Api.messages.HideChatJoinRequest({ peer: 'launch', userId, approved: true }));
  await client.invoke(new Api.messages.HideAllChatJoinRequests({ peer: 'launch' }));
  const eventsFilter = new Api.ChannelAdminLogEventsFilter({ join: true, invites: true });
  const log = await client.invoke(
    new Api.channels.GetAdminLog({ channel: 'launch', q: '', eventsFilter, limit: 100 }),
  );

  expect(log.events).toMatchObject([
    { action: { className: 'ChannelAdminLogEventActionParticipantJoinByRequest', invite: { link } } },
  ]);
  expect(log.events[0]?.id.toString()).toBe(dataCentre.ledger.joins.at(-1)?.eventId);
  expect(dataCentre.ledger.joinRequests.map(({ type }) => type)).toEqual([
    'sent',
    'sent',
    'approved',
    'declined',
  ]);
});
