import type { InputPeer } from '../account/account.ts';
import type { Job } from '../job/job.ts';

/** A job whose chat is known, ready to be called for. */
export interface AddressedJob {
  job: Job;
  /** The chat itself, whatever name the request gave it. */
  chat: string;
  inputPeer: InputPeer;
  /** The key under which an earlier run has kept this input peer. Undefined when it was spelled out or found just now. */
  keptAs?: string;
}

export function chatKey(peer: InputPeer): string {
  return peer.kind === 'chat' ? `chat:${peer.chatId}` : `channel:${peer.channelId}`;
}
