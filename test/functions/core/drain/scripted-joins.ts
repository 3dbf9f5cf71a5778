import type { ExportedInvite } from '../../../../functions/core/job/job.ts';
import type {
  AdminLogPage,
  Importer,
  ImporterList,
  ImporterOffset,
  ImporterPage,
  LoggedChange,
  LoggedJoin,
  SeenUser,
} from '../../../../functions/core/join/join-calls.ts';
import { parseRpcError, TelegramError } from '../../../../functions/core/rpc/rpc-error.ts';

/** Telegram has 100. A page is full sooner here. */
export const joinPageLimit = 3;

interface Listed {
  chat: string;
  link: string | undefined;
  importer: Importer;
}

/** Who asks to join the chats of a scripted Telegram, who has joined, and what its admin log tells. A chat is named as `chatOf` does. */
export function createScriptedJoins(nowSeconds: () => number) {
  const asking: Listed[] = [];
  const joined: Listed[] = [];
  const log: { chat: string; event: LoggedJoin | LoggedChange }[] = [];
  const full = new Set<string>();
  const hidden = new Set<string>();
  const decisions: { chat: string; userId: string; isApproved: boolean }[] = [];

  function nextId(): string {
    return `${1000 + log.length}`;
  }

  function enter(
    chat: string,
    link: string | undefined,
    user: SeenUser,
    how: Pick<LoggedJoin, 'via' | 'approvedBy'>,
  ): void {
    const date = nowSeconds();
    const approved = how.approvedBy === undefined ? {} : { approvedBy: how.approvedBy };
    joined.push({ chat, link, importer: { user, date, ...approved } });
    const told = link === undefined ? {} : { link };
    log.push({ chat, event: { eventId: nextId(), date, user, ...how, ...told } });
  }

  function decide(request: Listed, isApproved: boolean): void {
    const { chat, link, importer } = request;
    asking.splice(asking.indexOf(request), 1);
    decisions.push({ chat, userId: importer.user.userId, isApproved });
    if (isApproved) {
      enter(chat, link, importer.user, { via: 'request', approvedBy: '777' });
    }
  }

  function isIn(chat: string, userId: string): boolean {
    return joined.some((each) => each.chat === chat && each.importer.user.userId === userId);
  }

  return {
    /** Decisions that were executed, in order. */
    decisions,
    isIn,
    ask(chat: string, link: string | undefined, user: SeenUser, about?: string): void {
      const importer = { user, date: nowSeconds(), ...(about === undefined ? {} : { about }) };
      asking.push({ chat, link, importer });
    },
    join(chat: string, link: string | undefined, user: SeenUser): void {
      enter(chat, link, user, { via: link === undefined ? 'unknown' : 'link' });
    },
    /** The request is taken back, or another administrator has turned it away. */
    withdraw(chat: string, userId: string): void {
      asking.splice(
        asking.findIndex((each) => each.chat === chat && each.importer.user.userId === userId),
        1,
      );
    },
    /** The member leaves: Telegram counts its join no more. */
    leave(chat: string, userId: string): void {
      joined.splice(
        joined.findIndex((each) => each.chat === chat && each.importer.user.userId === userId),
        1,
      );
    },
    /** Somebody came in by the link, and the log does not tell. */
    joinUnlogged(chat: string, link: string, user: SeenUser): void {
      joined.push({ chat, link, importer: { user, date: nowSeconds() } });
    },
    /** The log tells of that join now. */
    logLate(chat: string, link: string, user: SeenUser): void {
      const { date = 0 } = joined.find((each) => each.importer.user.userId === user.userId)?.importer ?? {};
      log.push({ chat, event: { eventId: nextId(), date, user, via: 'link', link } });
    },
    /** Something was done to a link, by whatever administrator and app. */
    logChange(chat: string, kind: LoggedChange['kind'], invite: ExportedInvite): void {
      log.push({
        chat,
        event: { eventId: nextId(), date: nowSeconds(), kind, invite: structuredClone(invite) },
      });
    },
    /** Those who joined are counted, and listed no more. */
    hide: (userId: string) => void hidden.add(userId),
    /** What a list of links tells. */
    countOf: (link: string) => ({
      usage: joined.filter((each) => each.link === link).length,
      requested: asking.filter((each) => each.link === link).length,
    }),
    /** The user is in as many chats as a user can be. */
    fill: (userId: string) => full.add(userId),

    // What Telegram answers.
    readAdminLog(chat: string, { afterId = '0', beforeId }: { afterId?: string; beforeId?: string }) {
      const events = log
        .filter((each) => each.chat === chat)
        .map(({ event }) => event)
        .filter(({ eventId }) => BigInt(eventId) > BigInt(afterId))
        .filter(({ eventId }) => beforeId === undefined || BigInt(eventId) < BigInt(beforeId))
        .reverse();
      const page = structuredClone(events.slice(0, joinPageLimit));
      const [newest, oldest] = [page[0], page.at(-1)];
      return {
        joins: page.filter((event) => 'user' in event),
        changes: page.filter((event) => 'kind' in event),
        ...(newest === undefined ? {} : { newestId: newest.eventId }),
        ...(oldest === undefined ? {} : { oldestId: oldest.eventId, oldestDate: oldest.date }),
        isLast: page.length < joinPageLimit,
      } satisfies AdminLogPage;
    },
    listImporters(chat: string, { link, requested }: ImporterList, offset?: ImporterOffset): ImporterPage {
      const listed = (requested ? asking : joined)
        .filter((each) => each.chat === chat && (requested || each.link !== undefined))
        .filter((each) => link === undefined || each.link === link)
        .filter((each) => !hidden.has(each.importer.user.userId))
        .map(({ importer }) => importer)
        .reverse();
      const from = listed.findIndex(({ user }) => user.userId === offset?.user.userId) + 1;
      const importers = structuredClone(listed.slice(from, from + joinPageLimit));
      const last = importers.at(-1);
      return {
        importers,
        count: listed.length,
        ...(importers.length < joinPageLimit || last === undefined
          ? {}
          : { next: { date: last.date, user: last.user } }),
      };
    },
    decideRequest(chat: string, { userId, accessHash }: SeenUser, isApproved: boolean): void {
      const request = asking.find((each) => each.chat === chat && each.importer.user.userId === userId);
      if (request === undefined) {
        throw refusal(
          isApproved && isIn(chat, userId) ? 'USER_ALREADY_PARTICIPANT' : 'HIDE_REQUESTER_MISSING',
        );
      }
      if (request.importer.user.accessHash !== accessHash) {
        throw refusal('USER_ID_INVALID');
      }
      if (isApproved && full.has(userId)) {
        throw refusal('USER_CHANNELS_TOO_MUCH', 403);
      }
      decide(request, isApproved);
    },
    decideAllRequests(chat: string, link: string | undefined, isApproved: boolean): void {
      const all = asking.filter((each) => each.chat === chat && (link === undefined || each.link === link));
      const decidable = all.filter(({ importer }) => !isApproved || !full.has(importer.user.userId));
      if (decidable.length === 0) {
        throw refusal(all.length === 0 ? 'HIDE_REQUESTER_MISSING' : 'USER_CHANNELS_TOO_MUCH');
      }
      for (const request of decidable) {
        decide(request, isApproved);
      }
    },
  };
}

function refusal(type: string, code = 400): TelegramError {
  return new TelegramError(parseRpcError(code, type));
}
