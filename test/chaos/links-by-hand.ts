import { logEvent } from '../../telegram-emulator/world/admin-log.ts';
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
  /** Links of requests that were revoked by hand. */
  revokedMade: Set<string>;
  /** Of them those that were deleted too. */
  deletedMade: Set<string>;
  /** When links of requests were revoked by hand last, by our clock. */
  lastRevokedMs(): number;
  act(action: HandAction): Promise<void>;
}

/** @param before the links from before the seed, which are made at once. */
export function createHands(system: System, stage: Stage, observer: Observer, before: LinksByHand[]): Hands {
  const { world } = system.dataCentre;
  const startMs = Date.now();
  const revokedMade = new Set<string>();
  const deletedMade = new Set<string>();
  let lastRevokedMs = 0;
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
  return { links, revokedMade, deletedMade, lastRevokedMs: () => lastRevokedMs, act };

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

  /** The links of requests that have succeeded: one that a lost call has made is still looked for. */
  async function listMadeLinks(): Promise<Set<string>> {
    const refs = [...observer.created.keys()].map((jobId) => ({ tenantId: stage.tenantId, jobId }));
    const jobs = refs.length === 0 ? [] : await system.stores.jobs.loadJobs(refs);
    return new Set(
      jobs.flatMap(({ outcome }) => (outcome?.kind === 'chatInviteExported' ? outcome.invite.link : [])),
    );
  }

  /** Telegram's log tells of it, as of all that is done in an app. */
  async function revokeMade(action: HandAction & { does: 'revoke made' }): Promise<void> {
    const { nth, deletes } = action;
    const account = stage.accounts[action.account];
    const peer = account?.chats[action.chat]?.peer;
    const made = await listMadeLinks();
    const living = (peer?.invites ?? []).filter(
      ({ link, adminId, revoked }) => made.has(link) && adminId === account?.user.id && !revoked,
    );
    const invite = living[nth % living.length];
    if (account === undefined || peer === undefined || invite === undefined) {
      return;
    }
    lastRevokedMs = Date.now();
    const telegramMs = lastRevokedMs + system.telegramClock.aheadMs;
    revokedMade.add(invite.link);
    invite.revoked = true;
    logEvent(peer, telegramMs, account.user.id, { type: 'invite-revoked', invite: { ...invite } });
    if (deletes) {
      deletedMade.add(invite.link);
      peer.invites.splice(peer.invites.indexOf(invite), 1);
      logEvent(peer, telegramMs, account.user.id, { type: 'invite-deleted', invite: { ...invite } });
    }
    const does = deletes ? 'DELETED' : 'REVOKED';
    observer.trace.add('administrator', `${does} the link ${invite.link} by hand`, {
      accountId: account.accountId,
    });
  }

  async function act(action: HandAction): Promise<void> {
    const { accountId = '' } = stage.accounts[action.account] ?? {};
    if (action.does === 'revoke made') {
      return revokeMade(action);
    }
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
