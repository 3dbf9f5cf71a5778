import { readdress, wait } from '../job/transitions.ts';
import { listMethod } from '../rpc/methods.ts';
import { asRpcError } from './address-jobs.ts';
import type { AddressedJob } from './addressed-job.ts';
import type { Run } from './run.ts';
import { settleFailure } from './settle-failure.ts';
import { forgetPeers, isStalePeer } from './stale-peers.ts';
import type { TelegramAccount } from './telegram-account.ts';

/** A job that may be called for. */
export interface CallableJob extends AddressedJob {
  /** See `Job.replaces`. */
  replaces?: string | undefined;
}

/**
 * A chat has a permanent link from birth, and it looks like the one that `legacy_revoke_permanent` asks for. So the link that the
 * call replaces is read before the call: then no search takes it for the link that the call made.
 * @returns the job, or nothing where it has to wait or has failed.
 * @see https://core.telegram.org/method/messages.getExportedChatInvites
 */
export async function readReplacedLink(
  run: Run,
  telegram: TelegramAccount,
  entry: AddressedJob,
): Promise<CallableJob | undefined> {
  const { job, chat, inputPeer } = entry;
  if (job.request.legacy_revoke_permanent !== true) {
    return entry;
  }
  const until = run.waits.untilListed(chat);
  if (until !== undefined) {
    await run.jobs.save(job, (each) => wait(each, until, run.now()));
    return undefined;
  }
  try {
    // The permanent link that works is the first of its list, however old it is.
    const { links } = await telegram.listLinks(inputPeer, { revoked: false }, undefined);
    const replaced = links.find(({ invite }) => invite.permanent && !invite.revoked);
    return { ...entry, replaces: replaced?.invite.link };
  } catch (error) {
    const rpc = asRpcError(error);
    if (isStalePeer(entry, rpc)) {
      await forgetPeers(run, [entry]);
      await run.jobs.save(job, (each) => readdress(each, chat, run.now()));
    } else {
      await settleFailure(run, entry, rpc, listMethod);
    }
    return undefined;
  }
}
