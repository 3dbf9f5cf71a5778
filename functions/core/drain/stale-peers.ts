import type { RpcError } from '../rpc/rpc-error.ts';
import { settleAll } from '../settle-all.ts';
import type { AddressedJob } from './addressed-job.ts';
import type { Run } from './run.ts';

/**
 * Whether the cause of the refusal may be a stale access hash, kept from an earlier run. Once per job: a chat that is still
 * unknown after it was resolved anew is no chat of this account.
 * @see https://core.telegram.org/api/peers#access-hash
 */
export function isStalePeer({ job, keptAs }: AddressedJob, error: RpcError): boolean {
  return error.type === 'CHANNEL_INVALID' && keptAs !== undefined && job.staleChat === undefined;
}

/** The name leads to another chat now. A call that may have made a link was made in the one before, and is not repeated. */
export function isElsewhere({ job, chat }: AddressedJob): boolean {
  return job.intentAtMs !== undefined && job.staleChat !== undefined && job.staleChat !== chat;
}

/** Forgets the kept chats of these jobs, so that they are resolved anew. To be called before the jobs are stored as readdressed. */
export async function forgetPeers(run: Run, entries: AddressedJob[]): Promise<void> {
  const keys = new Set(entries.flatMap(({ keptAs = [] }) => keptAs));
  await settleAll([...keys].map((key) => run.forgetPeer(run.account.accountId, key)));
}
