import { setImmediate } from 'node:timers/promises';
import type { Account, InputPeer } from '../../../../functions/core/account/account.ts';
import type { RunDeps } from '../../../../functions/core/drain/run-deps.ts';
import type { TelegramAccount } from '../../../../functions/core/drain/telegram-account.ts';
import type { ExportedInvite, ExportOutcome, ToldLink } from '../../../../functions/core/job/job.ts';
import type { LinkChanges, LinkList } from '../../../../functions/core/job/operation.ts';
import {
  adminLogMethod,
  adminsMethod,
  decideAllMethod,
  decideMethod,
  deleteMethod,
  editMethod,
  exportMethod,
  importersMethod,
  listMethod,
  refreshMethod,
  resolveMethods,
} from '../../../../functions/core/rpc/methods.ts';
import {
  connectionError,
  isForOneChat,
  parseRpcError,
  TelegramError,
} from '../../../../functions/core/rpc/rpc-error.ts';
import { createScriptedJoins } from './scripted-joins.ts';

/** Telegram has 100. A page is full sooner here. */
export const pageLimit = 3;

/** What Telegram does with one call. */
export type Answer =
  | { kind: 'answer' }
  | { kind: 'error'; code: number; message: string }
  /** The connection breaks before Telegram executes the call, or after. So do the calls behind it in the same chain. */
  | { kind: 'lost'; isExecuted: boolean }
  /** An answer without a link. */
  | { kind: 'joinRequests' }
  /** The answer comes when this resolves, unless the connection is closed before: then nobody learns it. */
  | { kind: 'late'; when: Promise<void> }
  /** A fault of ours: not an answer of Telegram at all. */
  | { kind: 'fault'; error: Error };

export const answered: Answer = { kind: 'answer' };

export function refusedWith(message: string, code = 400): Answer {
  return { kind: 'error', code, message };
}

export const lostBefore: Answer = { kind: 'lost', isExecuted: false };
export const lostAfter: Answer = { kind: 'lost', isExecuted: true };

/** One link in the fake's books. */
export interface MadeLink {
  chat: string;
  invite: ExportedInvite;
}

/**
 * A Telegram that plays a script and keeps books: it makes a link per executed export, and refuses to be treated in a
 * way that the real one punishes. Such an offence is thrown and kept in `offences`, in case the throw is caught.
 */
