import type { Peer, PeerProblem } from './peer.ts';
import { parseDialogId, problem } from './peer-id.ts';
import { parsePeerObject } from './peer-object.ts';
import { parsePeerText } from './peer-text.ts';

/**
 * Reads a chat from every form that people and libraries write: @name, link, bot API id, and the JSON of an InputPeer,
 * Message or Update. Users, phone numbers, secret chats and the like have no invite links. Each is refused with its own
 * sentence. An integer may be a bigint, because a 64-bit access hash does not fit into a JSON number.
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
