import { returnBigInt } from 'telegram/Helpers.js';
import { Api } from 'telegram/tl/index.js';
import type { InputPeer } from '../core/account/account.ts';
import { parseRpcError, TelegramError } from '../core/rpc/rpc-error.ts';
import type { TelegramConnection } from './connection.ts';
import { fromApiChat } from './input-peer.ts';

const pageLimit = 100;
/** Two thousand dialogs. Beyond that, callers name the chat by @username or link. */
const maxPages = 20;

/**
 * Finds a channel or supergroup by its bare id among the account's dialogs, for its access hash.
 * @throws TelegramError CHANNEL_INVALID when the account has no dialog with it.
 * @see https://core.telegram.org/method/messages.getDialogs
 */
export async function findDialog(connection: TelegramConnection, channelId: string): Promise<InputPeer> {
  for await (const chats of dialogPages(connection)) {
    const chat = chats.find((each) => each.id.toString() === channelId && !(each instanceof Api.Chat));
    if (chat !== undefined) {
      return fromApiChat(chat);
    }
  }
  const detail = `The account has no chat with the id -100${channelId}. Add the account to it, or address it by @username or invite link.`;
  throw new TelegramError({ ...parseRpcError(400, 'CHANNEL_INVALID'), detail });
}

/** The chats of the account's dialogs, page by page, most recent first. */
export async function* dialogPages(connection: TelegramConnection): AsyncGenerator<Api.TypeChat[]> {
  let offset = { date: 0, id: 0, peer: new Api.InputPeerEmpty() as Api.TypeInputPeer };
  for (let page = 0; page < maxPages; page++) {
    const answer = await connection.call(
      new Api.messages.GetDialogs({
        offsetDate: offset.date,
        offsetId: offset.id,
        offsetPeer: offset.peer,
        limit: pageLimit,
        hash: returnBigInt(0),
      }),
    );
    if (answer instanceof Api.messages.DialogsNotModified) {
      return;
    }
    yield answer.chats;
    const last = answer.dialogs.at(-1);
    if (answer instanceof Api.messages.Dialogs || answer.dialogs.length < pageLimit || last === undefined) {
      return;
    }
    offset = offsetAfter(last, answer);
  }
}

function offsetAfter(last: Api.TypeDialog, { messages, chats, users }: Api.messages.DialogsSlice) {
  const message = messages.find((each) => each.id === last.topMessage && samePeer(each, last.peer));
  const date = message instanceof Api.Message || message instanceof Api.MessageService ? message.date : 0;
  return { date, id: last.topMessage, peer: inputPeerOf(last.peer, chats, users) };
}

function samePeer(message: Api.TypeMessage, peer: Api.TypePeer): boolean {
  return !(message instanceof Api.MessageEmpty) && JSON.stringify(message.peerId) === JSON.stringify(peer);
}

function inputPeerOf(peer: Api.TypePeer, chats: Api.TypeChat[], users: Api.TypeUser[]): Api.TypeInputPeer {
  if (peer instanceof Api.PeerUser) {
    const user = users.find((each) => each.id.equals(peer.userId));
    const accessHash = user instanceof Api.User ? user.accessHash : undefined;
    return accessHash == null
      ? new Api.InputPeerEmpty()
      : new Api.InputPeerUser({ userId: peer.userId, accessHash });
  }
  if (peer instanceof Api.PeerChat) {
    return new Api.InputPeerChat({ chatId: peer.chatId });
  }
  const channel = chats.find((each) => each.id.equals(peer.channelId));
  const accessHash = channel instanceof Api.Channel ? channel.accessHash : undefined;
  return accessHash == null
    ? new Api.InputPeerEmpty()
    : new Api.InputPeerChannel({ channelId: peer.channelId, accessHash });
}
