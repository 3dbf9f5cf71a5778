import { UsageError } from '../../operator/terminal/operator-errors.ts';
import { pathOf } from './resources.ts';

/** The chat that a command names where it names no invite. */
export interface ChatOptions {
  account?: string;
  peer?: string;
}

/** Where people ask to join: by the link of an invite, or in a chat. */
export interface AskedPlace {
  /** Of the requests to join there. */
  path: string;
  /** Where the path does not say it. */
  peer: string | undefined;
  /** For a sentence. */
  words: string;
}

/** @throws UsageError */
export function readPlace(inviteId: string | undefined, { account, peer }: ChatOptions): AskedPlace {
  if (inviteId !== undefined && (account !== undefined || peer !== undefined)) {
    throw new UsageError('An invite says which chat: leave out --account and --peer, or the id.');
  }
  if (inviteId !== undefined) {
    return { path: `${pathOf(inviteId)}/requests`, peer: undefined, words: `by the link of ${inviteId}` };
  }
  if (account === undefined) {
    throw new UsageError('Where? Name an invite, or --account and --peer.');
  }
  return {
    path: `/v1/accounts/${encodeURIComponent(account)}/requests`,
    peer,
    words: `to join ${peer ?? `the default chat of ${account}`}`,
  };
}
