import { parsePeer } from '../peer/parse-peer.ts';
import { peerKey } from '../peer/peer.ts';
import { toChannelDialogId } from '../peer/peer-id.ts';
import type { Job, JobError } from './job.ts';

/** Telegram numbers channels from here on: a smaller number hardly means a channel. */
const firstChannelId = 1_000_000_000n;

/** Telegram answers these when the account is in no basic group with the number asked for. */
const unknownGroup = ['CHAT_ID_INVALID', 'PEER_ID_INVALID'];

/** What Telegram refuses of an edit that was right when it was accepted: time has passed since, or another edit came before it. */
const editAdvice: Record<string, string> = {
  EXPIRE_DATE_INVALID: 'The new end had passed when Telegram was asked for it. Ask again with a later one.',
  USAGE_LIMIT_INVALID:
    'A limit excludes approval, and an earlier edit may have set the other. Change both in one request.',
};

/** The error that ends a job. Where the request shows what was probably meant, the error says so. */
export function adviseOnRequest(
  { request, operation }: Pick<Job, 'request' | 'operation'>,
  error: JobError,
): JobError {
  const ofEdit = operation?.kind === 'edit' ? editAdvice[error.type] : undefined;
  if (ofEdit !== undefined) {
    return { ...error, detail: ofEdit };
  }
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
