import type { InputPeer } from '../account/account.ts';
import { peerKey } from '../peer/peer.ts';
import { resolveMethods } from '../rpc/methods.ts';
import { TelegramError } from '../rpc/rpc-error.ts';
import type { Look } from './look.ts';

/**
 * Telegram does not know the watched channel by the access hash that is kept, or that the watch spells out: the channel is looked for
 * among the account's chats. A kept hash goes before the one that is spelled out.
 * @returns whether another hash is kept now.
 * @see https://core.telegram.org/api/peers#access-hash
 */
export async function findChatAnew(look: Look): Promise<boolean> {
  const { run, entry } = look;
  const { inputPeer: refused } = entry;
  if (refused.kind === 'chat') {
    return false;
  }
  const { channelId } = refused;
  const found = await findChannel(look, channelId);
  if (found?.kind !== 'channel' || found.accessHash === refused.accessHash) {
    return false;
  }
  await run.savePeer(run.account.accountId, peerKey({ kind: 'channel', channelId }), found);
  return true;
}

/** @returns undefined where the account has no such channel, or Telegram refuses to look for it. */
async function findChannel(look: Look, channelId: string): Promise<InputPeer | undefined> {
  try {
    return await look.call(resolveMethods.channel, () =>
      look.telegram.resolvePeer({ kind: 'channel', channelId }),
    );
  } catch (error) {
    if (error instanceof TelegramError) {
      return undefined;
    }
    throw error;
  }
}
