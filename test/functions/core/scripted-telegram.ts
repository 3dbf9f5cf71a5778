import { setImmediate } from 'node:timers/promises';
import type { Account, InputPeer } from '../../../functions/core/account.ts';
import type { ExportedInvite } from '../../../functions/core/job.ts';
import { exportMethod, listMethod, resolveMethods } from '../../../functions/core/methods.ts';
import { connectionError, parseRpcError, TelegramError } from '../../../functions/core/rpc-error.ts';
import type { TelegramAccount, WorkDeps } from '../../../functions/core/work-account.ts';

/** What Telegram does with one call. */
export type Answer =
  | { kind: 'answer' }
  | { kind: 'error'; code: number; message: string }
  /** The connection breaks before Telegram executes the call, or after. */
  | { kind: 'lost'; isExecuted: boolean }
  /** An answer without a link. */
  | { kind: 'joinRequests' }
  /** The answer comes when this resolves, unless the connection is closed before: then nobody learns it. */
  | { kind: 'late'; when: Promise<void> }
  /** A fault of ours: not an answer of Telegram at all. */
  | { kind: 'fault'; error: Error };

export const answered: Answer = { kind: 'answer' };
export const refusedWith = (message: string, code = 400): Answer => ({ kind: 'error', code, message });
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
  const offences: string[] = [];
  const chats: Record<string, InputPeer> = {
    launch: { kind: 'channel', channelId: '11', accessHash: '110' },
    other: { kind: 'channel', channelId: '22', accessHash: '220' },
  };
  const open = new Set<string>();
  const failures: unknown[] = [];
  let aheadMs = 0;
  let serverSalts: string | undefined;
  let beforeAnswer: (method: string, subject: string) => void = () => {};

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

    /** Calls of one turn arrive together; their answers, waits among them, are only known after that. */
    async function call<T>(method: string, subject: string, execute: () => T): Promise<T> {
      if (isLost) {
        throw connectionError('CONNECTION_LOST');
      }
      if ((waits.get(`${accountId} ${method}`) ?? 0) > clock.now()) {
        offend(`${method} called inside its wait`);
      }
      calls.push({ method, subject, atMs: clock.now() });
      log(`call ${method}`);
      const answer = scripts.get(method)?.shift() ?? answered;
      await setImmediate();
      beforeAnswer(method, subject);
      if (answer.kind === 'lost') {
        isLost = true;
        if (answer.isExecuted) {
          execute();
        }
        throw connectionError('CONNECTION_LOST');
      }
      if (answer.kind === 'late') {
        await Promise.race([answer.when, closed.promise]);
      }
      if (answer.kind === 'fault') {
        throw answer.error;
      }
      if (answer.kind === 'error') {
        const rpc = parseRpcError(answer.code, answer.message);
        if (rpc.class === 'flood') {
          waits.set(`${accountId} ${method}`, clock.now() + (rpc.argument ?? 0) * 1000);
        }
        throw new TelegramError(rpc);
      }
      if (answer.kind === 'joinRequests') {
        return { kind: 'chatInvitePublicJoinRequests' } as T;
      }
      return execute();
    }

    return {
      resolvePeer: (peer) =>
        call(resolveMethods[peer.kind], JSON.stringify(peer), () => {
          const found = peer.kind === 'username' ? chats[peer.username] : undefined;
          if (found === undefined) {
            throw new TelegramError(parseRpcError(400, 'USERNAME_NOT_OCCUPIED'));
          }
          return found;
        }),
      exportChatInvite: (peer, request) =>
        call(exportMethod, request.title ?? '', () => {
          const date = Math.floor((clock.now() + aheadMs) / 1000);
          const invite: ExportedInvite = {
            link: `https://t.me/+link${links.length + 1}`,
            admin_id: '777',
            date,
            permanent: false,
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
      listExportedInvites: (peer, sinceSeconds) =>
        call(listMethod, `${chatOf(peer)} since ${sinceSeconds()}`, () =>
          links
            .filter(({ chat, invite }) => chat === chatOf(peer) && invite.date >= sinceSeconds())
            .map(({ invite }) => structuredClone(invite))
            .reverse(),
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
    connect: connect as WorkDeps['connect'],
    links,
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
    setAheadMs(ms: number) {
      aheadMs = ms;
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

export function chatOf(peer: InputPeer): string {
  return peer.kind === 'chat' ? `chat ${peer.chatId}` : `channel ${peer.channelId}`;
}