export function createScriptedTelegram(clock: { now(): number }, log: (entry: string) => void) {
  const scripts = new Map<string, Answer[]>();
  const waits = new Map<string, number>();
  const links: MadeLink[] = [];
  const calls: { method: string; subject: string; atMs: number }[] = [];
  const edits: { link: string; changes: LinkChanges }[] = [];
  const offences: string[] = [];
  const chats: Record<string, InputPeer> = {
    launch: { kind: 'channel', channelId: '11', accessHash: '110' },
    other: { kind: 'channel', channelId: '22', accessHash: '220' },
  };
  const open = new Set<string>();
  const failures: unknown[] = [];
  let adminLists: LinkList[] = [];
  let aheadMs = 0;
  let serverSalts: string | undefined;
  let countsJoins = false;
  let beforeAnswer: (method: string, subject: string) => void = () => {};
  const joins = createScriptedJoins(() => Math.floor((clock.now() + aheadMs) / 1000));

  /** @throws TelegramError INVITE_HASH_EXPIRED, as Telegram answers for a link that it does not know. */
  function findLink(peer: InputPeer, link: string): MadeLink {
    const made = links.find((each) => each.chat === chatOf(peer) && each.invite.link === link);
    if (made === undefined) {
      throw new TelegramError(parseRpcError(400, 'INVITE_HASH_EXPIRED'));
    }
    return made;
  }

  function offend(offence: string): never {
    offences.push(offence);
    throw new Error(offence);
  }

  async function connect({ accountId }: Account): Promise<TelegramAccount> {
    if (open.has(accountId)) {
      offend('a second connection on one auth key');
    }
    if (failures.length > 0) {
      throw failures.shift();
    }
    log('connect');
    open.add(accountId);
    let isLost = false;
    const closed = Promise.withResolvers<never>();
    closed.promise.catch(() => undefined);

    /** Their answers, waits among them, are only known in a later turn. */
    async function call<T>(method: string, subject: string, execute: () => T, chat = ''): Promise<T> {
      if (isLost) {
        throw connectionError('CALL_NOT_MADE');
      }
      const answer = arrive(method, subject, chat);
      await setImmediate();
      return play(method, subject, answer, execute, chat);
    }

    /** The call is at Telegram. */
    function arrive(method: string, subject: string, chat = ''): Answer {
      if (
        [method, `${method} ${chat}`].some((scope) => (waits.get(`${accountId} ${scope}`) ?? 0) > clock.now())
      ) {
        offend(`${method} called inside its wait`);
      }
      calls.push({ method, subject, atMs: clock.now() });
      log(`call ${method}`);
      return scripts.get(method)?.shift() ?? answered;
    }

    function play<T>(
      method: string,
      subject: string,
      answer: Answer,
      execute: () => T,
      chat = '',
    ): T | Promise<T> {
      beforeAnswer(method, subject);
      if (answer.kind === 'lost') {
        isLost = true;
        if (answer.isExecuted) {
          execute();
        }
        throw connectionError('CONNECTION_LOST');
      }
      if (answer.kind === 'late') {
        return Promise.race([answer.when, closed.promise]).then(execute);
      }
      if (answer.kind === 'fault') {
        throw answer.error;
      }
      if (answer.kind === 'error') {
        const rpc = parseRpcError(answer.code, answer.message);
        if (rpc.class === 'flood') {
          const scope = isForOneChat(rpc) ? `${method} ${chat}` : method;
          waits.set(`${accountId} ${scope}`, clock.now() + (rpc.argument ?? 0) * 1000);
        }
        throw new TelegramError(rpc);
      }
      if (answer.kind === 'joinRequests') {
        return { kind: 'chatInvitePublicJoinRequests' } as T;
      }
      return execute();
    }

    interface ChainedCall {
      method: string;
      subject: string;
      chat: string;
      execute: () => unknown;
      resolve: (answer: unknown) => void;
      reject: (error: unknown) => void;
    }
    let chain: ChainedCall[] = [];

    /** Calls of one turn arrive together, as one chain. */
    function callInOrder<T>(method: string, subject: string, chat: string, execute: () => T): Promise<T> {
      if (isLost) {
        return Promise.reject(connectionError('CALL_NOT_MADE'));
      }
      const { promise, resolve, reject } = Promise.withResolvers<T>();
      chain.push({ method, subject, chat, execute, resolve: (answer) => resolve(answer as T), reject });
      if (chain.length === 1) {
        setImmediate().then(() => {
          const sent = chain;
          chain = [];
          return playInOrder(sent);
        });
      }
      return promise;
    }

    /**
     * The first call that fails keeps those behind it from being executed. What lies behind a call that had no answer, because
     * the connection broke, was sent with it: it is executed as its script says, or as that call was.
     */
    async function playInOrder(sent: ChainedCall[]): Promise<void> {
      let hasFailed = false;
      let broken: Extract<Answer, { kind: 'lost' }> | undefined;
      for (const { method, subject, chat, execute, resolve, reject } of sent) {
        if (hasFailed) {
          reject(connectionError('CALL_NOT_MADE'));
          continue;
        }
        try {
          const scripted = arrive(method, subject, chat);
          const answer = broken !== undefined && scripted.kind !== 'lost' ? broken : scripted;
          if (answer.kind === 'lost') {
            broken = answer;
          }
          const outcome = play(method, subject, answer, execute, chat);
          // Nothing between two calls of a chain, unless one of them takes its time.
          resolve(outcome instanceof Promise ? await outcome : outcome);
        } catch (error) {
          hasFailed = broken === undefined;
          reject(error);
        }
      }
    }

    return {
      resolvePeer: (peer) =>
        call(resolveMethods[peer.kind], JSON.stringify(peer), () => {
          const found =
            peer.kind === 'channel'
              ? Object.values(chats).find((each) => chatOf(each) === `channel ${peer.channelId}`)
              : peer.kind === 'username'
                ? chats[peer.username]
                : undefined;
          if (found === undefined) {
            throw new TelegramError(parseRpcError(400, 'USERNAME_NOT_OCCUPIED'));
          }
          return found;
        }),
      exportChatInvite: (peer, request) =>
        callInOrder(exportMethod, request.title ?? '', chatOf(peer), (): ExportOutcome => {
          const date = Math.floor((clock.now() + aheadMs) / 1000);
          const permanent = request.legacy_revoke_permanent ?? false;
          for (const { chat, invite } of permanent ? links : []) {
            invite.revoked ||= invite.permanent && chat === chatOf(peer);
          }
          const invite: ExportedInvite = {
            link: `https://t.me/+link${links.length + 1}`,
            admin_id: '777',
            date,
            permanent,
            revoked: false,
            request_needed: request.request_needed ?? false,
            ...(request.title === undefined ? {} : { title: request.title }),
            ...(request.usage_limit === undefined ? {} : { usage_limit: request.usage_limit }),
            ...(request.expire_date === undefined ? {} : { expire_date: request.expire_date }),
            ...(request.expire_in === undefined ? {} : { expire_date: date + request.expire_in }),
          };
          links.push({ chat: chatOf(peer), invite });
          return { kind: 'chatInviteExported', invite };
        }),
      editLink: (peer, link, changes) =>
        callInOrder(editMethod, `edit ${link}`, chatOf(peer), () => {
          const { invite } = findLink(peer, link);
          if (invite.revoked) {
            throw new TelegramError(parseRpcError(400, 'INVITE_HASH_EXPIRED'));
          }
          edits.push({ link, changes });
          applyChanges(invite, changes);
          joins.logChange(chatOf(peer), 'edited', invite);
          return tell(invite);
        }),
      revokeLink: (peer, link) =>
        callInOrder(editMethod, `revoke ${link}`, chatOf(peer), () => {
          const { invite } = findLink(peer, link);
          if (invite.revoked) {
            throw new TelegramError(parseRpcError(400, 'INVITE_HASH_EXPIRED'));
          }
          invite.revoked = true;
          joins.logChange(chatOf(peer), 'revoked', invite);
          return tell(invite);
        }),
      deleteLink: (peer, link) =>
        callInOrder(deleteMethod, `delete ${link}`, chatOf(peer), () => {
          const made = findLink(peer, link);
          if (!made.invite.revoked) {
            throw new TelegramError(parseRpcError(400, 'INVITE_REVOKED_MISSING'));
          }
          links.splice(links.indexOf(made), 1);
          joins.logChange(chatOf(peer), 'deleted', made.invite);
          return { isRevoked: true, isDeleted: true } as const;
        }),
      getLink: (peer, link) =>
        callInOrder(refreshMethod, `get ${link}`, chatOf(peer), () => tell(findLink(peer, link).invite)),
      listExportedInvites: (peer, sinceSeconds) =>
        call(listMethod, `${chatOf(peer)} since ${sinceSeconds()}`, () =>
          links
            .filter(({ chat, invite }) => chat === chatOf(peer) && invite.date >= sinceSeconds())
            .map(({ invite }) => structuredClone(invite))
            .reverse(),
        ),
      listLinks: (peer, { admin, revoked }, offset) =>
        call(listMethod, `${chatOf(peer)} of ${admin?.userId ?? 'self'} after ${offset?.link}`, () => {
          const adminId = admin?.userId ?? '777';
          const newestFirst = links
            .filter(({ chat }) => chat === chatOf(peer))
            .map(({ invite }) => invite)
            .filter((invite) => invite.admin_id === adminId && invite.revoked === revoked)
            .reverse();
          const from = newestFirst.findIndex(({ link }) => link === offset?.link) + 1;
          const page = newestFirst.slice(from, from + pageLimit);
          const last = page.at(-1);
          return {
            links: page.map((invite) => ({
              invite: structuredClone(invite),
              ...(countsJoins ? joins.countOf(invite.link) : { usage: 3, requested: 1 }),
            })),
            ...(page.length < pageLimit || last === undefined
              ? {}
              : { next: { date: last.date, link: last.link } }),
          };
        }),
      listAdminLists: (peer) => call(adminsMethod, chatOf(peer), () => adminLists, chatOf(peer)),
      readAdminLog: (channel, { afterId, beforeId }) =>
        call(
          adminLogMethod,
          `${chatOf(channel)} after ${afterId} before ${beforeId}`,
          () =>
            joins.readAdminLog(chatOf(channel), {
              ...(afterId === undefined ? {} : { afterId }),
              ...(beforeId === undefined ? {} : { beforeId }),
            }),
          chatOf(channel),
        ),
      listImporters: (peer, list, offset) =>
        call(
          importersMethod,
          `${list.requested ? 'requested' : 'joined'} ${list.link ?? chatOf(peer)} after ${offset?.user.userId}`,
          () => joins.listImporters(chatOf(peer), list, offset),
          chatOf(peer),
        ),
      decideRequest: (peer, user, isApproved) =>
        call(
          decideMethod,
          `${isApproved ? 'approve' : 'decline'} ${user.userId}`,
          () => joins.decideRequest(chatOf(peer), user, isApproved),
          chatOf(peer),
        ),
      decideAllRequests: (peer, link, isApproved) =>
        call(
          decideAllMethod,
          `${isApproved ? 'approve' : 'decline'} all ${link ?? chatOf(peer)}`,
          () => joins.decideAllRequests(chatOf(peer), link, isApproved),
          chatOf(peer),
        ),
      aheadMs: () => aheadMs,
      serverSalts: () => serverSalts,
      async close() {
        isLost = true;
        closed.reject(connectionError('CONNECTION_LOST'));
        await setImmediate();
        open.delete(accountId);
        log('close');
      },
    };
  }

  return {
    connect: connect as RunDeps['connect'],
    /** Who asks to join the chats, and who has joined. */
    joins,
    links,
    /** Edits that were executed, in order. */
    edits,
    calls,
    offences,
    chats,
    callsOf: (method: string) => calls.filter((each) => each.method === method),
    isConnected: () => open.size > 0,
    /** The next calls of a method are answered so; those after them as Telegram would. */
    script(method: string, ...answers: Answer[]) {
      scripts.set(method, [...(scripts.get(method) ?? []), ...answers]);
    },
    /** The next attempts to connect fail so. */
    failToConnect: (...errors: unknown[]) => failures.push(...errors),
    /** What the chat's creator is told of its administrators. */
    setAdminLists(lists: LinkList[]) {
      adminLists = lists;
    },
    setAheadMs(ms: number) {
      aheadMs = ms;
    },
    /** Lists of links tell how many have joined and ask to. Before that, they tell of 3 and 1. */
    countJoins() {
      countsJoins = true;
    },
    /** An administrator does it in an app. @param does undefined to delete a link that is revoked. */
    changeByHand(url: string, does: Partial<ExportedInvite> | undefined) {
      const made = links.find(({ invite }) => invite.link === url);
      if (made === undefined) {
        throw new RangeError(`there is no link ${url}`);
      }
      if (does === undefined) {
        links.splice(links.indexOf(made), 1);
      } else {
        Object.assign(made.invite, does);
      }
      const kind = does === undefined ? 'deleted' : does.revoked ? 'revoked' : 'edited';
      joins.logChange(made.chat, kind, made.invite);
    },
    /** What a connection knows of the key's salts from now on. */
    setServerSalts(salts: string | undefined) {
      serverSalts = salts;
    },
    /** Called when Telegram is about to answer: for what happens elsewhere meanwhile. */
    onAnswer(next: typeof beforeAnswer) {
      beforeAnswer = next;
    },
  };
}

function tell(invite: ExportedInvite): ToldLink {
  return {
    invite: structuredClone(invite),
    usage: 0,
    requested: 0,
    ...(invite.revoked ? { isRevoked: true } : {}),
  };
}

function applyChanges(invite: ExportedInvite, { title, ...changes }: LinkChanges): void {
  Object.assign(invite, title === undefined ? {} : { title }, changes);
}

export function chatOf(peer: InputPeer): string {
  return peer.kind === 'chat' ? `chat ${peer.chatId}` : `channel ${peer.channelId}`;
}
