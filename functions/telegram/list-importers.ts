import { Api } from 'telegram/tl/index.js';
import type { InputPeer } from '../core/account/account.ts';
import type { Importer, ImporterList, ImporterOffset, ImporterPage } from '../core/join/join-calls.ts';
import type { TelegramConnection } from './connection.ts';
import { toApiInputPeer } from './input-peer.ts';
import { findSeenUser, toInputUser } from './seen-user.ts';

/** Telegram's limit for one page. */
const pageLimit = 100;

/**
 * A page of those who joined by a link, or who ask to join, newest first.
 * @throws TelegramError
 * @see https://core.telegram.org/method/messages.getChatInviteImporters
 */
export async function listImporters(
  connection: TelegramConnection,
  peer: InputPeer,
  { link, requested }: ImporterList,
  offset?: ImporterOffset,
): Promise<ImporterPage> {
  const { count, importers, users } = await connection.call(
    new Api.messages.GetChatInviteImporters({
      peer: toApiInputPeer(peer),
      ...(requested ? { requested } : {}),
      ...(link === undefined ? {} : { link }),
      offsetDate: offset?.date ?? 0,
      offsetUser: offset === undefined ? new Api.InputUserEmpty() : toInputUser(offset.user),
      limit: pageLimit,
    }),
  );
  const page = importers.map((importer) => toImporter(importer, users));
  const last = page.at(-1);
  return {
    importers: page,
    count,
    ...(page.length < pageLimit || last === undefined ? {} : { next: { date: last.date, user: last.user } }),
  };
}

/** gramjs reads what is absent as null, whatever its types say. */
function toImporter(
  { userId, date, approvedBy, about }: Api.TypeChatInviteImporter,
  users: Api.TypeUser[],
): Importer {
  return {
    user: findSeenUser(users, userId),
    date,
    ...(approvedBy == null ? {} : { approvedBy: approvedBy.toString() }),
    ...(about ? { about } : {}),
  };
}
