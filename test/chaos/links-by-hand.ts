import type { Invite, User } from '../../telegram-emulator/world/entities.ts';
import type { Observer } from './observer.ts';
import type { System } from './parts/system.ts';
import type { HandAction, LinksByHand } from './plan/plan-links-by-hand.ts';
import type { Stage, StagedAccount, StagedChat } from './stage.ts';

/** A link that nobody asked this service for. */
export interface LinkByHand {
  invite: Invite;
  account: StagedAccount;
  chat: StagedChat;
  /** Our time. */
  madeAtMs: number;
  /** Undefined while nobody has revoked it by hand. */
  revokedAtMs: number | undefined;
}

/** The administrators of a seed's chats, who make and revoke links in an app. */
export interface Hands {
  links: LinkByHand[];
  act(action: HandAction): void;
}

/** @param before the links from before the seed, which are made at once. */
export function createHands(system: System, stage: Stage, observer: Observer, before: LinksByHand[]): Hands {
  const { world } = system.dataCentre;
  const startMs = Date.now();
  // Each chat has the permanent link of its creator.
  const links = stage.accounts.flatMap((account) =>
    account.chats.flatMap((chat) =>
      chat.peer.invites.map(
        (invite): LinkByHand => ({ invite, account, chat, madeAtMs: startMs, revokedAtMs: undefined }),
      ),
    ),
  );
  for (const planned of before) {
    makeBefore(planned);
  }
  return { links, act };

  function make(
    { account: number, chat: place, by }: Pick<LinksByHand, 'account' | 'chat' | 'by'>,
    options: LinksByHand['options'],
  ) {
    const account = stage.accounts[number];
    const chat = account?.chats[place];
    if (account === undefined || chat === undefined) {
      throw new RangeError(`there is no chat ${place} of account ${number}`);
    }
    const admin: User = by === 'account' ? account.user : account.administrator;
    const invite = world.addInvite(chat.peer, admin, options);
    const made: LinkByHand = { invite, account, chat, madeAtMs: Date.now(), revokedAtMs: undefined };
    links.push(made);
    return made;
  }

  function makeBefore(planned: LinksByHand): void {
    for (let index = 0; index < planned.count; index += 1) {
      const made = make(planned, planned.options);
      const ageSeconds = planned.ageSeconds + 7 * index;
      made.invite.date -= ageSeconds;
      made.madeAtMs -= ageSeconds * 1000;
      if (index >= planned.count - planned.revoked) {
        revoke(made);
      }
      // Telegram lists the newest first.
      made.chat.peer.invites.sort((a, b) => a.date - b.date);
    }
  }

  function revoke(link: LinkByHand): void {
    link.invite.revoked = true;
    link.revokedAtMs = Date.now();
  }

  function act(action: HandAction): void {
    const { accountId = '' } = stage.accounts[action.account] ?? {};
    if (action.does === 'make') {
      make(action, { title: action.title });
      observer.trace.add(action.by, `MADE the link "${action.title}" by hand`, { accountId });
      return;
    }
    const living = links.filter(
      ({ invite, account, chat }) =>
        account.accountId === accountId &&
        chat === account.chats[action.chat] &&
        !invite.revoked &&
        !invite.permanent,
    );
    const link = living[action.nth % living.length];
    if (link !== undefined) {
      revoke(link);
      observer.trace.add('administrator', `REVOKED the link "${link.invite.title ?? ''}" by hand`, {
        accountId,
      });
    }
  }
}
