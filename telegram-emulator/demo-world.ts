import type { Channel, Chat, User } from './world/entities.ts';
import { createWorld, type World } from './world/world.ts';

/** A small Telegram to try things in: one account with rights, and a chat for each of the usual refusals. */
export interface DemoWorld {
  world: World;
  /** The account that makes links. Test numbers log in with the digit after 99966 five times: 22222 here. */
  user: User;
  /** Owns the chats in which `user` has no rights. */
  other: User;
  /** A third account, with a cloud password. */
  guarded: User;
  peers: {
    /** @launch: public broadcast channel, created by `user`. */
    launch: Channel;
    /** @launch_chat: public supergroup, `user` is an administrator who may invite. */
    launchChat: Channel;
    /** Private broadcast channel of `user`. */
    backstage: Channel;
    /** Basic group of `user`. */
    crew: Chat;
    /** @press_room: `user` is a plain member: CHAT_ADMIN_REQUIRED. */
    pressRoom: Channel;
    /** @launch_archive: `user` was removed: CHANNEL_PRIVATE. */
    archive: Channel;
    /** Basic group of `user` in which nobody may write: CHAT_WRITE_FORBIDDEN. */
    frozenCrew: Chat;
    /** Basic group of `other` that `user` was never in: CHAT_ID_INVALID. */
    strangers: Chat;
    /** @launch_lounge: supergroup of `user` in which every join is a request: no link, chatInvitePublicJoinRequests. */
    lounge: Channel;
  };
}

export const DEMO_PHONES = { user: '9996620001', other: '9996620002', guarded: '9996620003' };
export const DEMO_LOGIN_CODE = '22222';
export const DEMO_PASSWORD = 'correct horse';

export function createDemoWorld(now: () => number = Date.now): DemoWorld {
  const world = createWorld(now);
  const user = world.addUser({ phone: DEMO_PHONES.user, firstName: 'Ada', username: 'ada_demo' });
  const other = world.addUser({ phone: DEMO_PHONES.other, firstName: 'Grace', username: 'grace_demo' });
  const guarded = world.addUser({
    phone: DEMO_PHONES.guarded,
    firstName: 'Edsger',
    password2fa: DEMO_PASSWORD,
  });
  return {
    world,
    user,
    other,
    guarded,
    peers: { ...addOwnPeers(world, user, other), ...addForeignPeers(world, user, other) },
  };
}

function addOwnPeers(world: World, user: User, other: User) {
  const launchChat = world.addChannel({
    title: 'Launch chat',
    username: 'launch_chat',
    isMegagroup: true,
    creator: other,
  });
  world.addMember(launchChat, user, 'admin', { inviteUsers: true });
  return {
    launch: world.addChannel({ title: 'Launch', username: 'launch', creator: user }),
    launchChat,
    backstage: world.addChannel({ title: 'Backstage', creator: user }),
    crew: world.addChat({ title: 'Crew', creator: user }),
    frozenCrew: world.addChat({ title: 'Old crew', creator: user, isWriteForbidden: true }),
    lounge: world.addChannel({
      title: 'Launch lounge',
      username: 'launch_lounge',
      isMegagroup: true,
      hasPublicJoinRequests: true,
      creator: user,
    }),
  };
}

function addForeignPeers(world: World, user: User, other: User) {
  const pressRoom = world.addChannel({ title: 'Press room', username: 'press_room', creator: other });
  world.addMember(pressRoom, user);
  const archive = world.addChannel({ title: 'Launch archive', username: 'launch_archive', creator: other });
  world.addMember(archive, user, 'banned');
  return { pressRoom, archive, strangers: world.addChat({ title: 'Strangers', creator: other }) };
}
