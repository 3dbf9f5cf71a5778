import type { InputPeer } from '../account/account.ts';
import type { ExportedInvite, ExportOutcome } from '../job/job.ts';
import type { JoinCalls } from '../join/join-calls.ts';
import type { LinkCalls } from '../operation/link-calls.ts';
import type { ListCalls } from '../operation/list-calls.ts';
import type { Peer } from '../peer/peer.ts';
import type { InviteRequest } from '../request/invite-request.ts';

/**
 * An account over its one open connection. Every function throws TelegramError and nothing else. Calls that make or change links
 * and are made in one turn are executed in order. One that fails stops those behind it, which end with CALL_NOT_MADE.
 */
export interface TelegramAccount extends LinkCalls, ListCalls, JoinCalls {
  resolvePeer(peer: Peer): Promise<InputPeer>;
  exportChatInvite(peer: InputPeer, request: InviteRequest): Promise<ExportOutcome>;
  /**
   * The account's links in a chat, newest first.
   * @param sinceSeconds the earliest date wanted, in Unix seconds by Telegram's clock. It is read after each answer, because an
   * answer may correct what is known of Telegram's clock.
   */
  listExportedInvites(peer: InputPeer, sinceSeconds: () => number): Promise<ExportedInvite[]>;
  /** Telegram's clock minus ours, in milliseconds. */
  aheadMs(): number;
  /** The server salts known by now, at most 300 characters, to be kept with the account; undefined when none are. */
  serverSalts(): string | undefined;
  /** Resolves when the connection is seen closed. */
  close(): Promise<void>;
}
