import { parseDialogId, problem } from './peer-id.ts';
import { parsePeerObject } from './peer-object.ts';
import { parsePeerText } from './peer-text.ts';

/** A chat as a caller names it, before an account has resolved it. Ids are Telegram's own, without prefix or sign. */
export type Peer =
  | { kind: 'username'; username: string }
  | { kind: 'inviteHash'; hash: string }
  | { kind: 'chat'; chatId: string }
  | { kind: 'channel'; channelId: string; accessHash?: string };

/** Why a value names no chat, in a sentence for the caller. */
export interface PeerProblem {
  problem: string;
}

/**
 * Reads a chat from any form in which people and libraries write one: @name, link, bot API id, and the JSON of an
 * InputPeer, Message or Update. Users, phone numbers, secret chats and the like have no invite links and are refused
 * each with its own sentence. Integers may come as bigint, which is how a 64-bit access hash survives JSON.
 * @see https://core.telegram.org/api/links and https://core.telegram.org/api/bots/ids
 */
export function parsePeer(value: unknown): Peer | PeerProblem {
  if (typeof value === 'string') {
    return parsePeerText(value);
  }
  if (typeof value === 'number' || typeof value === 'bigint') {
    return parseDialogId(value);
  }
  if (value === null) {
    return problem('null is not a peer: leave the field out to use the default peer of the account.');
  }
  if (typeof value === 'object' && !Array.isArray(value)) {
    return parsePeerObject(value as Record<string, unknown>);
  }
  return problem(
    'A peer is a string such as "@name", an integer id, or an InputPeer, Message or Update object.',
  );
}

/** One key per chat, whatever form named it: `@name`, `+hash`, or the bot API id. An access hash is not part of it. */
export function peerKey(peer: Peer): string {
  switch (peer.kind) {
    case 'username':
      return `@${peer.username}`;
    case 'inviteHash':
      return `+${peer.hash}`;
    case 'chat':
      return `-${peer.chatId}`;
    case 'channel':
      return String(-1_000_000_000_000n - BigInt(peer.channelId));
  }
}
