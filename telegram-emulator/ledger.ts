import type { JoinHistory } from './world/join-history.ts';

/** One call of the API that arrived. It was executed, refused, or stopped by a fault. */
export interface LedgerCall {
  atMs: number;
  connectionId: number;
  authKeyIdHex: string;
  /** Undefined before a login. */
  userId: string | undefined;
  method: string;
  /** The call's parameters as JSON values: 64-bit numbers as strings, bytes as hex. */
  params: Record<string, unknown>;
  /** `ok`, the error's type, or `not executed` when a fault stopped it. */
  outcome: string;
  /**
   * False when the method did not run: a fault stopped the call, or a call that it had to follow failed
   * (invokeAfterMsg; the outcome is then MSG_WAIT_FAILED or MSG_WAIT_TIMEOUT).
   */
  reachedMethod: boolean;
  /** True when the account still had to wait for this method. */
  insideWait: boolean;
  /** The fault that met it. */
  fault: string | undefined;
  /** How much a fault delayed it: an outage, a delay, or an execution after the refusal. */
  lateMs: number;
}

/** One invite link as messages.exportChatInvite made it. Links that Telegram makes itself are not listed. Dates in Unix seconds. */
export interface LedgerLink {
  atMs: number;
  link: string;
  adminId: string;
  peer: { kind: 'channel' | 'chat'; id: string };
  date: number;
  title: string | undefined;
  expireDate: number | undefined;
  usageLimit: number | undefined;
  requestNeeded: boolean;
  subscriptionPricing: { period: number; amount: string } | undefined;
  permanent: boolean;
}

/** One change of a link, in the order in which Telegram executed them. */
export interface LedgerLinkChange {
  atMs: number;
  type: 'edited' | 'revoked' | 'deleted';
  link: string;
  peer: LedgerLink['peer'];
  /** Who made the link. */
  adminId: string;
  /** Who changed it. */
  byUserId: string;
  /** What an edit asked for: a field that it left out is undefined. 0 and '' take a value away. */
  asked: LinkChangeAsked | undefined;
  /** What the link is after the change. */
  after: Pick<LedgerLink, 'title' | 'expireDate' | 'usageLimit' | 'requestNeeded'>;
  /** The new permanent link that a revoked one was replaced by. */
  replacedBy: string | undefined;
}

export interface LinkChangeAsked {
  title: string | undefined;
  expireDate: number | undefined;
  usageLimit: number | undefined;
  requestNeeded: boolean | undefined;
}

/** Two connections of one auth key sent in parallel. */
export interface LedgerParallelSend {
  atMs: number;
  authKeyIdHex: string;
  userId: string;
  /** The connection that was open, and the second one that sent. */
  connectionIds: [number, number];
}

/** A session that Telegram ended. */
export interface LedgerKilledSession {
  atMs: number;
  authKeyIdHex: string;
  userId: string;
  reason: string;
}

/** What happened at Telegram, for tests to check. No record is ever removed. */
export interface Ledger {
  calls: readonly LedgerCall[];
  links: readonly LedgerLink[];
  linkChanges: readonly LedgerLinkChange[];
  /** Every join of the world, whatever its way, also those of before this data centre's start. Oldest first. */
  joins: Readonly<JoinHistory['joins']>;
  /** Who asked to join, and each decision. Oldest first. */
  joinRequests: Readonly<JoinHistory['joinRequests']>;
  parallelSends: readonly LedgerParallelSend[];
  killedSessions: readonly LedgerKilledSession[];
  linksMade(): number;
  /** Calls that reached their method, executed or refused. */
  callsMade(method?: string): number;
  callsInsideWait(): number;
  /** The changes of one link, oldest first. */
  changesOf(link: string): LedgerLinkChange[];
  /** Whether Telegram has revoked this link. A deleted link was revoked before. */
  isRevoked(link: string): boolean;
}

export interface LedgerWriter extends Ledger {
  recordCall(call: LedgerCall): void;
  recordLink(link: LedgerLink): void;
  recordLinkChange(change: LedgerLinkChange): void;
  recordParallelSend(send: LedgerParallelSend): void;
  recordKilledSession(session: LedgerKilledSession): void;
}

export function createLedger({ joins, joinRequests }: JoinHistory): LedgerWriter {
  const calls: LedgerCall[] = [];
  const links: LedgerLink[] = [];
  const linkChanges: LedgerLinkChange[] = [];
  const parallelSends: LedgerParallelSend[] = [];
  const killedSessions: LedgerKilledSession[] = [];
  return {
    calls,
    links,
    linkChanges,
    joins,
    joinRequests,
    parallelSends,
    killedSessions,
    linksMade: () => links.length,
    callsMade: (method) =>
      calls.filter((call) => call.reachedMethod && (method === undefined || call.method === method)).length,
    callsInsideWait: () => calls.filter((call) => call.insideWait).length,
    changesOf: (link) => linkChanges.filter((change) => change.link === link),
    isRevoked: (link) => linkChanges.some((change) => change.link === link && change.type === 'revoked'),
    recordCall: (call) => calls.push(call),
    recordLink: (link) => links.push(link),
    recordLinkChange: (change) => linkChanges.push(change),
    recordParallelSend: (send) => parallelSends.push(send),
    recordKilledSession: (session) => killedSessions.push(session),
  };
}

/** A TL value as JSON: 64-bit numbers become strings, bytes hex. */
export function toJsonValue(value: unknown): unknown {
  if (typeof value === 'bigint') {
    return value.toString();
  }
  if (Buffer.isBuffer(value)) {
    return value.toString('hex');
  }
  if (Array.isArray(value)) {
    return value.map(toJsonValue);
  }
  if (typeof value !== 'object' || value === null) {
    return value;
  }
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, toJsonValue(inner)]));
}
