import type { TelegramAccount } from '../../../functions/core/drain/telegram-account.ts';
import { connectionError, parseRpcError, TelegramError } from '../../../functions/core/rpc/rpc-error.ts';
import type { Random } from '../../chaos/random.ts';
import { createGate, type GateVerdict, type Limit } from './limits.ts';
import type { VirtualTime } from './virtual-time.ts';

export type TelegramLine = ReturnType<typeof createTelegramLine>;

/** The calls of one account, as Telegram saw them. */
export interface Seen {
  /** When each link was made. */
  linksAtMs: number[];
  /** The refusals that began a wait. Refusals of calls inside a wait are counted in `callsInsideWait`. */
  waits: number;
  callsInsideWait: number;
}

/** Telegram's export method under a limit, at the end of a network whose delays vary. */
export function createTelegramLine(time: VirtualTime, random: Random, limit: Limit) {
  const gate = createGate(limit, time.now());
  const seen: Seen = { linksAtMs: [], waits: 0, callsInsideWait: 0 };
  return { seen, connect };

  /** Messages over one connection keep their order, and a call is made only if the one before it, still unanswered, was not refused. */
  function connect(): { exportLink(): Promise<string>; open(): Promise<void> } {
    let [lastThereMs, lastBackMs] = [0, 0];
    let [unanswered, isChainBroken] = [0, false];
    return {
      open: async () => time.sleep(delayMs() + delayMs()),
      async exportLink() {
        isChainBroken &&= unanswered > 0;
        unanswered += 1;
        lastThereMs = Math.max(lastThereMs, time.now() + delayMs());
        await time.sleepUntil(lastThereMs);
        const verdict = isChainBroken ? undefined : gate.check(time.now());
        const link = `https://t.me/+link${seen.linksAtMs.length + 1}`;
        isChainBroken ||= verdict?.isAllowed === false;
        if (verdict !== undefined) {
          note(verdict);
        }
        lastBackMs = Math.max(lastBackMs, time.now() + delayMs());
        await time.sleepUntil(lastBackMs);
        unanswered -= 1;
        if (verdict === undefined) {
          throw connectionError('CALL_NOT_MADE');
        }
        if (!verdict.isAllowed) {
          throw new TelegramError(parseRpcError(420, `FLOOD_WAIT_${verdict.waitSeconds}`));
        }
        return link;
      },
    };
  }

  function note(verdict: GateVerdict): void {
    if (verdict.isAllowed) {
      seen.linksAtMs.push(time.now());
    } else if (verdict.insideWait) {
      seen.callsInsideWait += 1;
    } else {
      seen.waits += 1;
    }
  }

  /** One way: mostly 25 to 65 ms, one message in fifty up to half a second more. */
  function delayMs(): number {
    return 25 + 40 * random.next() + (random.chance(0.02) ? 500 * random.next() : 0);
  }
}

/** The line as the core's one connection. The account's only chat is known, and no outcome is ever unknown. */
export async function openAccount(line: TelegramLine, time: VirtualTime): Promise<TelegramAccount> {
  const connection = line.connect();
  await connection.open();
  function unexpected() {
    return Promise.reject(new Error('only links are asked for here'));
  }
  return {
    resolvePeer: unexpected,
    listExportedInvites: unexpected,
    editLink: unexpected,
    revokeLink: unexpected,
    deleteLink: unexpected,
    getLink: unexpected,
    listLinks: unexpected,
    listAdminLists: unexpected,
    readAdminLog: unexpected,
    listImporters: unexpected,
    decideRequest: unexpected,
    decideAllRequests: unexpected,
    async exportChatInvite(_peer, { title = '' }) {
      const link = await connection.exportLink();
      const date = Math.floor(time.now() / 1000);
      const flags = { permanent: false, request_needed: false, revoked: false };
      return { kind: 'chatInviteExported', invite: { link, admin_id: '1', date, title, ...flags } };
    },
    aheadMs: () => 0,
    serverSalts: () => undefined,
    close: async () => {},
  };
}
