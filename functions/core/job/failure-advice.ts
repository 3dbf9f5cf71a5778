import { parsePeer } from '../peer/parse-peer.ts';
import { peerKey } from '../peer/peer.ts';
import { toChannelDialogId } from '../peer/peer-id.ts';
import type { Job, JobError } from './job.ts';

/** Telegram gives the numbers of channels from here on: a smaller one is hardly meant as a channel's. */
const firstChannelId = 1_000_000_000n;

/** What Telegram answers to the number of a basic group that the account is in none of. */
const unknownGroup = ['CHAT_ID_INVALID', 'PEER_ID_INVALID'];

/** The error that ends a job, with what its request probably meant, where that can be seen from it. */
export function adviseOnRequest({ request }: Pick<Job, 'request'>, error: JobError): JobError {
  if (!unknownGroup.includes(error.type)) {
    return error;
  }
  const peer = parsePeer(request.peer);
  if ('problem' in peer || peer.kind !== 'chat') {
    return error;
  }
  const channel = BigInt(peer.chatId) < firstChannelId ? undefined : toChannelDialogId(peer.chatId);
  return channel === undefined
    ? error
    : {
        ...error,
        detail: `${error.detail} If ${peerKey(peer)} is the number of a channel or supergroup, as Telegram Web K shows it, write ${channel}.`,
      };
}
