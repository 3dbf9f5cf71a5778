import type { RpcError } from '../rpc/rpc-error.ts';
import { settleAll } from '../settle-all.ts';
import type { AddressedJob } from './addressed-job.ts';
import type { Run } from './run.ts';

/**
 * Whether Telegram's refusal may be no more than a stale access hash that was kept from an earlier run. Once per job: a
 * chat that was resolved anew and is still unknown is no chat of this account.
 * @see https://core.telegram.org/api/peers#access-hash
 */
export function isStalePeer({ job, keptAs }: AddressedJob, error: RpcError): boolean {
  return error.type === 'CHANNEL_INVALID' && keptAs !== undefined && job.staleChat === undefined;
}

/** The name leads to another chat now. A call that may have made a link was made in the one before, and is not repeated. */
export function isElsewhere({ job, chat }: AddressedJob): boolean {
  return job.intentAtMs !== undefined && job.staleChat !== undefined && job.staleChat !== chat;
}

/** What is kept for these jobs' chats is forgotten, so that they are resolved anew. Before the jobs say that it was done. */
export async function forgetPeers(run: Run, entries: AddressedJob[]): Promise<void> {
  const keys = new Set(entries.flatMap(({ keptAs = [] }) => keptAs));
  await settleAll([...keys].map((key) => run.forgetPeer(run.account.accountId, key)));
}
