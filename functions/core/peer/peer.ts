/** A chat as a caller names it. No account has resolved it yet. Ids are Telegram's, without prefix or sign. */
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
 * One key per chat, the same for every form that names it: `@name`, `+hash`, or the bot API id. An access hash is not
 * part of it.
 */
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
